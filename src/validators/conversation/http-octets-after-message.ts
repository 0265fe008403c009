import { frameNumbers, type Fault } from "../rule.js";
import type { HttpTrace, HttpTraceProblem } from "../http-trace.js";
import type { HttpRule } from "./rule.js";

export const httpOctetsAfterMessage: HttpRule = {
  code: "http-octets-after-message",
  level: "conversation",
  subject: "http",
  severity: { real: "note", generated: "error" },
  group: "malformed",
  finds:
    "Octets after the end of an HTTP message that begin no other: the body is longer than Content-Length says.",
  why: "The receiver takes them for the next message, and fails.",
  rfc: "RFC 9112 sections 6.2 and 6.3",
  example: "12 octets follow the response, whose body ends after 86 octets",
  check(trace) {
    return [
      ...faultOf("request", trace.requestProblem, trace.requests.at(-1)?.body.length),
      ...faultOf("response", trace.responseProblem, lastBody(trace)),
    ];
  },
};

function lastBody({ responses }: HttpTrace): number | undefined {
  return responses.at(-1)?.body.length;
}

function faultOf(
  direction: "request" | "response",
  problem: HttpTraceProblem | undefined,
  bodyLength: number | undefined,
): readonly Fault[] {
  if (problem?.code !== "not-http" || problem.messagesBefore === 0) return [];
  const length = bodyLength ?? 0;
  return [
    {
      frames: frameNumbers(problem.frame),
      layer: "http",
      field: "Content-Length",
      message: `${problem.octetsLeft} octets follow the ${direction}, whose body ends after ${length} octets`,
      hint: `set Content_Length to ${length + problem.octetsLeft}, or shorten the body`,
    },
  ];
}
