import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpStatusImpossible: ConversationRule = {
  code: "http-status-impossible",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An HTTP response whose status code is not in 100 to 599.",
  why: "The first digit tells what became of the request; there are five.",
  rfc: "RFC 9110 section 15",
  example: "the response has the status code 999",
  on: {
    httpMessage({ head, frames }) {
      if (head.kind !== "response" || (head.statusCode >= 100 && head.statusCode <= 599)) return noFaults;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: "Status-Code",
          message: `the response has the status code ${head.statusCode}`,
          hint: "set Status_Code to 200, or to another of 100 to 599",
          filter: "http.response.code < 100 || http.response.code > 599",
        },
      ];
    },
  },
};
