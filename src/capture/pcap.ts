/**
 * Classic capture files (draft-ietf-opsawg-pcap): 24 octets of header, then per frame 16 octets and what was kept of it.
 * Written little-endian with microseconds whatever the machine; read in both byte orders, with micro- or nanoseconds.
 * pcapng is recognised and answered with an error.
 */
import type { Result } from "../contracts/result.js";
import type { Capture, CapturedFrame } from "./capture.js";
import { linkTypeOfWord } from "./link-type.js";

const fileHeaderLength = 24;
const recordHeaderLength = 16;
const magicMicros = 0xa1b2c3d4;
const magicNanos = 0xa1b23c4d;
const magicPcapng = 0x0a0d0d0a;

/** Octets kept per frame that our files announce; also the most that a record read may have, as in libpcap. */
export const maximumSnapLength = 262_144;

/**
 * The file's octets. Times are cut to microseconds. Throws RangeError for a frame that the format cannot hold: longer than
 * 262144 octets, or before 1970 or after 2106.
 */
export function encodePcap(
  linkType: number,
  frames: readonly Omit<CapturedFrame, "frameNumber">[],
): Uint8Array {
  let length = fileHeaderLength;
  for (const frame of frames) length += recordHeaderLength + frame.bytes.length;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magicMicros, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, maximumSnapLength, true);
  view.setUint32(20, linkType, true);
  let offset = fileHeaderLength;
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
    bytes.set(frame.bytes, offset + recordHeaderLength);
    offset += recordHeaderLength + frame.bytes.length;
  }
  return bytes;
}

/**
 * `not-a-capture`: no known magic number, or no whole header. `pcapng`: not read yet. `truncated`: the file ends within a
 * frame. `bad-record`: a frame announces more octets than any capture keeps.
 */
export interface CaptureError {
  readonly code: "not-a-capture" | "pcapng" | "truncated" | "bad-record";
  readonly message: string;
  /** Octets from the start of the file. */
  readonly offset: number;
}

/** What was read, and why reading stopped where it stopped early: the frames before that are kept. */
export interface DecodedCapture {
  readonly capture: Capture;
  readonly error?: CaptureError;
}

/** Reads a whole file. Frames are views of `file`. */
export function decodePcap(file: Uint8Array): Result<DecodedCapture, CaptureError> {
  // Plain, whatever subclass it came as (Node's Buffer): views of it are then cheap.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < 4) return refuse("not-a-capture", "too short for a capture file");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0, true);
  if (magic === magicPcapng)
    return refuse("pcapng", "pcapng is not read yet; convert it with `editcap -F pcap`");
  const littleEndian = magic === magicMicros || magic === magicNanos;
  const swapped = view.getUint32(0, false);
  if (!littleEndian && swapped !== magicMicros && swapped !== magicNanos) {
    return refuse("not-a-capture", "no magic number of a pcap file");
  }
  if (bytes.length < fileHeaderLength) return refuse("not-a-capture", "the file ends within its header");
  const nanosPerFraction = magic === magicNanos || swapped === magicNanos ? 1n : 1000n;
  const linkType = linkTypeOfWord(view.getUint32(20, littleEndian));
  const frames: CapturedFrame[] = [];
  let offset = fileHeaderLength;
  let error: CaptureError | undefined;
  while (offset < bytes.length && error === undefined) {
    const record = readRecord(bytes, view, offset, littleEndian, nanosPerFraction, frames.length + 1);
    if ("code" in record) error = record;
    else {
      frames.push(record);
      offset += recordHeaderLength + record.bytes.length;
    }
  }
  const capture = { linkType, frames };
  return { ok: true, value: error === undefined ? { capture } : { capture, error } };
}

function readRecord(
  bytes: Uint8Array,
  view: DataView,
  offset: number,
  littleEndian: boolean,
  nanosPerFraction: bigint,
  frameNumber: number,
): CapturedFrame | CaptureError {
  if (bytes.length - offset < recordHeaderLength) {
    return { code: "truncated", message: `the file ends within the head of frame ${frameNumber}`, offset };
  }
  const seconds = BigInt(view.getUint32(offset, littleEndian));
  const fraction = BigInt(view.getUint32(offset + 4, littleEndian));
  const keptLength = view.getUint32(offset + 8, littleEndian);
  const start = offset + recordHeaderLength;
  if (keptLength > maximumSnapLength) {
    return { code: "bad-record", message: `frame ${frameNumber} announces ${keptLength} octets`, offset };
  }
  if (bytes.length - start < keptLength) {
    const message = `the file ends within frame ${frameNumber}: ${bytes.length - start} of ${keptLength} octets`;
    return { code: "truncated", message, offset };
  }
  return {
    frameNumber,
    timeNanos: seconds * 1_000_000_000n + fraction * nanosPerFraction,
    bytes: bytes.subarray(start, start + keptLength),
    originalLength: view.getUint32(offset + 12, littleEndian),
  };
}

function refuse(
  code: CaptureError["code"],
  message: string,
): { readonly ok: false; readonly error: CaptureError } {
  return { ok: false, error: { code, message, offset: 0 } };
}
