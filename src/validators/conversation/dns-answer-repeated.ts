import { hex } from "../quote-value.js";
import { frameNumbers } from "../rule.js";
import type { DnsRule } from "./rule.js";

export const dnsAnswerRepeated: DnsRule = {
  code: "dns-answer-repeated",
  level: "conversation",
  subject: "dns",
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "A second answer to a query already answered.",
  why: "The resolver has closed its question. A second answer is a repeated datagram, or somebody racing the name server.",
  rfc: "RFC 5452 section 4",
  example: "the DNS query 0x7210 is answered again",
  check({ repeated }) {
    return repeated.map(({ query, response }) => ({
      frames: frameNumbers(query.frame, response.frame),
      layer: "dns",
      message: `the DNS query ${hex(query.message.transactionId)} is answered again`,
      hint: "answer each query once",
      filter: `dns.id == ${hex(query.message.transactionId)}`,
    }));
  },
};
