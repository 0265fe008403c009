import { httpHeader } from "../../wire/http.js";
import { ascending, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const httpLengthAmbiguous: ConversationRule = {
  code: "http-length-ambiguous",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "An HTTP message with both Content-Length and Transfer-Encoding.",
  why: "Two receivers may find two ends, which is how requests are smuggled past a proxy: a sender must not.",
  rfc: "RFC 9112 sections 6.1 and 6.2",
  example: "the request has both Content-Length and Transfer-Encoding",
  on: {
    httpMessage({ head, frames }) {
      if (httpHeader(head, "transfer-encoding") === undefined) return noFaults;
      if (httpHeader(head, "content-length") === undefined) return noFaults;
      return [
        {
          frames: ascending(frames),
          layer: "http",
          field: "Content-Length",
          message: `the ${head.kind} has both Content-Length and Transfer-Encoding`,
          hint: "leave Transfer_Encoding out",
          filter: "http.content_length_header && http.transfer_encoding",
        },
      ];
    },
  },
};
