import { describe, expect, it } from "vitest";
import { latin1Text } from "../../src/wire/bytes.js";
import { groupConversations } from "../../src/flow/conversations.js";
import { type HttpConversation, readHttpConversation } from "../../src/flow/http-messages.js";
import { numbered, segment } from "./build-frames.js";

/** Requests and responses as the two directions' texts, each cut into segments at `|`; `finished` sends FINs. */
function conversationOf(requests: string, responses: string, finished = true): HttpConversation | undefined {
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
  const conversation = groupConversations(numbered(packets)).tcp[0];
  return conversation === undefined ? undefined : readHttpConversation(conversation);
}

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const summary = (http: HttpConversation | undefined) =>
  http?.exchanges.map(({ request, interim, response }) => [
    request?.head.method,
    interim.map(({ head }) => head.statusCode),
    response?.head.statusCode,
    response?.framing,
    response === undefined ? undefined : latin1Text(response.body),
    response?.isComplete,
  ]);

describe("the end of a response", () => {
  it.each([
    [
      "is its Content-Length",
      get,
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "content-length",
      "hello",
      true,
    ],
    [
      "is missing",
      get,
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
      "content-length",
      "hello",
      false,
    ],
    ["is the end of the connection", get, "HTTP/1.0 200 OK\r\n\r\nhello", "close", "hello", true],
    [
      "is its last chunk",
      get,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n",
      "chunked",
      "hello",
      true,
    ],
    [
      "is a chunk that is missing",
      get,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nhel\r\n",
      "chunked",
      "hel",
      false,
    ],
    [
      "is its head after HEAD",
      "HEAD / HTTP/1.1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
      "none",
      "",
      true,
    ],
    ["is its head with 204", get, "HTTP/1.1 204 No Content\r\n\r\n", "none", "", true],
    ["is its head with 304", get, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "none", "", true],
    [
      "is announced twice alike",
      get,
      "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
      "content-length",
      "hello",
      true,
    ],
  ])("%s", (_name, request, response, framing, body, isComplete) => {
    const http = conversationOf(request, response);
    expect(http?.exchanges).toHaveLength(1);
    const message = http?.exchanges[0]?.response;
    expect(message).toMatchObject({ framing, isComplete });
    expect(message === undefined ? undefined : latin1Text(message.body)).toBe(body);
    expect(http?.responseProblem).toBeUndefined();
  });
  it("is unknown while the connection is open", () => {
    expect(summary(conversationOf(get, "HTTP/1.1 200 OK\r\n\r\nhel", false))).toEqual([
      ["GET", [], 200, "close", "hel", false],
    ]);
  });
});

it("several messages follow one another, over any segments", () => {
  const http = conversationOf(
    `${get.slice(0, 9)}|${get.slice(9)}POST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nx|yz${get}`,
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Len|gth: 2\r\n\r\nh|iHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
  );
  expect(summary(http)).toEqual([
    ["GET", [100], 200, "content-length", "hi", true],
    ["POST", [], 201, "content-length", "", true],
    ["GET", [], undefined, undefined, undefined, undefined],
  ]);
  expect(http?.exchanges[0]?.request?.frames.map(({ frameNumber }) => frameNumber)).toEqual([3, 4]);
  expect(http?.exchanges[1]?.request).toMatchObject({ start: 27, isComplete: true });
});

it("trailer fields are kept", () => {
  const http = conversationOf(
    get,
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nDigest: x\r\n\r\n",
  );
  expect(http?.exchanges[0]?.response?.trailers).toEqual([{ name: "Digest", value: "x" }]);
});

it("a response nobody asked for stands alone", () => {
  const http = conversationOf("", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  expect(summary(http)).toEqual([[undefined, [], 200, "content-length", "", true]]);
});

it("after a switch of protocols nothing is read", () => {
  const http = conversationOf(get, "HTTP/1.1 101 Switching Protocols\r\n\r\n\u0001\u0002");
  expect(http?.exchanges).toHaveLength(1);
  expect(http?.responseProblem).toBeUndefined();
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
    expect(conversationOf(get, response)?.responseProblem).toEqual({ code, streamOffset });
  });
  it("a request whose coding is not chunked", () => {
    expect(
      conversationOf(`${get}GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n`, "")?.requestProblem,
    ).toEqual({
      code: "bad-transfer-encoding",
      streamOffset: 27,
    });
  });
});

it("a connection without HTTP is not read as such", () => {
  expect(conversationOf("\u0016\u0003\u0001", "\u0016\u0003\u0003")).toBeUndefined();
});

it("takes many small chunks", () => {
  const chunks = "1\r\nx\r\n".repeat(30_000);
  const text = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
  const parts = text.match(/[^]{1,50000}/g) ?? [];
  expect(conversationOf(get, parts.join("|"))?.exchanges[0]?.response?.body).toHaveLength(30_000);
});
