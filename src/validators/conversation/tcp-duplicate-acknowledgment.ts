import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpDuplicateAcknowledgment: ConversationRule = {
  code: "tcp-duplicate-acknowledgment",
  level: "conversation",
  severity: { real: "note", generated: "note" },
  certainty: "certain",
  group: "sequence",
  finds: "A segment that acknowledges once more what was acknowledged, though more has been sent.",
  why: "The receiver got something out of order and says what it still waits for; after three of them the sender sends it again.",
  rfc: "RFC 5681 sections 2 and 3.2",
  example: "the client 192.168.1.23:40100 acknowledges 5001 again: duplicate acknowledgment 3",
  on: {
    tcpSegment(observation) {
      const { isDuplicateAck, own, header, frame } = observation;
      if (!isDuplicateAck) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "acknowledgmentNumber",
          message: `${senderOf(observation)} acknowledges ${header.acknowledgmentNumber} again: duplicate acknowledgment ${own.duplicateAcks + 1}`,
          hint: "acknowledge each segment once, with the number after everything received",
          filter: "tcp.analysis.duplicate_ack",
        },
      ];
    },
  },
};
