import { readU16 } from "./bytes.js";
import { foldSum, sumWords } from "./checksum.js";
import type { ChecksumVerdict } from "./decoded-frame.js";

export const noVerdict: ChecksumVerdict = { checksumStatus: "unverifiable" };

/** Sums `bytes[start, end)`, checksum field and all: right data add up to 0xffff (RFC 1071 section 1). */
export function verifyChecksum(
  bytes: Uint8Array,
  start: number,
  end: number,
  fieldOffset: number,
  initial: number,
): ChecksumVerdict {
  const stored = readU16(bytes, start + fieldOffset);
  const sum = sumWords(bytes, start, end, initial);
  if (foldSum(sum) === 0xffff) return { checksumStatus: "good", computedChecksum: stored };
  return { checksumStatus: "bad", computedChecksum: ~foldSum(sum - stored) & 0xffff };
}

/** A layer's verdict, for layers that are built field by field. */
export function giveVerdict<Layer extends ChecksumVerdict>(layer: Layer, verdict: ChecksumVerdict): Layer {
  const { computedChecksum } = verdict;
  if (computedChecksum !== undefined)
    (layer as { computedChecksum?: number }).computedChecksum = computedChecksum;
  return layer;
}
