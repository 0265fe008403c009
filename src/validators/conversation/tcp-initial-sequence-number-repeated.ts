import { frameNumbers, noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const tcpInitialSequenceNumberRepeated: ConversationRule = {
  code: "tcp-initial-sequence-number-repeated",
  level: "conversation",
  severity: { real: "off", generated: "error" },
  certainty: "certain",
  group: "security",
  finds: "An initial sequence number that another connection, or the other side of this one, began with.",
  why: "Stacks draw it from all 32 bits for each connection and side: twice the same comes by chance once in four thousand million.",
  rfc: "RFC 9293 section 3.4.1; RFC 6528",
  example: "the initial sequence number 1000 in frame 2 is that of frame 1",
  watch() {
    const seen = new Map<number, number>();
    return {
      tcpSegment(observation) {
        if (!observation.isSyn || observation.own.syn !== undefined) return noFaults;
        const { header, frame } = observation;
        const earlier = seen.get(header.sequenceNumber);
        if (earlier === undefined) {
          if (seen.size < remembered) seen.set(header.sequenceNumber, frame.frameNumber);
          return noFaults;
        }
        return [
          {
            frames: frameNumbers({ frameNumber: earlier }, frame),
            layer: "tcp",
            field: "sequenceNumber",
            message: `the initial sequence number ${header.sequenceNumber} in frame ${frame.frameNumber} is that of frame ${earlier}`,
            hint: "leave seq and ack out of every segment, or draw both with random.randint(1000, 2**32 - 1)",
            filter: `tcp.flags.syn == 1 && tcp.seq_raw == ${header.sequenceNumber}`,
          },
        ];
      },
    };
  },
};

const remembered = 65_536;
