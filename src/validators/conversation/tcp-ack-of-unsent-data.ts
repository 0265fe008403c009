import { isSequenceBefore } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpAckOfUnsentData: TcpRule = {
  code: "tcp-ack-of-unsent-data",
  level: "conversation",
  subject: "tcp",
  // The capture may have lost the frame that is acknowledged.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A segment that acknowledges more than the other side has sent.",
  why: "The receiver answers with an acknowledgment of its own and drops the segment.",
  rfc: "RFC 9293 section 3.10.7.4",
  example: "the client 192.168.1.23:40100 acknowledges 5102, the other side has sent up to 5001",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { peerNext, header, segment } = observation;
      if (peerNext === undefined || !hasFlag(header, "ack")) return [];
      if (!isSequenceBefore(peerNext, header.acknowledgmentNumber)) return [];
      // The SYN-ACK's number has a rule of its own.
      if (hasFlag(header, "syn")) return [];
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          field: "acknowledgmentNumber",
          message: `${senderOf(conversation, observation)} acknowledges ${header.acknowledgmentNumber}, the other side has sent up to ${peerNext}`,
          hint: `set ack=${peerNext}: the other side's last seq plus its payload length, plus one for SYN or FIN; or leave seq and ack out of every segment`,
        },
      ];
    });
  },
};
