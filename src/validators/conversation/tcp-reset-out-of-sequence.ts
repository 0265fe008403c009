import { senderOf } from "../describe-tcp.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpResetOutOfSequence: TcpRule = {
  code: "tcp-reset-out-of-sequence",
  level: "conversation",
  subject: "tcp",
  // A host that has forgotten the connection takes the number from the segment it answers.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A reset whose sequence number is not the sender's next one.",
  why: "Only the exact number resets; with another the receiver asks back or ignores it, since it may be forged.",
  rfc: "RFC 9293 section 3.10.7.4; RFC 5961 section 3",
  example: "the server 203.0.113.80:80 resets with sequence number 0, expected 5001",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { continuity, expected, header, segment, resetAt } = observation;
      if (!hasFlag(header, "rst") || expected === undefined || resetAt !== undefined) return [];
      if (continuity === "in-order") return [];
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          field: "sequenceNumber",
          message: `${senderOf(conversation, observation)} resets with sequence number ${header.sequenceNumber}, expected ${expected}`,
          hint: `set the reset's seq to ${expected}`,
        },
      ];
    });
  },
};
