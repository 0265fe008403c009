import { isSequenceBefore } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpAckOfUnsentData: ConversationRule = {
  code: "tcp-ack-of-unsent-data",
  level: "conversation",
  // The capture may have lost the frame that is acknowledged.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "A segment that acknowledges more than the other side has sent.",
  why: "The receiver answers with an acknowledgment of its own and drops the segment.",
  rfc: "RFC 9293 section 3.10.7.4",
  example: "the client 192.168.1.23:40100 acknowledges 5102, the other side has sent up to 5001",
  on: {
    tcpSegment(observation) {
      const { peer, header, frame } = observation;
      if (peer.next === undefined || !observation.isAck) return noFaults;
      if (!isSequenceBefore(peer.next, header.acknowledgmentNumber)) return noFaults;
      // The SYN-ACK's number has a rule of its own.
      if (observation.isSyn) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "acknowledgmentNumber",
          message: `${senderOf(observation)} acknowledges ${header.acknowledgmentNumber}, the other side has sent up to ${peer.next}`,
          hint: `set ack=${peer.next}: the other side's last seq plus its payload length, plus one for SYN or FIN; or leave seq and ack out of every segment`,
        },
      ];
    },
  },
};
