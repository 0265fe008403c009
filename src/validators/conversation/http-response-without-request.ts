import { framesOfMessage } from "../http-trace.js";
import type { HttpRule } from "./rule.js";

export const httpResponseWithoutRequest: HttpRule = {
  code: "http-response-without-request",
  level: "conversation",
  subject: "http",
  // A server may say 408 before it closes an idle connection; a capture may begin after the request.
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "An HTTP response that answers no request.",
  why: "Each response belongs to the oldest request of its connection that has none yet.",
  rfc: "RFC 9112 section 9.2",
  example: "the response 200 answers no request",
  check({ exchanges }) {
    return exchanges.flatMap(({ request, response }) => {
      if (request !== undefined || response === undefined) return [];
      return [
        {
          frames: framesOfMessage(response),
          layer: "http",
          message: `the response ${response.head.statusCode} answers no request`,
          hint: "send the request in a segment of the client before it",
        },
      ];
    });
  },
};
