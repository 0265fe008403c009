import { quoteValue } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpMessageMalformed: ConversationRule = {
  code: "http-message-malformed",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "malformed",
  finds: "Octets on an HTTP connection that are no HTTP message, or a message whose length cannot be told.",
  why: "A receiver answers with 400 or closes: from that place on it cannot tell where messages begin.",
  rfc: "RFC 9112 sections 2.1, 5 and 6",
  example: 'the request stream is malformed at octet 0 (not-http): "GET HTTP/1.1"',
  on: {
    httpProblem(problem, { profile }) {
      const { code, direction, frameNumber, streamOffset, firstOctets, isWhole, messagesBefore } = problem;
      // What follows a whole message has a rule of its own.
      if (code === "not-http" && messagesBefore > 0) return noFaults;
      // Other protocols use the port too, captures begin late, and connections break off within a head.
      const isUncertain = !isWhole || code === "not-http" || code === "incomplete-head";
      const start = quoteValue(String.fromCharCode(...firstOctets));
      return [
        {
          frames: frameNumber === undefined ? [] : [frameNumber],
          layer: "http",
          ...(profile === "real" && isUncertain ? { severity: "note" as const } : {}),
          message: `the ${direction} stream is malformed at octet ${streamOffset} (${code}): ${start}`,
          hint: hints[code] ?? "write the message with HTTPRequest or HTTPResponse and their fields",
        },
      ];
    },
  },
};

const hints: Readonly<Record<string, string>> = {
  "bad-content-length": "set Content_Length to the decimal number of octets in the body",
  "bad-transfer-encoding": "leave Transfer_Encoding out and give the body a Content_Length",
  "bad-chunk": "leave Transfer_Encoding out and give the body a Content_Length",
  "incomplete-head": "end the head with an empty line",
};
