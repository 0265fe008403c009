import { describe, expect, it } from "vitest";
import { numbered, segment } from "./build-frames.js";
import { type Followed, followFrames } from "./follow-frames.js";

/** Requests and responses as the two directions' texts, each cut into segments at `|`; `finished` sends FINs. */
function conversationOf(requests: string, responses: string, finished = true): Followed {
  const packets = [segment("> S", 0), segment("< SA", 0)];
  for (const [direction, text] of [
    [">", requests],
    ["<", responses],
  ] as const) {
    let sequence = 1;
    for (const part of text.split("|")) {
      packets.push(segment(`${direction} A`, sequence, part));
      sequence += part.length;
    }
    if (finished) packets.push(segment(`${direction} FA`, sequence));
  }
  return followFrames(numbered(packets));
}

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const summary = ({ httpExchange }: Followed) =>
  httpExchange.map(({ request, interim, response }) => [
    request?.head.method,
    interim,
    response?.head.statusCode,
    response?.framing,
    response?.bodyLength,
    response?.isComplete,
  ]);
/** `response 85`: what came from where on. */
const problems = ({ httpProblem }: Followed) =>
  httpProblem.map(({ direction, code, streamOffset }) => `${direction} ${code} ${streamOffset}`);

describe("octets that are not in the capture", () => {
  const hello = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello";
  it("count where the other side acknowledges the FIN after them", () => {
    const end = 1 + hello.length + 4;
    const packets = [
      segment("> S", 0),
      segment("< SA", 0, "", { acknowledgmentNumber: 1 }),
      segment("> A", 1, get, { acknowledgmentNumber: 1 }),
      segment("< A", 1, hello, { acknowledgmentNumber: 1 + get.length }),
      segment("< FA", end, "", { acknowledgmentNumber: 1 + get.length }),
      segment("> A", 1 + get.length, "", { acknowledgmentNumber: end + 1 }),
    ];
    expect(summary(followFrames(numbered(packets)))).toEqual([["GET", 0, 200, "content-length", 9, true]]);
  });
  it("are those in the urgent octet's place, which its reader gets out of band", () => {
    const urgent = get.replace("Host", "Ho!st");
    const at = urgent.indexOf("!");
    const packets = [
      segment("> S", 0),
      segment("< SA", 0, "", { acknowledgmentNumber: 1 }),
      segment("> A", 1, urgent, { acknowledgmentNumber: 1, flags: 0x30, urgentPointer: at + 1 }),
    ];
    const followed = followFrames(numbered(packets));
    expect([followed.httpMessage, followed.httpProblem]).toEqual([[], []]);
  });
});

