import { hex } from "../quote-value.js";
import type { DnsMessageAt } from "../dns-pairing.js";
import type { DnsRule } from "./rule.js";

export const dnsQueryWithAnswerFlags: DnsRule = {
  code: "dns-query-with-answer-flags",
  level: "conversation",
  subject: "dns",
  severity: { real: "note", generated: "error" },
  group: "protocol",
  finds: "A query with what only an answer can say: aa, ra, a response code, or answer records.",
  why: "These bits are the name server's; clients leave them zero.",
  rfc: "RFC 1035 section 4.1.1",
  example: "the DNS query 0x7210 has set: ra, an answer record",
  check({ answered, unanswered, otherId, otherEndpoint }) {
    const queries = [...[...answered, ...otherId, ...otherEndpoint].map(({ query }) => query), ...unanswered];
    return queries.flatMap((query) => {
      const set = answerParts(query);
      // Dynamic updates and transfers use the sections differently.
      if (set.length === 0 || query.message.opcode !== 0) return [];
      return [
        {
          frames: [query.frame.frameNumber],
          layer: "dns",
          field: "flags",
          message: `the DNS query ${hex(query.message.transactionId)} has set: ${set.join(", ")}`,
          hint: "in the query set only id, rd=1 and qd",
        },
      ];
    });
  },
};

function answerParts({ message }: DnsMessageAt): readonly string[] {
  return [
    ...(message.aa === 1 ? ["aa"] : []),
    ...(message.ra === 1 ? ["ra"] : []),
    ...(message.rcode === 0 ? [] : [`rcode ${message.rcode}`]),
    ...(message.answerCount === 0 ? [] : ["an answer record"]),
  ];
}
