import { addToSequence, isSequenceBefore } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpDataAfterFin: ConversationRule = {
  code: "tcp-data-after-fin",
  level: "conversation",
  severity: { real: "warn", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "New data from a side that has sent its FIN.",
  why: "FIN says that nothing more will come: there is no sequence number left for data.",
  rfc: "RFC 9293 section 3.6",
  example: "the server 203.0.113.80:80 sends 12 octets after its FIN",
  on: {
    tcpSegment(observation, { profile }) {
      const { own, header, payloadLength, frame, connection } = observation;
      if (own.afterFin === undefined || payloadLength === 0 || observation.isRst) return noFaults;
      // After both closes it may be the next connection of the same ports, whose SYN the capture lost.
      if (profile === "real" && connection.isClosed) return noFaults;
      // Before the FIN's place it is a retransmission.
      const end = addToSequence(header.sequenceNumber, payloadLength);
      if (!isSequenceBefore(addToSequence(own.afterFin, -1), end)) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(observation)} sends ${payloadLength} octets after its FIN`,
          hint: "send all data before the segment with F in its flags",
        },
      ];
    },
  },
};
