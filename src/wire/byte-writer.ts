import { mixedBytes } from "./bytes.js";

/**
 * Octets written one after the other into a buffer that grows: for messages whose length shows only when they are
 * written. Numbers are big-endian and taken modulo their width.
 */
export class ByteWriter {
  /** Octets written so far. */
  length = 0;
  #buffer: Uint8Array;

  /** `capacity`: octets that fit before the buffer grows. */
  constructor(capacity: number) {
    this.#buffer = new Uint8Array(capacity);
  }

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#buffer[at] = value;
  }

  u16(value: number): void {
    const at = this.#reserve(2);
    this.#buffer[at] = value >>> 8;
    this.#buffer[at + 1] = value;
  }

  u32(value: number): void {
    this.u16(value >>> 16);
    this.u16(value);
  }

  octets(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** One octet per character (ISO 8859-1); a character above 255 becomes the octets of its UTF-8 form. */
  latin1(text: string): void {
    const at = this.#reserve(text.length);
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0xff) {
        this.length = at;
        this.octets(mixedBytes(text));
        return;
      }
      this.#buffer[at + index] = code;
    }
  }

  /** Overwrites 8 bits at `offset`, which was written before. */
  patchU8(offset: number, value: number): void {
    this.#buffer[offset] = value;
  }

  /** Overwrites 16 bits at `offset`, which were written before. */
  patchU16(offset: number, value: number): void {
    this.#buffer[offset] = value >>> 8;
    this.#buffer[offset + 1] = value;
  }

  /** Forgets what was written from `length` on. */
  truncate(length: number): void {
    this.length = Math.min(this.length, length);
  }

  /** What was written from `start` on; it changes with what is written afterwards. */
  view(start = 0): Uint8Array {
    return this.#buffer.subarray(start, this.length);
  }

  /** What was written, in a buffer that nobody else holds as long as nothing more is written. */
  toBytes(): Uint8Array {
    return this.length === this.#buffer.length ? this.#buffer : this.#buffer.slice(0, this.length);
  }

  #reserve(count: number): number {
    const at = this.length;
    this.length = at + count;
    if (this.length > this.#buffer.length) {
      const wider = new Uint8Array(Math.max(this.length, 2 * this.#buffer.length));
      wider.set(this.#buffer.subarray(0, at));
      this.#buffer = wider;
    }
    return at;
  }
}
