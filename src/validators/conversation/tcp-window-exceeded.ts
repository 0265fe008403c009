import { addToSequence, sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import type { TcpRule } from "./rule.js";

export const tcpWindowExceeded: TcpRule = {
  code: "tcp-window-exceeded",
  level: "conversation",
  subject: "tcp",
  // The capture may have lost the segment that opened the window.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "Data beyond the window that the other side offers.",
  why: "The window is what the receiver has room for: more is dropped.",
  rfc: "RFC 9293 sections 3.8.6 and 3.10.7.4; RFC 7323 section 2",
  example: "the server 203.0.113.80:80 sends 448 octets beyond the window of the other side",
  check({ conversation, observations }) {
    return observations.flatMap((observation) => {
      const { windowEnd, header, segment } = observation;
      // One octet probes a closed window (RFC 9293 section 3.8.6.1).
      if (windowEnd === undefined || segment.payload.length <= 1) return [];
      const beyond = sequenceDistance(
        windowEnd,
        addToSequence(header.sequenceNumber, segment.payload.length),
      );
      if (beyond <= 0) return [];
      return [
        {
          frames: [segment.frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(conversation, observation)} sends ${beyond} octets beyond the window of the other side`,
          hint: "send less before the next acknowledgment, or let the other side offer a larger window",
        },
      ];
    });
  },
};
