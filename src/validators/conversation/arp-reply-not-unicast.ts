import { layerOf } from "../../wire/decoded-frame.js";
import { sameMac } from "../address-classes.js";
import { frameNumbers } from "../rule.js";
import type { ArpRule } from "./rule.js";

export const arpReplyNotUnicast: ArpRule = {
  code: "arp-reply-not-unicast",
  level: "conversation",
  subject: "arp",
  // RFC 5227 section 2.6 lets hosts with link-local addresses broadcast their replies.
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "An ARP reply whose frame does not go to the hardware address that asked.",
  why: "The reply is meant for the asker alone; sent elsewhere it does not arrive.",
  rfc: "RFC 826, Packet Reception",
  example: "the ARP reply goes to ff:ff:ff:ff:ff:ff, the request came from 3c:22:fb:5a:19:c4",
  check({ answered }) {
    return answered.flatMap(({ request, reply }) => {
      const destination = layerOf(reply.frame.decoded, "ethernet")?.header.destination;
      const asker = layerOf(request.frame.decoded, "ethernet")?.header.source;
      if (destination === undefined || asker === undefined || sameMac(destination, asker)) return [];
      return [
        {
          frames: frameNumbers(request.frame, reply.frame),
          layer: "ethernet",
          field: "destination",
          message: `the ARP reply goes to ${destination}, the request came from ${asker}`,
          hint: "give the reply's Ether dst the hardware address of the asker",
        },
      ];
    });
  },
};
