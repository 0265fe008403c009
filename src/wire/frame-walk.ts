import { noBytes } from "./bytes.js";
import type { DecodeError } from "./decode-error.js";
import type { DecodedLayer } from "./decoded-frame.js";

/** A frame on its way through the decoders, outermost layer first: what was understood, and the first error. */
export class FrameWalk {
  readonly layers: DecodedLayer[] = [];
  payload: Uint8Array = noBytes;
  trailerLength = 0;
  error: DecodeError | undefined = undefined;

  constructor(
    readonly bytes: Uint8Array,
    /** The capture kept only a part of the frame. */
    readonly isCut: boolean,
  ) {}

  /** What no decoder takes, `bytes[offset, end)`. */
  raw(offset: number, end: number): void {
    if (offset >= end) return;
    const bytes = this.bytes.subarray(offset, end);
    const payloadLength = end - offset;
    this.layers.push({
      protocol: "raw",
      offset,
      headerLength: 0,
      payloadOffset: offset,
      payloadLength,
      bytes,
    });
    this.payload = bytes;
  }

  /** Keeps the error, unless there was one before. */
  fail(error: DecodeError | undefined): void {
    this.error ??= error;
  }

  /** Keeps the error and gives what is left as raw octets. */
  stop(error: DecodeError | undefined, offset: number, end: number): void {
    this.fail(error);
    this.raw(offset, end);
  }
}
