import { addToSequence } from "../../wire/seqnum.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpWindowFull: ConversationRule = {
  code: "tcp-window-full",
  level: "conversation",
  severity: { real: "note", generated: "off" },
  certainty: "certain",
  group: "sequence",
  finds: "A segment that fills the window of the other side to its last octet.",
  why: "Its sender can go on only when the other side opens the window: the receiver, not the network, sets the pace.",
  rfc: "RFC 9293 section 3.8.6",
  example: "the server 203.0.113.80:80 fills the window of the other side",
  on: {
    tcpSegment(observation) {
      const { header, peer, payloadLength, continuity, frame } = observation;
      if (payloadLength === 0 || peer.windowEnd === undefined || observation.isSyn) return noFaults;
      if (continuity !== "in-order" && continuity !== "gap") return noFaults;
      // One octet probes a closed window (RFC 9293 section 3.8.6.1).
      if (peer.window === 0 || addToSequence(header.sequenceNumber, payloadLength) !== peer.windowEnd)
        return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "window",
          message: `${senderOf(observation)} fills the window of the other side`,
          hint: "let the other side offer a larger window",
        },
      ];
    },
  },
};
