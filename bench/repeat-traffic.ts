/**
 * Captures of any size for the benchmarks: a real one repeated, each time with later times and, so that conversations are
 * new ones, with other client ports and identifiers. Checksums are mended, so that the traffic stays what it was.
 */
import type { CapturedFrame } from "../src/capture/capture.js";
import { readU16, writeU16 } from "../src/wire/bytes.js";
import { decodeFrame } from "../src/wire/decode-frame.js";
import { linkTypes } from "../src/wire/link-type.js";

/** A place of 16 bits that is other in each repetition, and the checksum that covers it. */
interface Place {
  readonly offset: number;
  readonly checksum: number | undefined;
}

export interface RepeatableFrame {
  readonly frame: CapturedFrame;
  readonly places: readonly Place[];
}

/** Finds what must change in each frame: the client's port of TCP and UDP, the identifier of DNS. */
export function repeatable(frames: readonly CapturedFrame[]): readonly RepeatableFrame[] {
  return frames.map((frame) => {
    const { layers } = decodeFrame(frame.bytes, linkTypes.ethernet);
    const places: Place[] = [];
    for (const layer of layers) {
      if (layer.protocol !== "tcp" && layer.protocol !== "udp") continue;
      const { sourcePort, destinationPort } = layer.header;
      const isTcp = layer.protocol === "tcp";
      const offset = layer.offset + (sourcePort > destinationPort ? 0 : 2);
      const hasChecksum = isTcp || layer.header.checksum !== 0;
      places.push({ offset, checksum: hasChecksum ? layer.offset + (isTcp ? 16 : 6) : undefined });
    }
    return { frame, places };
  });
}

/** The traffic `round` times `periodNanos` later, with client ports moved on. */
export function repeated(
  traffic: readonly RepeatableFrame[],
  round: number,
  periodNanos: bigint,
  firstFrameNumber: number,
): readonly CapturedFrame[] {
  const shift = BigInt(round) * periodNanos;
  return traffic.map(({ frame, places }, index) => ({
    frameNumber: firstFrameNumber + index,
    timeNanos: frame.timeNanos + shift,
    originalLength: frame.originalLength,
    bytes: places.length === 0 ? frame.bytes : moved(frame.bytes, places, round),
  }));
}

/** Ports stay in the dynamic range (RFC 6335 section 6), so that a client's never falls below its server's. */
const firstPort = 32_768;
const ports = 32_768;

function moved(bytes: Uint8Array, places: readonly Place[], round: number): Uint8Array {
  const copy = bytes.slice();
  for (const { offset, checksum } of places) {
    const before = readU16(copy, offset);
    const after = firstPort + ((before - firstPort + round * 64 + ports) % ports);
    writeU16(copy, offset, after);
    if (checksum !== undefined) writeU16(copy, checksum, adjusted(readU16(copy, checksum), before, after));
  }
  return copy;
}

/** RFC 1624, equation 3. */
function adjusted(checksum: number, before: number, after: number): number {
  let sum = (~checksum & 0xffff) + (~before & 0xffff) + after;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
