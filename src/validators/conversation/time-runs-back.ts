import type { Fault } from "../rule.js";
import type { CaptureRule } from "./rule.js";

export const timeRunsBack: CaptureRule = {
  code: "time-runs-back",
  level: "conversation",
  subject: "capture",
  // Cards with several queues and merged captures show it.
  severity: { real: "note", generated: "error" },
  group: "sequence",
  finds: "A frame with an earlier time than the frame before it.",
  why: "A capture records frames as they pass: what comes later has a later time, or the same.",
  rfc: "IETF draft-ietf-opsawg-pcap, Section 5",
  example: "frame 4 is 0.250000 s earlier than frame 3",
  check(frames) {
    const faults: Fault[] = [];
    frames.forEach((frame, index) => {
      const before = frames[index - 1];
      if (before === undefined || frame.timeNanos >= before.timeNanos) return;
      const seconds = Number(before.timeNanos - frame.timeNanos) / 1e9;
      faults.push({
        frames: [before.frameNumber, frame.frameNumber],
        message: `frame ${frame.frameNumber} is ${seconds.toFixed(6)} s earlier than frame ${before.frameNumber}`,
        hint: "create or send the packets in the order of their times; never set a time back",
        filter: "frame.time_delta < 0",
      });
    });
    return faults;
  },
};
