import { hex } from "../quote-value.js";
import { frameNumbers } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsAnswerRepeated: ConversationRule = {
  code: "dns-answer-repeated",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A second answer to a query already answered.",
  why: "The resolver has closed its question. A second answer is a repeated datagram, or somebody racing the name server.",
  rfc: "RFC 5452 section 4",
  example: "the DNS query 0x7210 is answered again",
  on: {
    dnsRepeated: ({ query, response }) => [
      {
        frames: frameNumbers(query, response),
        layer: "dns",
        message: `the DNS query ${hex(query.transactionId)} is answered again`,
        hint: "answer each query once",
        filter: `dns.id == ${hex(query.transactionId)}`,
      },
    ],
  },
};
