import type { FlowFrame } from "../../flow/flow-frame.js";
import type { Fault } from "../rule.js";
import type { CaptureRule } from "./rule.js";

export const frameRepeated: CaptureRule = {
  code: "frame-repeated",
  level: "conversation",
  subject: "capture",
  severity: { real: "off", generated: "error" },
  group: "sequence",
  finds: "A frame that is octet for octet the same as an earlier one.",
  why: "Identifications, sequence numbers and ids change from packet to packet. Finished work that was written once more shows like this.",
  rfc: "RFC 6864 section 4; RFC 791 section 3.2",
  example: "frame 7 repeats frame 2",
  check(frames) {
    const seen = new Map<string, FlowFrame[]>();
    const faults: Fault[] = [];
    for (const frame of frames) {
      const key = digest(frame.decoded.bytes);
      const candidates = seen.get(key);
      const earlier = candidates?.find((other) => sameBytes(other.decoded.bytes, frame.decoded.bytes));
      if (earlier !== undefined) {
        faults.push({
          frames: [earlier.frameNumber, frame.frameNumber],
          message: `frame ${frame.frameNumber} repeats frame ${earlier.frameNumber}`,
          hint: "write each packet once",
        });
      } else if (candidates === undefined) seen.set(key, [frame]);
      else candidates.push(frame);
    }
    return faults;
  },
};

/** FNV-1a over 32 bits, with the length: only to find candidates, which are then compared. */
function digest(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const octet of bytes) hash = Math.imul(hash ^ octet, 0x01000193);
  return `${bytes.length} ${hash}`;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}
