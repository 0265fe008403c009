import type { ArpRule } from "./rule.js";

export const arpRequestUnanswered: ArpRule = {
  code: "arp-request-unanswered",
  level: "conversation",
  subject: "arp",
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "An ARP request that no reply answers.",
  why: "Without the reply the asker cannot send. On a real link the wanted host may be gone; generated traffic has both.",
  rfc: "RFC 826, Packet Reception",
  example: "nobody answers the ARP request of 192.168.1.23 for 192.168.1.1",
  check({ unanswered }) {
    return unanswered.map(({ frame, arp }) => ({
      frames: [frame.frameNumber],
      layer: "arp",
      message: `nobody answers the ARP request of ${arp.senderProtocolAddress} for ${arp.targetProtocolAddress}`,
      hint: `add a reply (op=2) with psrc="${arp.targetProtocolAddress}" and pdst="${arp.senderProtocolAddress}"`,
      filter: "arp.opcode == 1",
    }));
  },
};