describe("the end of a response", () => {
  it.each([
    [
      "is its Content-Length",
      get,
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "content-length",
      5,
      true,
    ],
    ["is missing", get, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", "content-length", 5, false],
    ["is the end of the connection", get, "HTTP/1.0 200 OK\r\n\r\nhello", "close", 5, true],
    [
      "is its last chunk",
      get,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
      "chunked",
      5,
      true,
    ],
    [
      "is a chunk that is missing",
      get,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nhel\r\n",
      "chunked",
      3,
      false,
    ],
    [
      "is its head after HEAD",
      "HEAD / HTTP/1.1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
      "none",
      0,
      true,
    ],
    ["is its head with 204", get, "HTTP/1.1 204 No Content\r\n\r\n", "none", 0, true],
    ["is its head with 304", get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "none", 0, true],
    [
      "is announced twice alike",
      get,
      "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
      "content-length",
      5,
      true,
    ],
  ])("%s", (_name, request, response, framing, bodyLength, isComplete) => {
    const http = conversationOf(request, response);
    expect(http.httpExchange).toHaveLength(1);
    expect(http.httpExchange[0]?.response).toMatchObject({ framing, bodyLength, isComplete });
    expect(problems(http)).toEqual([]);
  });
  it("is unknown while the connection is open", () => {
    expect(summary(conversationOf(get, "HTTP/1.1 200 OK\r\n\r\nhel", false))).toEqual([
      ["GET", 0, 200, "close", 3, false],
    ]);
  });
});

it("several messages follow one another, over any segments", () => {
  const http = conversationOf(
    `${get.slice(0, 9)}|${get.slice(9)}POST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nx|yz${get}`,
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Len|gth: 2\r\n\r\nh|iHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
  );
  expect(summary(http)).toEqual([
    ["GET", 1, 200, "content-length", 2, true],
    ["POST", 0, 201, "content-length", 0, true],
    ["GET", 0, undefined, undefined, undefined, undefined],
  ]);
  expect(http.httpExchange.map(({ request }) => request?.frames)).toEqual([[3, 4], [4, 5], [5]]);
  expect(http.httpMessage.filter(({ isComplete }) => !isComplete)).toEqual([]);
});

it("trailer fields belong to the message", () => {
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nDigest: x\r\n\r\n";
  const http = conversationOf(`${get}${get}`, `${chunked}HTTP/1.1 204 No Content\r\n\r\n`);
  expect(summary(http).map(([, , status, , , isComplete]) => [status, isComplete])).toEqual([
    [200, true],
    [204, true],
  ]);
});

it("a response nobody asked for stands alone", () => {
  const http = conversationOf("", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  expect(summary(http)).toEqual([[undefined, 0, 200, "content-length", 0, true]]);
});

it("after a switch of protocols nothing is read", () => {
  const http = conversationOf(get, "HTTP/1.1 101 Switching Protocols\r\n\r\n\u0001\u0002");
  expect(http.httpExchange).toHaveLength(1);
  expect(problems(http)).toEqual([]);
});

describe("problems say where reading stopped", () => {
  const ok = "HTTP/1.1 200 OK\r\n";
  it.each([
    ["other octets after a message", `${ok}Content-Length: 0\r\n\r\nnonsense`, "not-http", 38],
    ["a request in place of a response", get, "not-http", 0],
    ["a header line without name", `${ok}oops\r\n\r\n`, "malformed-head", 17],
    ["a head without end", `${ok}Server: x\r\n`, "incomplete-head", 0],
    ["two lengths", `${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nx`, "bad-content-length", 0],
    ["a length that is no number", `${ok}Content-Length: -1\r\n\r\n`, "bad-content-length", 0],
    ["a chunk size that is no number", `${ok}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, "bad-chunk", 47],
    ["a chunk that goes on", `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n`, "bad-chunk", 51],
  ])("%s", (_name, response, code, streamOffset) => {
    expect(problems(conversationOf(get, response))).toEqual([`response ${code} ${streamOffset}`]);
    // The same octet by octet.
    expect(problems(conversationOf(get, [...response].join("|")))).toEqual([
      `response ${code} ${streamOffset}`,
    ]);
  });
  it("a request whose coding is not chunked", () => {
    const coded = conversationOf(`${get}GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n`, "");
    expect(problems(coded)).toEqual(["request bad-transfer-encoding 27"]);
  });
});

it("messages are the same however they are cut", () => {
  const response =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n";
  const whole = conversationOf(`${get}${get}`, `${response}${response}`);
  const octets = conversationOf([...`${get}${get}`].join("|"), [...`${response}${response}`].join("|"));
  expect(summary(octets)).toEqual(summary(whole));
  expect(summary(octets)).toHaveLength(2);
});

it("what a problem shows is what stands there, however it is cut", () => {
  const response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nand more";
  for (const cut of [response, [...response].join("|")]) {
    const [problem] = conversationOf(get, cut).httpProblem;
    expect(String.fromCharCode(...(problem?.firstOctets ?? []))).toMatch(/^xyz/);
    expect(problem?.octetsLeft).toBe(13);
  }
});

it("a connection without HTTP says nothing, unless it goes to a port of HTTP", () => {
  const tls = conversationOf("\u0016\u0003\u0001", "\u0016\u0003\u0003");
  expect(tls.httpMessage).toEqual([]);
  expect(problems(tls)).toEqual(["request not-http 0", "response not-http 0"]);
});

it("takes many small chunks", () => {
  const chunks = "1\r\nx\r\n".repeat(30_000);
  const text = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
  const parts = text.match(/[^]{1,50000}/g) ?? [];
  expect(conversationOf(get, parts.join("|")).httpExchange[0]?.response?.bodyLength).toBe(30_000);
});

describe("where the capture lost octets", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
  const start = [segment("> S", 0), segment("< SA", 0), segment("> A", 1, get)];
  const bodyAt = 1 + head.length;
  const acknowledge = (number: number) => segment("> A", 28, "", { acknowledgmentNumber: number });

  it("a body is counted on", () => {
    const http = followFrames(
      numbered([
        ...start,
        segment("< A", 1, `${head}01`),
        segment("< A", bodyAt + 6, "6789"),
        acknowledge(bodyAt + 10),
        segment("< A", bodyAt + 10, head),
      ]),
    );
    expect(http.httpExchange[0]?.response).toMatchObject({
      bodyLength: 10,
      octetsMissing: 4,
      isComplete: true,
    });
  });
  it("a message is looked for again, and nothing is paired any more", () => {
    const http = followFrames(
      numbered([
        ...start,
        segment("< A", 1, head.slice(0, 10)),
        segment("< A", bodyAt + 10, "HTTP/1.1 204 No Content\r\n\r\n"),
        acknowledge(bodyAt + 40),
      ]),
    );
    expect(http.httpMessage.map(({ head: { kind } }) => kind)).toEqual(["request", "response"]);
    expect([http.httpExchange, http.httpProblem]).toEqual([[], []]);
  });
  it("and where it begins in the middle of a body, the next message is found", () => {
    const http = followFrames(
      numbered([
        segment("< A", 500, "some octets of a body"),
        segment("> A", 100, get),
        segment("< A", 521, `${head}0123456789`),
      ]),
    );
    expect(summary(http)).toEqual([["GET", 0, 200, "content-length", 10, true]]);
    expect(problems(http)).toEqual([]);
  });
});
