import type { SeenDnsMessage } from "../../flow/dns-pairing.js";
import { hex } from "../quote-value.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsQueryWithAnswerFlags: ConversationRule = {
  code: "dns-query-with-answer-flags",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A query with what only an answer can say: aa, ra, a response code, or answer records.",
  why: "These bits are the name server's; clients leave them zero.",
  rfc: "RFC 1035 section 4.1.1",
  example: "the DNS query 0x7210 has set: ra, an answer record",
  on: {
    dnsQuery(query) {
      // Dynamic updates and transfers use the sections differently.
      if (query.opcode !== 0) return noFaults;
      const set = answerParts(query);
      if (set === "") return noFaults;
      return [
        {
          frames: [query.frameNumber],
          layer: "dns",
          field: "flags",
          message: `the DNS query ${hex(query.transactionId)} has set: ${set}`,
          hint: "in the query set only id, rd=1 and qd",
        },
      ];
    },
  },
};

function answerParts({ aa, ra, rcode, answerCount }: SeenDnsMessage): string {
  if (aa === 0 && ra === 0 && rcode === 0 && answerCount === 0) return "";
  return [
    ...(aa === 1 ? ["aa"] : []),
    ...(ra === 1 ? ["ra"] : []),
    ...(rcode === 0 ? [] : [`rcode ${rcode}`]),
    ...(answerCount === 0 ? [] : ["an answer record"]),
  ].join(", ");
}
