import { sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpSequenceGap: TcpRule = {
  code: "tcp-sequence-gap",
  level: "conversation",
  subject: "tcp",
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A segment that begins after the octet its sender should send next.",
  why: "What lies between is missing. On a real link a frame was lost or overtaken; generated traffic loses none.",
  rfc: "RFC 9293 section 3.4",
  example: "the server 203.0.113.80:80 sends sequence number 5101, expected 5001: 100 octets are missing",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { continuity, expected, header, segment } = observation;
      if (continuity !== "gap" || expected === undefined || hasFlag(header, "rst")) return [];
      const missing = sequenceDistance(expected, header.sequenceNumber);
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          field: "sequenceNumber",
          message: `${senderOf(conversation, observation)} sends sequence number ${header.sequenceNumber}, expected ${expected}: ${missing} octets are missing`,
          hint: `set seq=${expected}: the sender's previous seq plus its payload length, plus one for SYN or FIN; or leave seq and ack out of every segment`,
        },
      ];
    });
  },
};
