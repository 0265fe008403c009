import { frameNumbers } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const arpReplyAddressesMismatch: ConversationRule = {
  code: "arp-reply-addresses-mismatch",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "response",
  finds: "An ARP reply whose protocol addresses are not those of the request, exchanged.",
  why: "The replier swaps sender and target: the asker looks for the address it wanted in the sender's place.",
  rfc: "RFC 826, Packet Reception",
  example:
    "the ARP reply is from 192.168.1.9 to 192.168.1.23; the request was from 192.168.1.23 for 192.168.1.1",
  on: {
    arpOtherAddresses: ({ request, reply }) => [
      {
        frames: frameNumbers(request, reply),
        layer: "arp",
        field: "senderProtocolAddress",
        message:
          `the ARP reply is from ${reply.senderProtocolAddress} to ${reply.targetProtocolAddress}; ` +
          `the request was from ${request.senderProtocolAddress} for ${request.targetProtocolAddress}`,
        hint: `give the reply psrc="${request.targetProtocolAddress}" and pdst="${request.senderProtocolAddress}"`,
      },
    ],
  },
};
