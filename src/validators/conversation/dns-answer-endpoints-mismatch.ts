import { socketsOf } from "../describe-dns.js";
import { hex } from "../quote-value.js";
import { frameNumbers } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsAnswerEndpointsMismatch: ConversationRule = {
  code: "dns-answer-endpoints-mismatch",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "An answer with the query's id and question that travels between other addresses or ports.",
  why: "The asker's socket receives only what comes back from where it sent to: the answer is lost or dropped as forged.",
  rfc: "RFC 2181 section 4; RFC 5452 section 9.1",
  example:
    "the DNS answer 0x7210 goes from 192.168.1.1:53 to 192.168.1.23:53, the query went from 192.168.1.23:40100 to 192.168.1.1:53",
  on: {
    dnsOtherEndpoint: ({ query, response }) => [
      {
        frames: frameNumbers(query, response),
        layer: query.transport,
        message:
          `the DNS answer ${hex(response.transactionId)} goes from ${socketsOf(response)}, ` +
          `the query went from ${socketsOf(query)}`,
        hint: "exchange source and destination of the query in the answer, addresses and ports alike",
        filter: `dns.id == ${hex(query.transactionId)}`,
      },
    ],
  },
};
