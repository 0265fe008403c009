import { sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { hasFlag, optionOf } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpTimestampRunsBack: TcpRule = {
  code: "tcp-timestamp-runs-back",
  level: "conversation",
  subject: "tcp",
  // An overtaken segment carries an older value.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A timestamp below one that the same side sent before.",
  why: "The clock behind it only runs forward; a receiver takes the segment for an old duplicate and drops it.",
  rfc: "RFC 7323 sections 5.3 and 5.4",
  example: "the server 203.0.113.80:80 sends the timestamp 700 after 900",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { header, ownTimestamp, segment } = observation;
      const timestamp = optionOf(header, "timestamp");
      if (timestamp === undefined || ownTimestamp === undefined || hasFlag(header, "rst")) return [];
      if (sequenceDistance(ownTimestamp, timestamp.value) >= 0) return [];
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          field: "options",
          message: `${senderOf(conversation, observation)} sends the timestamp ${timestamp.value} after ${ownTimestamp}`,
          hint: "leave TCP options out, or let each side's timestamps only grow",
        },
      ];
    });
  },
};
