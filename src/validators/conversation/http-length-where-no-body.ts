import { httpHeader } from "../../wire/http.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpLengthWhereNoBody: ConversationRule = {
  code: "http-length-where-no-body",
  level: "conversation",
  // Servers that say "0" here are known, and harmless.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A Content-Length or Transfer-Encoding in a response that never has a body: 1xx and 204.",
  why: "The response ends with its head. A receiver that believed the header would wait for octets of the next response.",
  rfc: "RFC 9110 section 8.6; RFC 9112 section 6.1",
  example: "the response 204 has a Content-Length",
  on: {
    httpMessage({ head, frames }) {
      if (head.kind !== "response" || (head.statusCode >= 200 && head.statusCode !== 204)) return noFaults;
      const name = ["Content-Length", "Transfer-Encoding"].find((one) => httpHeader(head, one) !== undefined);
      if (name === undefined) return noFaults;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: name,
          message: `the response ${head.statusCode} has a ${name}`,
          hint: `leave ${name.replace("-", "_")} out of this response`,
        },
      ];
    },
  },
};
