import { sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { hasFlag, optionOf } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpTimestampEchoUnsent: TcpRule = {
  code: "tcp-timestamp-echo-unsent",
  level: "conversation",
  subject: "tcp",
  severity: { real: "off", generated: "error" },
  group: "sequence",
  finds:
    "A timestamp echo above the newest timestamp of the other side, or an echo in a segment that acknowledges nothing.",
  why: "The echo returns what was received, so that the other side can measure the round trip.",
  rfc: "RFC 7323 section 3.2",
  example: "the client 192.168.1.23:40100 echoes the timestamp 950, the newest it received is 900",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { header, peerTimestamp, segment } = observation;
      const timestamp = optionOf(header, "timestamp");
      if (timestamp === undefined || hasFlag(header, "rst")) return [];
      const isFine =
        peerTimestamp === undefined
          ? timestamp.echoReply === 0 || hasFlag(header, "ack")
          : sequenceDistance(peerTimestamp, timestamp.echoReply) <= 0 && hasFlag(header, "ack");
      if (isFine) return [];
      const newest =
        peerTimestamp === undefined ? "it has received none" : `the newest it received is ${peerTimestamp}`;
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          field: "options",
          message: `${senderOf(conversation, observation)} echoes the timestamp ${timestamp.echoReply}, ${newest}`,
          hint: "leave TCP options out, or echo the other side's last timestamp (0 in the SYN)",
        },
      ];
    });
  },
};
