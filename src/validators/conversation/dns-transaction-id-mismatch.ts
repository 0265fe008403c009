import { hex } from "../quote-value.js";
import { frameNumbers } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsTransactionIdMismatch: ConversationRule = {
  code: "dns-transaction-id-mismatch",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "likely",
  group: "response",
  finds:
    "An answer between the same sockets, to the same question, under another transaction id than the query's.",
  why: "The id is how a resolver knows its answer: with another one it is dropped as forged.",
  rfc: "RFC 1035 section 4.1.1; RFC 5452 section 9.1",
  example: "the DNS answer has transaction id 0x0aba, the query 0x7210",
  on: {
    dnsOtherId: ({ query, response }) => [
      {
        frames: frameNumbers(query, response),
        layer: "dns",
        field: "transactionId",
        message: `the DNS answer has transaction id ${hex(response.transactionId)}, the query ${hex(query.transactionId)}`,
        hint: `set id=${hex(query.transactionId)} in the answer's DNS layer, as in the query`,
        filter: `dns.id in {${hex(query.transactionId)}, ${hex(response.transactionId)}}`,
      },
    ],
  },
};
