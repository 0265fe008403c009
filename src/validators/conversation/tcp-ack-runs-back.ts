import { isSequenceBefore } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpAckRunsBack: ConversationRule = {
  code: "tcp-ack-runs-back",
  level: "conversation",
  // Overtaken segments show older acknowledgments.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "A segment that acknowledges less than its sender acknowledged before.",
  why: "What was received stays received: acknowledgments only move on.",
  rfc: "RFC 9293 section 3.4",
  example: "the client 192.168.1.23:40100 acknowledges 5001 after 5948",
  on: {
    tcpSegment(observation) {
      const { own, header, frame } = observation;
      if (own.acknowledged === undefined || !observation.isAck || observation.isRst) return noFaults;
      if (!isSequenceBefore(header.acknowledgmentNumber, own.acknowledged)) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "acknowledgmentNumber",
          message: `${senderOf(observation)} acknowledges ${header.acknowledgmentNumber} after ${own.acknowledged}`,
          hint: `set ack to at least ${own.acknowledged}`,
        },
      ];
    },
  },
};
