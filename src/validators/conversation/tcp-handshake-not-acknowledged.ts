import { addToSequence, isSequenceBefore } from "../../wire/seqnum.js";
import { frameNumbers, noFaults } from "../rule.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpHandshakeNotAcknowledged: TcpRule = {
  code: "tcp-handshake-not-acknowledged",
  level: "conversation",
  subject: "tcp",
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds:
    "A client segment after the SYN-ACK that does not acknowledge the server's initial sequence number plus one.",
  why: "Until that number is acknowledged the server's side stays half open, and it sends its SYN-ACK again.",
  rfc: "RFC 9293 sections 3.5 and 3.10.7.4",
  example: "the client acknowledges 5000 after a SYN-ACK with sequence number 5000, so it must be 5001",
  check({ observations, server }) {
    const synAck = server.syn;
    if (synAck === undefined) return noFaults;
    const third = observations.find(
      ({ handshake, segment, header }) =>
        handshake === "syn-ack" && segment.fromClient && hasFlag(header, "ack") && !hasFlag(header, "rst"),
    );
    if (third === undefined) return noFaults;
    const sequenceNumber = synAck.tcp.header.sequenceNumber;
    const expected = addToSequence(sequenceNumber, 1);
    const acknowledged = third.header.acknowledgmentNumber;
    // Beyond it is the rule about unsent data's.
    if (!isSequenceBefore(acknowledged, expected)) return noFaults;
    return [
      {
        frames: frameNumbers(synAck.frame, third.segment.frame),
        layer: "tcp",
        field: "acknowledgmentNumber",
        message: `the client acknowledges ${acknowledged} after a SYN-ACK with sequence number ${sequenceNumber}, so it must be ${expected}`,
        hint: "set the third segment's ack to the SYN-ACK's seq + 1, or leave seq and ack out of every segment",
      },
    ];
  },
};
