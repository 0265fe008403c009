import { sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSequenceGap: ConversationRule = {
  code: "tcp-sequence-gap",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "A segment that begins after the octet its sender should send next.",
  why: "What lies between is missing. On a real link a frame was lost or overtaken; generated traffic loses none.",
  rfc: "RFC 9293 section 3.4",
  example: "the server 203.0.113.80:80 sends sequence number 5101, expected 5001: 100 octets are missing",
  on: {
    tcpSegment(observation) {
      const { continuity, own, header, frame } = observation;
      if (continuity !== "gap" || own.next === undefined || observation.isRst) return noFaults;
      const missing = sequenceDistance(own.next, header.sequenceNumber);
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "sequenceNumber",
          message: `${senderOf(observation)} sends sequence number ${header.sequenceNumber}, expected ${own.next}: ${missing} octets are missing`,
          hint: `set seq=${own.next}: the sender's previous seq plus its payload length, plus one for SYN or FIN; or leave seq and ack out of every segment`,
        },
      ];
    },
  },
};
