import { tcpFlags } from "../../wire/tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpTimestampMissing: ConversationRule = {
  code: "tcp-timestamp-missing",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A segment without timestamps in a connection whose SYNs agreed on them.",
  why: "Once agreed on, every segment but a reset must carry them; a receiver may drop one that does not.",
  rfc: "RFC 7323 section 3.2",
  example: "both SYNs offer timestamps, frame 5 has none",
  on: {
    tcpSegment({ connection: { client, server }, timestamp, areOptionsKnown, header, frame }) {
      if (timestamp !== undefined || !areOptionsKnown || (header.flags & tcpFlags.rst) !== 0) return noFaults;
      if (client.syn?.hasTimestamp !== true || server.syn?.hasTimestamp !== true) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "options",
          message: `both SYNs offer timestamps, frame ${frame.frameNumber} has none`,
          hint: "leave TCP options out of every segment, or give each one a Timestamp",
        },
      ];
    },
  },
};
