import type { ArpRule } from "./rule.js";

export const arpReplyWithoutRequest: ArpRule = {
  code: "arp-reply-without-request",
  level: "conversation",
  subject: "arp",
  // A capture may begin after the request, and some hosts announce themselves with replies.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "An ARP reply that answers no request.",
  why: "A reply nobody asked for is how ARP tables are poisoned; an honest one has its request before it.",
  rfc: "RFC 826, Packet Reception; RFC 5227 section 3",
  example: "the ARP reply of 192.168.1.1 to 192.168.1.23 answers no request",
  check({ unasked }) {
    return unasked.map(({ frame, arp }) => ({
      frames: [frame.frameNumber],
      layer: "arp",
      message: `the ARP reply of ${arp.senderProtocolAddress} to ${arp.targetProtocolAddress} answers no request`,
      hint: `put a request (op=1) before it with psrc="${arp.targetProtocolAddress}" and pdst="${arp.senderProtocolAddress}"`,
      filter: "arp.opcode == 2",
    }));
  },
};
