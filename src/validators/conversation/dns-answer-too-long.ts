import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

/** Octets of a message over UDP that every asker takes. */
const leastSize = 512;

export const dnsAnswerTooLong: ConversationRule = {
  code: "dns-answer-too-long",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds:
    "A DNS answer over UDP that is longer than its asker takes: 512 octets, or what the query's OPT record says.",
  why: "The asker's buffer ends there. A server truncates the answer and sets TC, so that the asker comes back over TCP.",
  rfc: "RFC 1035 section 4.2.1; RFC 6891 section 6.2.3",
  example: "the DNS answer has 900 octets, the asker takes 512",
  on: {
    dnsAnswered({ query, response }) {
      if (response.transport !== "udp") return noFaults;
      const size = Math.max(leastSize, query.udpPayloadSize ?? leastSize);
      if (response.messageLength <= size) return noFaults;
      return [
        {
          frames: frameNumbers(query, response),
          layer: "dns",
          message: `the DNS answer has ${response.messageLength} octets, the asker takes ${size}`,
          hint: "give the answer fewer records, or the query a DNSRROPT with a larger rclass",
        },
      ];
    },
  },
};
