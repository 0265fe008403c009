import { type RepeatKind, repeatKindOf } from "../../flow/repeat-kind.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpOctetsRepeated: ConversationRule = {
  code: "tcp-octets-repeated",
  level: "conversation",
  // Retransmissions and keep-alives are everyday traffic.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "A segment whose sequence number lies before what its sender has already sent.",
  why: "Real hosts repeat what got lost, or probe an idle connection. In generated traffic it means that the numbers were not counted.",
  rfc: "RFC 9293 sections 3.4 and 3.8.4",
  example: "the client 192.168.1.23:40100 sends sequence number 1001 again, expected 1079",
  on: {
    tcpSegment(observation, { profile }) {
      const { continuity, own, header, frame } = observation;
      if (own.next === undefined || observation.isRst) return noFaults;
      if (continuity === "first" || continuity === "in-order" || continuity === "gap") return noFaults;
      // An overtaken acknowledgment has an old number and says nothing wrong.
      if (profile === "real" && continuity === "repeat" && observation.sequenceLength === 0) return noFaults;
      const kind = repeatKindOf(observation);
      if (continuity === "late" && kind === "out-of-order") return noFaults;
      const why =
        continuity === "keep-alive" || observation.sequenceLength === 0 ? "" : ` (${reasons[kind]})`;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "sequenceNumber",
          ...(profile === "real" && continuity === "keep-alive" ? { severity: "chat" as const } : {}),
          message: `${senderOf(observation)} sends sequence number ${header.sequenceNumber} ${what[continuity]}, expected ${own.next}${why}`,
          hint: `set seq=${own.next}: the sender's previous seq plus its payload length, plus one for SYN or FIN; or leave seq and ack out of every segment`,
        },
      ];
    },
  },
};

const what = {
  repeat: "again",
  overlap: "again in part",
  late: "that was missing",
  "keep-alive": "to keep the connection alive",
} as const;

const reasons: Readonly<Record<RepeatKind, string>> = {
  spurious: "spurious retransmission: all of it was acknowledged before",
  fast: "fast retransmission: duplicate acknowledgments ask for it",
  timeout: "retransmission",
  "out-of-order": "retransmission at once",
};
