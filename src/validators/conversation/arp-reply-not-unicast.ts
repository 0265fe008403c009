import { sameMac } from "../address-classes.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpReplyNotUnicast: ConversationRule = {
  code: "arp-reply-not-unicast",
  level: "conversation",
  // RFC 5227 section 2.6 lets hosts with link-local addresses broadcast their replies.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "An ARP reply whose frame does not go to the hardware address that asked.",
  why: "The reply is meant for the asker alone; sent elsewhere it does not arrive.",
  rfc: "RFC 826, Packet Reception",
  example: "the ARP reply goes to ff:ff:ff:ff:ff:ff, the request came from 3c:22:fb:5a:19:c4",
  on: {
    arpAnswered({ request, reply }) {
      const destination = reply.ethernetDestination;
      const asker = request.ethernetSource;
      if (destination === undefined || asker === undefined || sameMac(destination, asker)) return noFaults;
      return [
        {
          frames: frameNumbers(request, reply),
          layer: "ethernet",
          field: "destination",
          message: `the ARP reply goes to ${destination}, the request came from ${asker}`,
          hint: "give the reply's Ether dst the hardware address of the asker",
        },
      ];
    },
  },
};
