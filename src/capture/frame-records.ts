import type { FrameRecord } from "../contracts/day.js";
import { parseEpochMicros } from "../contracts/time.js";
import type { CapturedFrame } from "./capture.js";

/** A conversation's frames as its artifact holds them: JSON Lines, one `FrameRecord` a line, in order of time. */
export function formatFrameRecords(records: readonly FrameRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** Back from the artifact's text. The store has checked the digest: this is what was written. */
export function parseFrameRecords(text: string): readonly FrameRecord[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as FrameRecord);
}

/** Records as captured frames, numbered from `firstFrameNumber`. */
export function capturedFrames(records: readonly FrameRecord[], firstFrameNumber = 1): CapturedFrame[] {
  return records.map(({ time, hex }, index) => {
    const bytes = fromHex(hex);
    return {
      frameNumber: firstFrameNumber + index,
      timeNanos: parseEpochMicros(time) * 1000n,
      bytes,
      originalLength: bytes.length,
    };
  });
}

function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}

/** Lower-case hex, two digits an octet. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
