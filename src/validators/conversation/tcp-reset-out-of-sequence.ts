import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpResetOutOfSequence: ConversationRule = {
  code: "tcp-reset-out-of-sequence",
  level: "conversation",
  // A host that has forgotten the connection takes the number from the segment it answers.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "A reset whose sequence number is not the sender's next one.",
  why: "Only the exact number resets; with another the receiver asks back or ignores it, since it may be forged.",
  rfc: "RFC 9293 section 3.10.7.4; RFC 5961 section 3",
  example: "the server 203.0.113.80:80 resets with sequence number 0, expected 5001",
  on: {
    tcpSegment(observation) {
      const { continuity, own, header, frame, connection } = observation;
      if (!observation.isRst || own.next === undefined || connection.resetFrame !== undefined)
        return noFaults;
      if (continuity === "in-order") return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "sequenceNumber",
          message: `${senderOf(observation)} resets with sequence number ${header.sequenceNumber}, expected ${own.next}`,
          hint: `set the reset's seq to ${own.next}`,
        },
      ];
    },
  },
};
