import { sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpTimestampRunsBack: ConversationRule = {
  code: "tcp-timestamp-runs-back",
  level: "conversation",
  // An overtaken segment carries an older value.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "A timestamp below one that the same side sent before.",
  why: "The clock behind it only runs forward; a receiver takes the segment for an old duplicate and drops it.",
  rfc: "RFC 7323 sections 5.3 and 5.4",
  example: "the server 203.0.113.80:80 sends the timestamp 700 after 900",
  on: {
    tcpSegment(observation) {
      const { own, timestamp, frame } = observation;
      if (timestamp === undefined || own.timestamp === undefined || observation.isRst) return noFaults;
      if (sequenceDistance(own.timestamp, timestamp.value) >= 0) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "options",
          message: `${senderOf(observation)} sends the timestamp ${timestamp.value} after ${own.timestamp}`,
          hint: "leave TCP options out, or let each side's timestamps only grow",
        },
      ];
    },
  },
};
