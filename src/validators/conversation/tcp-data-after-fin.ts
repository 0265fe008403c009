import { addToSequence, isSequenceBefore } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { hasFlag } from "../tcp-trace.js";
import type { TcpRule } from "./rule.js";

export const tcpDataAfterFin: TcpRule = {
  code: "tcp-data-after-fin",
  level: "conversation",
  subject: "tcp",
  severity: { real: "warn", generated: "error" },
  group: "sequence",
  finds: "New data from a side that has sent its FIN.",
  why: "FIN says that nothing more will come: there is no sequence number left for data.",
  rfc: "RFC 9293 section 3.6",
  example: "the server 203.0.113.80:80 sends 12 octets after its FIN",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { afterFin, header, segment } = observation;
      if (afterFin === undefined || segment.payload.length === 0 || hasFlag(header, "rst")) return [];
      // Before the FIN's place it is a retransmission.
      const end = addToSequence(header.sequenceNumber, segment.payload.length);
      if (!isSequenceBefore(addToSequence(afterFin, -1), end)) return [];
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(conversation, observation)} sends ${segment.payload.length} octets after its FIN`,
          hint: "send all data before the segment with F in its flags",
        },
      ];
    });
  },
};
