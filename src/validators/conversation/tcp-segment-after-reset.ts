import { senderOf } from "../describe-tcp.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpSegmentAfterReset: TcpRule = {
  code: "tcp-segment-after-reset",
  level: "conversation",
  subject: "tcp",
  // What was under way when the reset was sent still arrives.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A segment in a connection that was reset.",
  why: "After a reset the connection does not exist for either side.",
  rfc: "RFC 9293 section 3.5.3",
  example: "the client 192.168.1.23:40100 goes on after the reset in frame 4",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { resetAt, header, segment } = observation;
      if (resetAt === undefined || hasFlag(header, "rst") || hasFlag(header, "syn")) return [];
      return [
        {
          frames: [resetAt, segment.frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(conversation, observation)} goes on after the reset in frame ${resetAt}`,
          hint: "send nothing more in this connection after the segment with R in its flags",
        },
      ];
    });
  },
};
