import { frameNumbers } from "../rule.js";
import type { ArpRule } from "./rule.js";

export const arpReplyAddressesMismatch: ArpRule = {
  code: "arp-reply-addresses-mismatch",
  level: "conversation",
  subject: "arp",
  severity: { real: "note", generated: "error" },
  group: "response",
  finds: "An ARP reply whose protocol addresses are not those of the request, exchanged.",
  why: "The replier swaps sender and target: the asker looks for the address it wanted in the sender's place.",
  rfc: "RFC 826, Packet Reception",
  example:
    "the ARP reply is from 192.168.1.9 to 192.168.1.23; the request was from 192.168.1.23 for 192.168.1.1",
  check({ otherAddresses }) {
    return otherAddresses.map(({ request, reply }) => ({
      frames: frameNumbers(request.frame, reply.frame),
      layer: "arp",
      field: "senderProtocolAddress",
      message:
        `the ARP reply is from ${reply.arp.senderProtocolAddress} to ${reply.arp.targetProtocolAddress}; ` +
        `the request was from ${request.arp.senderProtocolAddress} for ${request.arp.targetProtocolAddress}`,
      hint: `give the reply psrc="${request.arp.targetProtocolAddress}" and pdst="${request.arp.senderProtocolAddress}"`,
    }));
  },
};
