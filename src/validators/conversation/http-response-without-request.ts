import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpResponseWithoutRequest: ConversationRule = {
  code: "http-response-without-request",
  level: "conversation",
  // A server may say 408 before it closes an idle connection; a capture may begin after the request.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "An HTTP response that answers no request.",
  why: "Each response belongs to the oldest request of its connection that has none yet.",
  rfc: "RFC 9112 section 9.2",
  example: "the response 200 answers no request",
  on: {
    httpExchange({ request, response }) {
      if (request !== undefined || response === undefined) return noFaults;
      return [
        {
          frames: ascending(response.frames),
          layer: "http",
          message: `the response ${response.head.statusCode} answers no request`,
          hint: "send the request in a segment of the client before it",
        },
      ];
    },
  },
};
