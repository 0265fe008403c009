import { describe, expect, it } from "vitest";
import {
  decodeHttpHead,
  encodeHttpRequest,
  encodeHttpResponse,
  httpHeader,
  httpHeaderValues,
} from "../../src/wire/http.js";
import { ascii, bordered, octets } from "./octets.js";

const requestBytes = ascii("GET /a?b=c HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n");
const request = {
  kind: "request",
  method: "GET",
  target: "/a?b=c",
  version: "HTTP/1.1",
  headers: [
    { name: "Host", value: "example.com" },
    { name: "Accept", value: "*/*" },
  ],
} as const;
const responseBytes = ascii("HTTP/1.1 404 Not Found\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n");
const response = {
  kind: "response",
  version: "HTTP/1.1",
  statusCode: 404,
  reasonPhrase: "Not Found",
  headers: [
    { name: "Server", value: "nginx" },
    { name: "Content-Length", value: "0" },
  ],
} as const;

describe("heads", () => {
  it("of requests, both directions", () => {
    const wide = bordered(requestBytes);
    expect(decodeHttpHead(wide.bytes, wide.start, wide.end)).toEqual({
      kind: "head",
      head: { ...request, headLength: requestBytes.length },
    });
    expect(encodeHttpRequest(request)).toEqual(requestBytes);
  });
  it("of responses, both directions", () => {
    const wide = bordered(responseBytes);
    expect(decodeHttpHead(wide.bytes, wide.start, wide.end)).toEqual({
      kind: "head",
      head: { ...response, headLength: responseBytes.length },
    });
    expect(encodeHttpResponse(response)).toEqual(responseBytes);
  });
  it("cut anywhere are no heads", () => {
    for (const bytes of [requestBytes, responseBytes]) {
      for (let length = 0; length < bytes.length; length += 1) {
        const { kind } = decodeHttpHead(bytes.subarray(0, length));
        expect(["absent", "incomplete"]).toContain(kind);
        if (length > 22) expect(kind).toBe("incomplete");
      }
    }
  });
  it("end where the body begins", () => {
    const decoded = decodeHttpHead(ascii("HTTP/1.0 200 OK\r\n\r\nbody\r\n\r\n"));
    expect(decoded).toMatchObject({
      kind: "head",
      head: { headLength: 19, headers: [], version: "HTTP/1.0" },
    });
  });
});

describe("lines", () => {
  it.each([
    ["bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", [{ name: "Host", value: "a" }]],
    [
      "white space around a value",
      "GET / HTTP/1.1\r\nHost:\t a b \t\r\n\r\n",
      [{ name: "Host", value: "a b" }],
    ],
    ["an empty value", "GET / HTTP/1.1\r\nHost:\r\n\r\n", [{ name: "Host", value: "" }]],
    ["a folded value", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", [{ name: "A", value: "b c" }]],
    ["colons in a value", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", [{ name: "Host", value: "[::1]:80" }]],
  ])("with %s", (_name, text, headers) => {
    expect(decodeHttpHead(ascii(text))).toMatchObject({ kind: "head", head: { headers } });
  });
  it.each([
    ["no colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 16],
    ["a space before the colon", "GET / HTTP/1.1\r\nA: b\r\nHost : a\r\n\r\n", 22],
    ["no name", "GET / HTTP/1.1\r\n: a\r\n\r\n", 16],
    ["nothing to fold into", "GET / HTTP/1.1\r\n a\r\n\r\n", 16],
  ])("with %s are malformed", (_name, text, offset) => {
    expect(decodeHttpHead(ascii(text))).toEqual({ kind: "malformed", offset });
  });
  it.each([
    "GET /\r\n\r\n",
    "GET / HTTP/2.0\r\n\r\n",
    "get\r\n",
    "HTTP/1.1 20 OK\r\n\r\n",
    "\x16\x03\x01\x02",
    "GET  / HTTP/1.1\r\n\r\n",
  ])("that start no message: %j", (text) => {
    expect(decodeHttpHead(ascii(text))).toEqual({ kind: "absent" });
  });
  it.each(["HTTP/1.1 200 \r\n\r\n", "HTTP/1.1 200\r\n\r\n"])("may lack a reason phrase: %j", (text) => {
    expect(decodeHttpHead(ascii(text))).toMatchObject({
      kind: "head",
      head: { statusCode: 200, reasonPhrase: "" },
    });
  });
});

it("octets outside ASCII survive, one character each", () => {
  const bytes = octets("47 45 54 20 2f c3 a9 20 48 54 54 50 2f 31 2e 31 0d 0a 0d 0a");
  const decoded = decodeHttpHead(bytes);
  expect(decoded).toMatchObject({ kind: "head", head: { target: "/\u00c3\u00a9" } });
  expect(encodeHttpRequest({ target: "/\u00c3\u00a9" })).toEqual(bytes);
  expect(encodeHttpRequest({ target: octets("2f c3 a9") })).toEqual(bytes);
});

it("nothing is added to what an author sets", () => {
  expect(encodeHttpRequest({}, ascii("x"))).toEqual(ascii("GET / HTTP/1.1\r\n\r\nx"));
  expect(encodeHttpResponse({ statusCode: "OK", reasonPhrase: "" })).toEqual(ascii("HTTP/1.1 OK \r\n\r\n"));
  expect(encodeHttpRequest({ startLine: "GET HTTP/1.1", method: "POST" })).toEqual(
    ascii("GET HTTP/1.1\r\n\r\n"),
  );
});

it("header fields are found whatever their case", () => {
  const head = {
    headers: [
      { name: "Set-Cookie", value: "a" },
      { name: "set-cookie", value: "b" },
    ],
  };
  expect(httpHeader(head, "SET-COOKIE")).toBe("a");
  expect(httpHeaderValues(head, "Set-Cookie")).toEqual(["a", "b"]);
  expect(httpHeader(head, "Host")).toBeUndefined();
});

it("a head without end is given up", () => {
  const endless = `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(20_000)}`;
  expect(decodeHttpHead(ascii(endless)).kind).toBe("malformed");
  expect(decodeHttpHead(ascii(`GET ${"/".repeat(20_000)}`)).kind).toBe("absent");
});
