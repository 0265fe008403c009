import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsAnswerFlagsMismatch: ConversationRule = {
  code: "dns-answer-flags-mismatch",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "An answer that does not repeat the query's operation code and its wish for recursion.",
  why: "Both are copied from the query into the answer.",
  rfc: "RFC 1035 section 4.1.1",
  example: "the query has opcode 0 and rd 1, the answer opcode 0 and rd 0",
  on: {
    dnsAnswered({ query, response }) {
      if (query.opcode === response.opcode && query.rd === response.rd) return noFaults;
      return [
        {
          frames: frameNumbers(query, response),
          layer: "dns",
          field: "flags",
          message:
            `the query has opcode ${query.opcode} and rd ${query.rd}, ` +
            `the answer opcode ${response.opcode} and rd ${response.rd}`,
          hint: "copy opcode and rd from the query into the answer",
        },
      ];
    },
  },
};
