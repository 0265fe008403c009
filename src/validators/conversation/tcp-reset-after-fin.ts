import { senderOf } from "../describe-tcp.js";
import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpResetAfterFin: ConversationRule = {
  code: "tcp-reset-after-fin",
  level: "conversation",
  severity: { real: "note", generated: "warn" },
  certainty: "certain",
  group: "sequence",
  finds: "A reset from a side that has sent its FIN.",
  why: "The side had closed in order and then refused what still came: data that nobody will read, or a program that is gone.",
  rfc: "RFC 9293 sections 3.6.1 and 3.10.7; RFC 2525 section 2.17",
  example: "the client 192.168.1.23:40100 resets after its FIN in frame 8",
  on: {
    tcpSegment(observation) {
      const { own, connection, frame } = observation;
      if (!observation.isRst || own.finFrame === undefined || connection.resetFrame !== undefined)
        return noFaults;
      return [
        {
          frames: [own.finFrame, frame.frameNumber],
          layer: "tcp",
          field: "flags",
          message: `${senderOf(observation)} resets after its FIN in frame ${own.finFrame}`,
          hint: "end the connection with FIN and ACK of both sides alone",
        },
      ];
    },
  },
};
