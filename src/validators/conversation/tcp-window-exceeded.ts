import { addToSequence, sequenceDistance } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpWindowExceeded: ConversationRule = {
  code: "tcp-window-exceeded",
  level: "conversation",
  // The capture may have lost the segment that opened the window.
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "Data beyond the window that the other side offers.",
  why: "The window is what the receiver has room for: more is dropped.",
  rfc: "RFC 9293 sections 3.8.6 and 3.10.7.4; RFC 7323 section 2",
  example: "the server 203.0.113.80:80 sends 448 octets beyond the window of the other side",
  on: {
    tcpSegment(observation) {
      const { peer, header, payloadLength, frame } = observation;
      // One octet probes a closed window (RFC 9293 section 3.8.6.1).
      if (peer.windowEnd === undefined || payloadLength <= 1) return noFaults;
      const beyond = sequenceDistance(peer.windowEnd, addToSequence(header.sequenceNumber, payloadLength));
      if (beyond <= 0) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(observation)} sends ${beyond} octets beyond the window of the other side`,
          hint: "send less before the next acknowledgment, or let the other side offer a larger window",
        },
      ];
    },
  },
};
