import type { RuleCase } from "./case.js";
import {
  change,
  dnsExchange,
  type FrameSpec,
  httpExchangeOf,
  requestText,
  responseText,
} from "./day-frames.js";
import { fires, silent } from "./rule-case.js";

const answered = (response: string, request = requestText) => httpExchangeOf({ request, response });
const status = (line: string) => responseText.replace("200 OK", line);
const withoutBody = (line: string) => status(line).replace("Content-Length: 5\r\n", "").slice(0, -5);
const asked = (header: string) => requestText.replace("\r\n\r\n", `\r\n${header}\r\n\r\n`);
const headed = (header: string) => responseText.replace("Server:", `${header}\r\nServer:`);
const whole = requestText.replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\nhello");
const elsewhere = (specs: readonly FrameSpec[]) => [...dnsExchange, ...specs];

export const httpDetailCases: readonly RuleCase[] = [
  fires(
    "http-length-where-no-body",
    "204",
    answered(withoutBody("204 No Content").replace("Server:", "Content-Length: 0\r\nServer:")),
    ["http-length-where-no-body 6"],
  ),
  silent("http-length-where-no-body", "204 without", answered(withoutBody("204 No Content"))),
  silent(
    "http-length-where-no-body",
    "the answer to HEAD says how long it would be",
    answered(responseText.slice(0, -5), requestText.replace("GET", "HEAD")),
  ),
  fires("http-octets-after-message", "a body after 204", answered(`${withoutBody("204 No Content")}hello`), [
    "http-octets-after-message 6",
  ]),
  fires(
    "http-octets-after-message",
    "a body after HEAD",
    answered(responseText, requestText.replace("GET", "HEAD")),
    ["http-octets-after-message 6"],
  ),
  fires(
    "http-message-malformed",
    "two lengths that differ",
    answered(headed("Content-Length: 7")),
    ["http-message-malformed 6", "http-request-unanswered 4"].reverse(),
  ),
  fires(
    "http-message-malformed",
    "a chunk whose size is no number",
    answered(
      responseText
        .replace("Content-Length: 5", "Transfer-Encoding: chunked")
        .replace("\r\n\r\nhello", "\r\n\r\nfive\r\nhello\r\n0\r\n\r\n"),
    ),
    ["http-message-malformed 6"],
  ),
  fires(
    "http-length-ambiguous",
    "both lengths",
    answered(
      responseText.replace("\r\n\r\nhello", "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    ),
    ["http-length-ambiguous 6"],
  ),
  silent(
    "http-length-ambiguous",
    "chunked",
    answered(
      responseText
        .replace("Content-Length: 5", "Transfer-Encoding: chunked")
        .replace("\r\n\r\nhello", "\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    ),
  ),
  fires("http-header-value-illegal", "NUL", answered(headed("X-Powered-By: PHP\x00")), [
    "http-header-value-illegal 6",
  ]),
  silent("http-header-value-illegal", "a tab between words", answered(headed("X-Powered-By: PHP\tApache"))),
  fires(
    "http-date-malformed",
    "the day of the week is wrong",
    answered(responseText.replace("Tue, 14", "Mon, 14")),
    ["http-date-malformed 6"],
  ),
  fires(
    "http-date-malformed",
    "another form",
    answered(responseText.replace("Tue, 14 Nov 2023 22:13:20 GMT", "2023-11-14 22:13:20")),
    ["http-date-malformed 6"],
  ),
  silent(
    "http-date-malformed",
    "the obsolete form of RFC 850",
    answered(responseText.replace("Tue, 14 Nov 2023", "Tuesday, 14-Nov-23")),
  ),
  fires("http-switch-not-asked", "no Upgrade", answered(withoutBody("101 Switching Protocols")), [
    "http-switch-not-asked 4,6",
  ]),
  silent(
    "http-switch-not-asked",
    "to WebSocket",
    answered(
      withoutBody("101 Switching Protocols").replace(
        "Server:",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nServer:",
      ),
      asked("Upgrade: websocket\r\nConnection: Upgrade"),
    ),
  ),
  fires(
    "http-interim-for-old-client",
    "100 to HTTP/1.0",
    answered(`HTTP/1.1 100 Continue\r\n\r\n${responseText}`, whole.replace("HTTP/1.1", "HTTP/1.0")),
    ["http-interim-for-old-client 4,6"],
  ),
  silent(
    "http-interim-for-old-client",
    "100 to HTTP/1.1",
    answered(`HTTP/1.1 100 Continue\r\n\r\n${responseText}`, whole),
  ),
  fires("http-status-impossible", "999", answered(status("999 Odd")), ["http-status-impossible 6"]),
  silent("http-status-impossible", "599 is a server's error", answered(status("599 Odd"))),
  fires("http-status-not-asked", "206 without Range", answered(status("206 Partial Content")), [
    "note: http-status-not-asked 4,6",
  ]),
  silent(
    "http-status-not-asked",
    "206 to a Range",
    answered(status("206 Partial Content"), asked("Range: bytes=0-4")),
  ),
  fires("http-required-header-missing", "405 without Allow", answered(status("405 Method Not Allowed")), [
    "note: http-required-header-missing 6",
  ]),
  silent(
    "http-required-header-missing",
    "405 with Allow",
    answered(status("405 Method Not Allowed").replace("Server:", "Allow: POST\r\nServer:")),
  ),
  fires(
    "http-host-resolves-elsewhere",
    "the address was drawn beforehand",
    elsewhere(
      httpExchangeOf({}).map((spec) =>
        spec.ipv4?.source === "203.0.113.80"
          ? { ...spec, ipv4: { ...spec.ipv4, source: "198.51.100.7" } }
          : { ...spec, ipv4: { ...spec.ipv4, destination: "198.51.100.7" } },
      ),
    ),
    ["http-host-resolves-elsewhere 6"],
  ),
  silent("http-host-resolves-elsewhere", "the resolved address", elsewhere(httpExchangeOf({}))),
  silent(
    "http-host-resolves-elsewhere",
    "a real client may know better",
    change(elsewhere(httpExchangeOf({})), 2, {
      dns: {
        answers: [
          {
            name: "www.example.org",
            type: 1,
            class: 1,
            ttl: 300,
            rdata: { kind: "a", address: "198.51.100.7" },
          },
        ],
      },
    }),
    [],
    "real",
  ),
];
