import type { ArpRule } from "./rule.js";

/** Highest operation code assigned by IANA. */
const highestAssigned = 25;

export const arpOperationUnknown: ArpRule = {
  code: "arp-operation-unknown",
  level: "conversation",
  subject: "arp",
  severity: { real: "note", generated: "error" },
  group: "protocol",
  finds: "An ARP packet that is neither request nor reply.",
  why: "Resolving an address takes a request (1) and a reply (2); other operations belong to other protocols.",
  rfc: "RFC 826, Packet format; RFC 5494",
  example: "the ARP operation is 0",
  check({ others }, { profile }) {
    return others
      .filter(
        ({ arp: { operation } }) => profile === "generated" || operation === 0 || operation > highestAssigned,
      )
      .map(({ frame, arp: { operation } }) => ({
        frames: [frame.frameNumber],
        layer: "arp",
        field: "operation",
        message: `the ARP operation is ${operation}`,
        hint: "set op to 1 in the request and to 2 in the reply",
        filter: `arp.opcode == ${operation}`,
      }));
  },
};
