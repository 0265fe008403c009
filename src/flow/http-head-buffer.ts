/**
 * Gathers the head of an HTTP/1.x message that may lie in several segments. The head is decoded once, when its empty line is
 * there, so that a head in a thousand pieces costs no more than one in a single piece.
 */
import { fitBytes, noBytes } from "../wire/bytes.js";
import { decodeHttpHead, type HttpHeadDecode, maximumHeadLength } from "../wire/http.js";

/** From this many octets on, or from the first line's end, what is here must be the beginning of a message. */
const tellingLength = 32;

interface Piece {
  /** Octets of the buffer with this piece and those before it. */
  readonly end: number;
  readonly frameNumber: number;
}

interface HeadAttempt {
  readonly decode: HttpHeadDecode;
  readonly taken: number;
}

export class HttpHeadBuffer {
  private bytes: Uint8Array = noBytes;
  private length = 0;
  private pieces: Piece[] = [];
  private hasBegun = false;

  /** Octets kept. */
  get held(): number {
    return this.bytes.length;
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** What is gathered: a view. */
  get gathered(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /**
   * Decodes what begins at `start`, with what was gathered before it. Only what may become a head is kept, until `clear`.
   * A malformed line's offset counts from the head's start. With a head, `taken` says how many octets of `bytes` from `start` on belong to it.
   */
  add(bytes: Uint8Array, start: number, frameNumber: number): HeadAttempt {
    const before = this.length;
    if (before === 0) {
      const decode = this.decodeBeginning(bytes, start);
      if (decode.kind === "head") return { decode, taken: decode.head.headLength };
      if (decode.kind === "incomplete") this.keep(bytes.subarray(start), frameNumber);
      return { decode, taken: 0 };
    }
    this.keep(bytes.subarray(start), frameNumber);
    if (!this.mayBeDecided(before)) return { decode: { kind: "incomplete" }, taken: 0 };
    const decode = this.decodeBeginning(this.gathered, 0);
    return { decode, taken: decode.kind === "head" ? decode.head.headLength - before : 0 };
  }

  /** The frame that brought the octet at an offset of the buffer. */
  frameAt(offset: number): number | undefined {
    return this.pieces.find(({ end }) => offset < end)?.frameNumber;
  }

  clear(): void {
    this.bytes = noBytes;
    this.length = 0;
    this.pieces = [];
    this.hasBegun = false;
  }

  /** A few octets of a start line are no reason to give up yet. */
  private decodeBeginning(bytes: Uint8Array, start: number): HttpHeadDecode {
    if (!this.hasBegun) {
      const first = bytes[start] ?? 0;
      const isTelling =
        first < 0x41 ||
        first > 0x5a ||
        bytes.length - start >= tellingLength ||
        bytes.subarray(start).includes(0x0a);
      if (!isTelling) return { kind: "incomplete" };
      this.hasBegun = true;
    }
    const decode = decodeHttpHead(bytes, start);
    return decode.kind === "malformed" ? { kind: "malformed", offset: decode.offset - start } : decode;
  }

  private mayBeDecided(before: number): boolean {
    if (!this.hasBegun || this.length > maximumHeadLength) return true;
    return endsHead(this.bytes, Math.max(0, before - 3), this.length);
  }

  private keep(bytes: Uint8Array, frameNumber: number): void {
    // Nothing longer is ever decoded.
    const kept = bytes.subarray(0, maximumHeadLength + 1);
    if (this.length + kept.length > this.bytes.length) {
      this.bytes = fitBytes(this.bytes, Math.max(this.length + kept.length, this.bytes.length * 2, 1024));
    }
    this.bytes.set(kept, this.length);
    this.length += kept.length;
    this.pieces.push({ end: this.length, frameNumber });
  }
}

/** Whether an empty line ends within `[start, end)`: LF LF or LF CR LF. */
function endsHead(bytes: Uint8Array, start: number, end: number): boolean {
  for (
    let at = bytes.subarray(0, end).indexOf(0x0a, start);
    at >= 0;
    at = bytes.subarray(0, end).indexOf(0x0a, at + 1)
  ) {
    const next = bytes[at + 1];
    if (at + 1 < end && next === 0x0a) return true;
    if (at + 2 < end && next === 0x0d && bytes[at + 2] === 0x0a) return true;
  }
  return false;
}
