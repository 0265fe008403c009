import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSegmentLargerThanMss: ConversationRule = {
  code: "tcp-segment-larger-than-mss",
  level: "conversation",
  // Segmentation offload shows large segments in a capture at the sender.
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "protocol",
  finds: "A segment with more data than the maximum segment size of the other side, options counted.",
  why: "The receiver said how much one packet may hold; more does not pass the link in one frame.",
  rfc: "RFC 9293 section 3.7.1; RFC 6691",
  example: "the server 203.0.113.80:80 sends 2896 octets in one segment, the other side takes 1448",
  on: {
    tcpSegment(observation) {
      const { header, peer, payloadLength, frame } = observation;
      const announced = peer.syn?.mss;
      if (announced === undefined) return noFaults;
      const room = announced - header.optionBytes.length;
      if (payloadLength <= room) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          message: `${senderOf(observation)} sends ${payloadLength} octets in one segment, the other side takes ${room}`,
          hint: `split the payload into segments of at most ${room} octets, each with the seq that follows`,
        },
      ];
    },
  },
};
