import { addToSequence, isSequenceWithin } from "../../wire/seqnum.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSynAckNumberWrong: ConversationRule = {
  code: "tcp-syn-ack-number-wrong",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds:
    "A SYN-ACK that does not acknowledge the SYN: its number is not the client's initial sequence number plus one.",
  why: "The client answers such a segment with a reset: the connection never opens.",
  rfc: "RFC 9293 sections 3.5 and 3.10.7.3",
  example: "the SYN-ACK acknowledges 1000, the SYN has sequence number 1000, so it must be 1001",
  on: {
    tcpSegment(observation) {
      if (!observation.isSyn || !observation.isAck || observation.fromClient) return noFaults;
      const { connection, header, frame } = observation;
      const { syn } = connection.client;
      if (syn === undefined || connection.server.syn !== undefined) return noFaults;
      const expected = addToSequence(syn.sequenceNumber, 1);
      const acknowledged = header.acknowledgmentNumber;
      // Data in the SYN may be acknowledged with it (RFC 7413, fast open).
      if (isSequenceWithin(acknowledged, expected, syn.payloadLength + 1)) return noFaults;
      return [
        {
          frames: frameNumbers(syn, frame),
          layer: "tcp",
          field: "acknowledgmentNumber",
          message: `the SYN-ACK acknowledges ${acknowledged}, the SYN has sequence number ${syn.sequenceNumber}, so it must be ${expected}`,
          hint: "set the SYN-ACK's ack to the SYN's seq + 1, or leave seq and ack out of every segment",
        },
      ];
    },
  },
};
