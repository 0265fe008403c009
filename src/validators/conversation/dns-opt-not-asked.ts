import { dnsTypes } from "../../wire/dns.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const dnsOptNotAsked: ConversationRule = {
  code: "dns-opt-not-asked",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A DNS answer with an OPT record to a query without one.",
  why: "An asker without OPT does not know the record: a server must not send it one.",
  rfc: "RFC 6891 section 7",
  example: "the DNS answer has an OPT record, the query has none",
  on: {
    dnsAnswered({ query, response, message }) {
      if (query.udpPayloadSize !== undefined) return noFaults;
      if (!message.additionals.some(({ type }) => type === dnsTypes.OPT)) return noFaults;
      return [
        {
          frames: frameNumbers(query, response),
          layer: "dns",
          field: "additionals",
          message: "the DNS answer has an OPT record, the query has none",
          hint: "leave ar out of the answer, or give the query a DNSRROPT too",
        },
      ];
    },
  },
};
