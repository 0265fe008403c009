import { quoteValue } from "../quote-value.js";
import { frameNumbers, type CheckContext, type Fault } from "../rule.js";
import type { HttpTrace, HttpTraceProblem } from "../http-trace.js";
import type { HttpRule } from "./rule.js";

export const httpMessageMalformed: HttpRule = {
  code: "http-message-malformed",
  level: "conversation",
  subject: "http",
  severity: { real: "warn", generated: "error" },
  group: "malformed",
  finds: "Octets on an HTTP connection that are no HTTP message, or a message whose length cannot be told.",
  why: "A receiver answers with 400 or closes: from that place on it cannot tell where messages begin.",
  rfc: "RFC 9112 sections 2.1, 5 and 6",
  example: 'the request stream is malformed at octet 0 (not-http): "GET HTTP/1.1"',
  check(trace, context) {
    return [
      ...faultOf("request", trace.requestProblem, trace, context),
      ...faultOf("response", trace.responseProblem, trace, context),
    ];
  },
};

function faultOf(
  direction: "request" | "response",
  problem: HttpTraceProblem | undefined,
  { isWhole }: HttpTrace,
  { profile }: CheckContext,
): readonly Fault[] {
  if (problem === undefined) return [];
  // What follows a whole message has a rule of its own.
  if (problem.code === "not-http" && problem.messagesBefore > 0) return [];
  // Other protocols use the port too, captures begin late, and connections break off within a head.
  const uncertain = !isWhole || problem.code === "not-http" || problem.code === "incomplete-head";
  const start = quoteValue(String.fromCharCode(...problem.firstOctets));
  return [
    {
      frames: frameNumbers(problem.frame),
      layer: "http",
      ...(profile === "real" && uncertain ? { severity: "note" as const } : {}),
      message: `the ${direction} stream is malformed at octet ${problem.streamOffset} (${problem.code}): ${start}`,
      hint: hints[problem.code] ?? "write the message with HTTPRequest or HTTPResponse and their fields",
    },
  ];
}

const hints: Readonly<Record<string, string>> = {
  "bad-content-length": "set Content_Length to the decimal number of octets in the body",
  "bad-transfer-encoding": "leave Transfer_Encoding out and give the body a Content_Length",
  "bad-chunk": "leave Transfer_Encoding out and give the body a Content_Length",
  "incomplete-head": "end the head with an empty line",
};
