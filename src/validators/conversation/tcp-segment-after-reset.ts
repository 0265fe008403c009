import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSegmentAfterReset: ConversationRule = {
  code: "tcp-segment-after-reset",
  level: "conversation",
  // What was under way when the reset was sent still arrives.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "A segment in a connection that was reset.",
  why: "After a reset the connection does not exist for either side.",
  rfc: "RFC 9293 section 3.5.3",
  example: "the client 192.168.1.23:40100 goes on after the reset in frame 4",
  on: {
    tcpSegment(observation) {
      const { resetFrame } = observation.connection;
      if (resetFrame === undefined || observation.isRst || observation.isSyn) return noFaults;
      return [
        {
          frames: [resetFrame, observation.frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(observation)} goes on after the reset in frame ${resetFrame}`,
          hint: "send nothing more in this connection after the segment with R in its flags",
        },
      ];
    },
  },
};
