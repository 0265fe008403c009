import { describeIcmp } from "../describe-icmp.js";
import { frameNumbers } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const icmpReplyRepeated: ConversationRule = {
  code: "icmp-reply-repeated",
  level: "conversation",
  // Links duplicate packets.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "response",
  finds: "A second reply to one ICMP request.",
  why: "One host answers one request once; a second reply was duplicated on the way, or somebody else has the address too.",
  rfc: "RFC 792, Echo; RFC 4443 section 4.2",
  example:
    "there is a further echo reply of 192.168.1.1 to 192.168.1.23 (identifier 4660, sequence number 1)",
  on: {
    icmpRepeated: ({ request, reply }) => [
      {
        frames: frameNumbers(request, reply),
        layer: reply.protocol,
        message: `there is a further ${describeIcmp(reply)}`,
        hint: "answer each request once",
      },
    ],
  },
};
