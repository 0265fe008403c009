import type { ConversationRule } from "./rule.js";

export const arpRequestUnanswered: ConversationRule = {
  code: "arp-request-unanswered",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "An ARP request that no reply answers.",
  why: "Without the reply the asker cannot send. On a real link the wanted host may be gone; generated traffic has both.",
  rfc: "RFC 826, Packet Reception",
  example: "nobody answers the ARP request of 192.168.1.23 for 192.168.1.1",
  on: {
    arpUnanswered: ({ frameNumber, senderProtocolAddress, targetProtocolAddress }) => [
      {
        frames: [frameNumber],
        layer: "arp",
        message: `nobody answers the ARP request of ${senderProtocolAddress} for ${targetProtocolAddress}`,
        hint: `add a reply (op=2) with psrc="${targetProtocolAddress}" and pdst="${senderProtocolAddress}"`,
        filter: "arp.opcode == 1",
      },
    ],
  },
};
