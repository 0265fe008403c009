import { senderOf } from "../describe-tcp.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpOctetsRepeated: TcpRule = {
  code: "tcp-octets-repeated",
  level: "conversation",
  subject: "tcp",
  // Retransmissions and keep-alives are everyday traffic.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A segment whose sequence number lies before what its sender has already sent.",
  why: "Real hosts repeat what got lost, or probe an idle connection. In generated traffic it means that the numbers were not counted.",
  rfc: "RFC 9293 sections 3.4 and 3.8.4",
  example: "the client 192.168.1.23:40100 sends sequence number 1001 again, expected 1079",
  check({ conversation, observations }, { profile }) {
    return observations.flatMap((observation) => {
      const { continuity, expected, header, segment } = observation;
      if (expected === undefined || hasFlag(header, "rst")) return [];
      if (continuity !== "repeat" && continuity !== "overlap" && continuity !== "keep-alive") return [];
      // An overtaken acknowledgment has an old number and says nothing wrong.
      if (profile === "real" && continuity === "repeat" && observation.sequenceLength === 0) return [];
      const what = {
        repeat: "again",
        overlap: "again in part",
        "keep-alive": "to keep the connection alive",
      };
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          field: "sequenceNumber",
          ...(profile === "real" && continuity === "keep-alive" ? { severity: "chat" as const } : {}),
          message: `${senderOf(conversation, observation)} sends sequence number ${header.sequenceNumber} ${what[continuity]}, expected ${expected}`,
          hint: `set seq=${expected}: the sender's previous seq plus its payload length, plus one for SYN or FIN; or leave seq and ack out of every segment`,
        },
      ];
    });
  },
};
