import { frameNumbers } from "../rule.js";
import type { DnsRule } from "./rule.js";

export const dnsAnswerFlagsMismatch: DnsRule = {
  code: "dns-answer-flags-mismatch",
  level: "conversation",
  subject: "dns",
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "An answer that does not repeat the query's operation code and its wish for recursion.",
  why: "Both are copied from the query into the answer.",
  rfc: "RFC 1035 section 4.1.1",
  example: "the query has opcode 0 and rd 1, the answer opcode 0 and rd 0",
  check({ answered }) {
    return answered
      .filter(
        ({ query, response }) =>
          query.message.opcode !== response.message.opcode || query.message.rd !== response.message.rd,
      )
      .map(({ query, response }) => ({
        frames: frameNumbers(query.frame, response.frame),
        layer: "dns",
        field: "flags",
        message:
          `the query has opcode ${query.message.opcode} and rd ${query.message.rd}, ` +
          `the answer opcode ${response.message.opcode} and rd ${response.message.rd}`,
        hint: "copy opcode and rd from the query into the answer",
      }));
  },
};
