import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpReplyWithoutRequest: ConversationRule = {
  code: "arp-reply-without-request",
  level: "conversation",
  // A capture may begin after the request, and some hosts announce themselves with replies.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "An ARP reply that answers no request.",
  why: "A reply nobody asked for is how ARP tables are poisoned; an honest one has its request before it. A gratuitous reply, about its own address alone, is told apart.",
  rfc: "RFC 826, Packet Reception; RFC 5227 section 3",
  example: "the ARP reply of 192.168.1.1 to 192.168.1.23 answers no request",
  on: {
    arpUnasked({ frameNumber, senderProtocolAddress, targetProtocolAddress }) {
      // A host announces itself, to everybody and unasked (RFC 5227 section 3 tells why also as a reply).
      if (senderProtocolAddress === targetProtocolAddress) return noFaults;
      return [
        {
          frames: [frameNumber],
          layer: "arp",
          message: `the ARP reply of ${senderProtocolAddress} to ${targetProtocolAddress} answers no request`,
          hint: `put a request (op=1) before it with psrc="${targetProtocolAddress}" and pdst="${senderProtocolAddress}"`,
          filter: "arp.opcode == 2",
        },
      ];
    },
  },
};
