/**
 * Reads classic capture files (draft-ietf-opsawg-pcap): 24 octets of header, then per frame 16 octets and what was kept of
 * it. Both byte orders, micro- and nanoseconds, flags above the link type.
 */
import { nanosOf } from "./capture-time.js";
import {
  type CaptureError,
  type CaptureInterface,
  maximumSnapLength,
  noCaptureOptions,
  type ReadFrame,
} from "./capture.js";
import type { FormatReader } from "./format-reader.js";
import { frameCheckLength, linkTypeOfWord } from "./link-type.js";

export const pcapHeaderLength = 24;
export const pcapRecordHeaderLength = 16;

const nanosPerFraction: ReadonlyMap<number, number> = new Map([
  [0xa1b2c3d4, 1000],
  [0xa1b23c4d, 1],
]);

/** Whether the octets begin with a magic number of this format. */
export function isPcap(bytes: Uint8Array): boolean {
  return byteOrderOf(bytes) !== undefined;
}

/** What the magic number says; undefined where it is none. */
function byteOrderOf(
  bytes: Uint8Array,
): { readonly littleEndian: boolean; readonly nanosPerFraction: number } | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 4);
  for (const littleEndian of [true, false]) {
    const nanos = nanosPerFraction.get(view.getUint32(0, littleEndian));
    if (nanos !== undefined) return { littleEndian, nanosPerFraction: nanos };
  }
  return undefined;
}

export class PcapReader implements FormatReader {
  readonly format = "pcap";
  readonly interfaces: CaptureInterface[] = [];
  error: CaptureError | undefined;
  needed = pcapHeaderLength;
  #littleEndian = true;
  #nanosPerFraction = 1000;
  #frameCount = 0;

  read(window: Uint8Array, fileOffset: number, frames: ReadFrame[]): number {
    const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    let at = 0;
    let source = this.interfaces[0];
    if (source === undefined) {
      if (window.length < pcapHeaderLength) return 0;
      source = this.#readHeader(window, view);
      at = pcapHeaderLength;
    }
    const littleEndian = this.#littleEndian;
    for (;;) {
      const start = at + pcapRecordHeaderLength;
      if (start > window.length) {
        this.needed = pcapRecordHeaderLength;
        return at;
      }
      const keptLength = view.getUint32(at + 8, littleEndian);
      if (keptLength > maximumSnapLength) {
        const message = `frame ${this.#frameCount + 1} announces ${keptLength} octets`;
        this.error = { code: "bad-record", message, offset: fileOffset + at };
        return at;
      }
      if (start + keptLength > window.length) {
        this.needed = pcapRecordHeaderLength + keptLength;
        return at;
      }
      this.#frameCount += 1;
      frames.push({
        frameNumber: this.#frameCount,
        timeNanos: nanosOf(
          view.getUint32(at, littleEndian),
          view.getUint32(at + 4, littleEndian) * this.#nanosPerFraction,
        ),
        bytes: window.subarray(start, start + keptLength),
        originalLength: view.getUint32(at + 12, littleEndian),
        interface: source,
        frameCheckLength: source.frameCheckLength,
        hasTime: true,
        options: noCaptureOptions,
      });
      at = start + keptLength;
    }
  }

  endsWithin(available: number, fileOffset: number): CaptureError {
    if (this.interfaces.length === 0) {
      return { code: "not-a-capture", message: "the file ends within its header", offset: 0 };
    }
    const frame = this.#frameCount + 1;
    const message =
      available < pcapRecordHeaderLength
        ? `the file ends within the head of frame ${frame}`
        : `the file ends within frame ${frame}: ${available - pcapRecordHeaderLength} of ${this.needed - pcapRecordHeaderLength} octets`;
    return { code: "truncated", message, offset: fileOffset };
  }

  #readHeader(window: Uint8Array, view: DataView): CaptureInterface {
    const order = byteOrderOf(window);
    if (order !== undefined) {
      this.#littleEndian = order.littleEndian;
      this.#nanosPerFraction = order.nanosPerFraction;
    }
    const word = view.getUint32(20, this.#littleEndian);
    const source: CaptureInterface = {
      index: 0,
      linkType: linkTypeOfWord(word),
      frameCheckLength: frameCheckLength(word),
      snapLength: view.getUint32(16, this.#littleEndian),
      options: noCaptureOptions,
    };
    this.interfaces.push(source);
    return source;
  }
}
