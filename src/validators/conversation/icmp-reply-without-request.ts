import { describeIcmp } from "../describe-icmp.js";
import type { ConversationRule } from "./rule.js";

export const icmpReplyWithoutRequest: ConversationRule = {
  code: "icmp-reply-without-request",
  level: "conversation",
  // A capture may begin after the request.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "An ICMP echo, timestamp or address mask reply that answers no request.",
  why: "A host replies to what it is asked: identifier and sequence number come from the request.",
  rfc: "RFC 792; RFC 1122 section 3.2.2.6; RFC 4443 section 4.2",
  example:
    "the echo reply of 192.168.1.1 to 192.168.1.23 (identifier 4660, sequence number 1) answers no request",
  on: {
    icmpUnasked: (reply) => [
      {
        frames: [reply.frameNumber],
        layer: reply.protocol,
        message: `the ${describeIcmp(reply)} answers no request`,
        hint: "put the request before it, with the same id and seq",
      },
    ],
  },
};
