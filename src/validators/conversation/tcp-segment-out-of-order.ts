import { repeatKindOf } from "../../flow/repeat-kind.js";
import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpSegmentOutOfOrder: ConversationRule = {
  code: "tcp-segment-out-of-order",
  level: "conversation",
  severity: { real: "note", generated: "error" },
  certainty: "likely",
  group: "sequence",
  finds: "A segment that comes a moment after later ones, and fills the gap they left.",
  why: "It was overtaken on the way: the receiver waits for it, and asks again if it waits for long. Generated traffic goes in order.",
  rfc: "RFC 9293 section 3.10.7.4; RFC 4737",
  example: "the server 203.0.113.80:80 sends sequence number 5101, which later segments have overtaken",
  on: {
    tcpSegment(observation) {
      const { continuity, header, frame } = observation;
      if (continuity !== "late" || observation.isRst) return noFaults;
      if (repeatKindOf(observation) !== "out-of-order") return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "sequenceNumber",
          message: `${senderOf(observation)} sends sequence number ${header.sequenceNumber}, which later segments have overtaken`,
          hint: "send the segments of each side in the order of their sequence numbers",
        },
      ];
    },
  },
};
