import { sameMac } from "../address-classes.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpReplyTargetMismatch: ConversationRule = {
  code: "arp-reply-target-mismatch",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "An ARP reply whose target hardware address is not the sender hardware address of the request.",
  why: "The replier copies the asker's addresses into the target fields.",
  rfc: "RFC 826, Packet Reception",
  example: "the ARP reply has the target 00:00:00:00:00:00, the request came from 3c:22:fb:5a:19:c4",
  on: {
    arpAnswered({ request, reply }) {
      if (sameMac(reply.targetHardwareAddress, request.senderHardwareAddress)) return noFaults;
      return [
        {
          frames: frameNumbers(request, reply),
          layer: "arp",
          field: "targetHardwareAddress",
          message: `the ARP reply has the target ${reply.targetHardwareAddress.slice(0, 17)}, the request came from ${request.senderHardwareAddress.slice(0, 17)}`,
          hint: "give the reply's hwdst the request's hwsrc",
        },
      ];
    },
  },
};
