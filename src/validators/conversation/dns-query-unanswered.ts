import { describeQuestion, socketsOf } from "../describe-dns.js";
import { hex } from "../quote-value.js";
import type { ConversationRule } from "./rule.js";

export const dnsQueryUnanswered: ConversationRule = {
  code: "dns-query-unanswered",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "A DNS query that no answer fits.",
  why: "Whoever asks waits for the answer. Real networks lose datagrams; generated traffic has both.",
  rfc: "RFC 1035 section 7.3; RFC 5452 section 9.1",
  example:
    'nothing answers the DNS query 0x7210 for A "example.com" from 192.168.1.23:40100 to 192.168.1.1:53',
  on: {
    dnsUnanswered: (query) => [
      {
        frames: [query.frameNumber],
        layer: "dns",
        message:
          `nothing answers the DNS query ${hex(query.transactionId)} for ` +
          `${describeQuestion(query)} from ${socketsOf(query)}`,
        hint: "answer with the same id and question, qr=1, from the queried address and port back to the asking ones",
        filter: `dns.id == ${hex(query.transactionId)}`,
      },
    ],
  },
};
