import { sameMac } from "../address-classes.js";
import { frameNumbers } from "../rule.js";
import type { ArpRule } from "./rule.js";

export const arpReplyTargetMismatch: ArpRule = {
  code: "arp-reply-target-mismatch",
  level: "conversation",
  subject: "arp",
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "An ARP reply whose target hardware address is not the sender hardware address of the request.",
  why: "The replier copies the asker's addresses into the target fields.",
  rfc: "RFC 826, Packet Reception",
  example: "the ARP reply has the target 00:00:00:00:00:00, the request came from 3c:22:fb:5a:19:c4",
  check({ answered }) {
    return answered
      .filter(
        ({ request, reply }) => !sameMac(reply.arp.targetHardwareAddress, request.arp.senderHardwareAddress),
      )
      .map(({ request, reply }) => ({
        frames: frameNumbers(request.frame, reply.frame),
        layer: "arp",
        field: "targetHardwareAddress",
        message: `the ARP reply has the target ${reply.arp.targetHardwareAddress.slice(0, 17)}, the request came from ${request.arp.senderHardwareAddress.slice(0, 17)}`,
        hint: "give the reply's hwdst the request's hwsrc",
      }));
  },
};
