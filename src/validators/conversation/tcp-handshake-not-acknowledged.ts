import { addToSequence, isSequenceBefore } from "../../wire/seqnum.js";
import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpHandshakeNotAcknowledged: ConversationRule = {
  code: "tcp-handshake-not-acknowledged",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds:
    "A client segment after the SYN-ACK that does not acknowledge the server's initial sequence number plus one.",
  why: "Until that number is acknowledged the server's side stays half open, and it sends its SYN-ACK again.",
  rfc: "RFC 9293 sections 3.5 and 3.10.7.4",
  example: "the client acknowledges 5000 after a SYN-ACK with sequence number 5000, so it must be 5001",
  on: {
    tcpSegment(observation) {
      const { connection, header, fromClient, frame } = observation;
      if (connection.handshake !== "syn-ack" || connection.isSynAckAnswered || !fromClient) return noFaults;
      if (!observation.isAck || observation.isRst || observation.isSyn) return noFaults;
      const synAck = connection.server.syn;
      if (synAck === undefined) return noFaults;
      const expected = addToSequence(synAck.sequenceNumber, 1);
      const acknowledged = header.acknowledgmentNumber;
      // Beyond it is the rule about unsent data's.
      if (!isSequenceBefore(acknowledged, expected)) return noFaults;
      return [
        {
          frames: frameNumbers(synAck, frame),
          layer: "tcp",
          field: "acknowledgmentNumber",
          message: `the client acknowledges ${acknowledged} after a SYN-ACK with sequence number ${synAck.sequenceNumber}, so it must be ${expected}`,
          hint: "set the third segment's ack to the SYN-ACK's seq + 1, or leave seq and ack out of every segment",
        },
      ];
    },
  },
};
