/**
 * Classic capture files of ours (draft-ietf-opsawg-pcap), in memory: written little-endian with microseconds whatever the
 * machine. Files of others are read by `read-capture.ts`, in either format.
 */
import type { Result } from "../contracts/result.js";
import { type Capture, type CapturedFrame, type CaptureError, maximumSnapLength } from "./capture.js";
import { pcapHeaderLength, pcapRecordHeaderLength } from "./pcap-reader.js";
import { decodeCapture } from "./read-capture.js";

export { type CaptureError, maximumSnapLength } from "./capture.js";

const magicMicros = 0xa1b2c3d4;

/**
 * The file's octets. Times are cut to microseconds. Throws RangeError for a frame that the format cannot hold: longer than
 * 262144 octets, or before 1970 or after 2106.
 */
export function encodePcap(
  linkType: number,
  frames: readonly Omit<CapturedFrame, "frameNumber">[],
): Uint8Array {
  let length = pcapHeaderLength;
  for (const frame of frames) length += pcapRecordHeaderLength + frame.bytes.length;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magicMicros, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, maximumSnapLength, true);
  view.setUint32(20, linkType, true);
  let offset = pcapHeaderLength;
  for (const frame of frames) {
    const micros = frame.timeNanos / 1000n;
    const seconds = micros / 1_000_000n;
    if (frame.timeNanos < 0n || seconds > 0xffff_ffffn)
      throw new RangeError(`pcap cannot hold the time ${seconds} s`);
    if (frame.bytes.length > maximumSnapLength) {
      throw new RangeError(`pcap frame of ${frame.bytes.length} octets is longer than ${maximumSnapLength}`);
    }
    view.setUint32(offset, Number(seconds), true);
    view.setUint32(offset + 4, Number(micros % 1_000_000n), true);
    view.setUint32(offset + 8, frame.bytes.length, true);
    view.setUint32(offset + 12, Math.max(frame.originalLength, frame.bytes.length), true);
    bytes.set(frame.bytes, offset + pcapRecordHeaderLength);
    offset += pcapRecordHeaderLength + frame.bytes.length;
  }
  return bytes;
}

/** What was read, and why reading stopped where it stopped early: the frames before that are kept. */
export interface DecodedCapture {
  readonly capture: Capture;
  readonly error?: CaptureError;
}

/** Reads a whole file of the classic format, as ours are: one link type for all frames. Frames are views of `file`. */
export function decodePcap(file: Uint8Array): Result<DecodedCapture, CaptureError> {
  const decoded = decodeCapture(file);
  if (!decoded.ok) return decoded;
  const { format, interfaces, frames, error } = decoded.value;
  if (format === "pcapng") {
    const message = "pcapng is not read here; convert it with `editcap -F pcap`";
    return { ok: false, error: { code: "pcapng", message, offset: 0 } };
  }
  const capture = { linkType: interfaces[0]?.linkType ?? 0, frames };
  return { ok: true, value: error === undefined ? { capture } : { capture, error } };
}
