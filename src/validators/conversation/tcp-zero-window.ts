import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpZeroWindow: ConversationRule = {
  code: "tcp-zero-window",
  level: "conversation",
  severity: { real: "note", generated: "note" },
  certainty: "certain",
  group: "sequence",
  finds: "A segment that offers a window of 0.",
  why: "Its sender has no room: the other side must stop, and probe until the window opens again. A program that reads too slowly shows like this.",
  rfc: "RFC 9293 sections 3.8.6 and 3.8.6.1",
  example: "the client 192.168.1.23:40100 closes its window",
  on: {
    tcpSegment(observation) {
      const { header, own, frame } = observation;
      if (header.window !== 0 || !observation.isAck) return noFaults;
      if (observation.isRst || observation.isFin || observation.isSyn) return noFaults;
      return [
        {
          frames: [frame.frameNumber],
          layer: "tcp",
          field: "window",
          message: `${senderOf(observation)} ${own.window === 0 ? "keeps its window closed" : "closes its window"}`,
          hint: "leave window out, or offer some room",
          filter: "tcp.window_size_value == 0 && tcp.flags.reset == 0",
        },
      ];
    },
  },
};
