import { noFaults } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const timeRunsBack: ConversationRule = {
  code: "time-runs-back",
  level: "conversation",
  // Cards with several queues and merged captures show it.
  severity: { real: "note", generated: "error" },
  certainty: "certain",
  group: "sequence",
  finds: "A frame with an earlier time than the frame before it.",
  why: "A capture records frames as they pass: what comes later has a later time, or the same.",
  rfc: "IETF draft-ietf-opsawg-pcap, Section 5",
  example: "frame 4 is 0.250000 s earlier than frame 3",
  watch() {
    let beforeNumber = 0;
    let beforeNanos: bigint | undefined;
    return {
      frame({ frameNumber, timeNanos }) {
        const [number, nanos] = [beforeNumber, beforeNanos];
        beforeNumber = frameNumber;
        beforeNanos = timeNanos;
        if (nanos === undefined || timeNanos >= nanos) return noFaults;
        const seconds = Number(nanos - timeNanos) / 1e9;
        return [
          {
            frames: [number, frameNumber],
            message: `frame ${frameNumber} is ${seconds.toFixed(6)} s earlier than frame ${number}`,
            hint: "create or send the packets in the order of their times; never set a time back",
            filter: "frame.time_delta < 0",
          },
        ];
      },
    };
  },
};
