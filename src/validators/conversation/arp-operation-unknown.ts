import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

/** Highest operation code assigned by IANA. */
const highestAssigned = 25;

export const arpOperationUnknown: ConversationRule = {
  code: "arp-operation-unknown",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "An ARP packet that is neither request nor reply.",
  why: "Resolving an address takes a request (1) and a reply (2); other operations belong to other protocols.",
  rfc: "RFC 826, Packet format; RFC 5494",
  example: "the ARP operation is 0",
  on: {
    arpOther({ frameNumber, operation }, { profile }) {
      if (profile === "real" && operation > 0 && operation <= highestAssigned) return noFaults;
      return [
        {
          frames: [frameNumber],
          layer: "arp",
          field: "operation",
          message: `the ARP operation is ${operation}`,
          hint: "set op to 1 in the request and to 2 in the reply",
          filter: `arp.opcode == ${operation}`,
        },
      ];
    },
  },
};
