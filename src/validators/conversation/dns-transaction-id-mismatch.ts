import { hex } from "../quote-value.js";
import { frameNumbers } from "../rule.js";
import type { DnsRule } from "./rule.js";

export const dnsTransactionIdMismatch: DnsRule = {
  code: "dns-transaction-id-mismatch",
  level: "conversation",
  subject: "dns",
  severity: { real: "warn", generated: "error" },
  group: "response",
  finds:
    "An answer between the same sockets, to the same question, under another transaction id than the query's.",
  why: "The id is how a resolver knows its answer: with another one it is dropped as forged.",
  rfc: "RFC 1035 section 4.1.1; RFC 5452 section 9.1",
  example: "the DNS answer has transaction id 0x0aba, the query 0x7210",
  check({ otherId }) {
    return otherId.map(({ query, response }) => ({
      frames: frameNumbers(query.frame, response.frame),
      layer: "dns",
      field: "transactionId",
      message: `the DNS answer has transaction id ${hex(response.message.transactionId)}, the query ${hex(query.message.transactionId)}`,
      hint: `set id=${hex(query.message.transactionId)} in the answer's DNS layer, as in the query`,
      filter: `dns.id in {${hex(query.message.transactionId)}, ${hex(response.message.transactionId)}}`,
    }));
  },
};
