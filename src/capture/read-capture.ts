/**
 * Capture files of either format, from a stream in bounded memory or from memory. What is wrong with a file is a value:
 * frames before the place are kept.
 */
import type { Result } from "../contracts/result.js";
import { joinBytes } from "../wire/bytes.js";
import type { CaptureError, CaptureInterface, ReadFrame } from "./capture.js";
import type { FormatReader } from "./format-reader.js";
import { isPcap, PcapReader } from "./pcap-reader.js";
import { blockTypes, PcapngReader } from "./pcapng-reader.js";

const magicLength = 4;

/** A capture that is being read. */
export class CaptureReader {
  /** Octets of the file that were taken. */
  #fileOffset = 0;
  /** Octets at the front that need not be looked at. */
  #toSkip = 0;
  #unread: Uint8Array[];
  #unreadLength: number;
  #error: CaptureError | undefined;

  constructor(
    private readonly reader: FormatReader,
    private readonly source: AsyncIterator<Uint8Array> | undefined,
    head: Uint8Array,
  ) {
    this.#unread = [head];
    this.#unreadLength = head.length;
  }

  get format(): "pcap" | "pcapng" {
    return this.reader.format;
  }

  /** Those described so far: a pcapng file may describe more at any place. */
  get interfaces(): readonly CaptureInterface[] {
    return this.reader.interfaces;
  }

  /** Why reading ended before the end of the file: known once `batches` has ended. */
  get error(): CaptureError | undefined {
    return this.#error;
  }

  /**
   * The frames in order, as many at a time as the source gives, never none. Their octets are views of what the source gave,
   * which must not be overwritten. At most the largest record is held besides. A source that fails throws its own error.
   */
  async *batches(): AsyncGenerator<readonly ReadFrame[], void, undefined> {
    try {
      for (;;) {
        const frames = this.#takeFrames();
        if (frames.length > 0) yield frames;
        if (this.#error !== undefined) return;
        const next = await this.source?.next();
        if (next === undefined || next.done === true) return this.#end();
        this.#accept(plain(next.value));
      }
    } finally {
      await this.source?.return?.();
    }
  }

  /** All frames of a file that is in memory. */
  readAll(): readonly ReadFrame[] {
    const frames = this.#takeFrames();
    if (this.#error === undefined) this.#end();
    return frames;
  }

  #accept(bytes: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= skipped;
    this.#fileOffset += skipped;
    if (skipped === bytes.length) return;
    this.#unread.push(bytes.subarray(skipped));
    this.#unreadLength += bytes.length - skipped;
  }

  #takeFrames(): ReadFrame[] {
    const frames: ReadFrame[] = [];
    if (this.#unreadLength < this.reader.needed) return frames;
    const [first] = this.#unread;
    const window = this.#unread.length === 1 && first !== undefined ? first : joinBytes(this.#unread);
    const taken = this.reader.read(window, this.#fileOffset, frames);
    const rest = window.subarray(Math.min(taken, window.length));
    this.#fileOffset += window.length - rest.length;
    this.#toSkip = Math.max(0, taken - window.length);
    // A copy: a short rest must not keep all of the octets before it.
    this.#unread = rest.length === 0 ? [] : [rest.slice()];
    this.#unreadLength = rest.length;
    this.#error = this.reader.error;
    return frames;
  }

  #end(): void {
    if (this.#toSkip > 0) {
      const message = `the file ends within a block: ${this.#toSkip} more octets were announced`;
      this.#error = { code: "truncated", message, offset: this.#fileOffset };
    } else if (this.#unreadLength > 0) {
      this.#error = this.reader.endsWithin(this.#unreadLength, this.#fileOffset);
    }
  }
}

/** Begins to read a file of either format; answers an error for anything else. */
export async function openCapture(
  source: AsyncIterable<Uint8Array>,
): Promise<Result<CaptureReader, CaptureError>> {
  const iterator = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  while (length < magicLength) {
    const next = await iterator.next();
    if (next.done === true) break;
    head.push(plain(next.value));
    length += next.value.length;
  }
  const opened = openHead(joinBytes(head), iterator);
  if (!opened.ok) await iterator.return?.();
  return opened;
}

/** What was read of a file in memory, and why reading stopped where it stopped early. */
export interface DecodedFile {
  readonly format: "pcap" | "pcapng";
  readonly interfaces: readonly CaptureInterface[];
  readonly frames: readonly ReadFrame[];
  readonly error?: CaptureError;
}

/** Reads a whole file of either format. Frames are views of it. */
export function decodeCapture(file: Uint8Array): Result<DecodedFile, CaptureError> {
  const opened = openHead(plain(file), undefined);
  if (!opened.ok) return opened;
  const reader = opened.value;
  const frames = reader.readAll();
  const { format, interfaces, error } = reader;
  if (error?.code === "not-a-capture") return { ok: false, error };
  return {
    ok: true,
    value: error === undefined ? { format, interfaces, frames } : { format, interfaces, frames, error },
  };
}

function openHead(
  head: Uint8Array,
  source: AsyncIterator<Uint8Array> | undefined,
): Result<CaptureReader, CaptureError> {
  if (isPcap(head)) return { ok: true, value: new CaptureReader(new PcapReader(), source, head) };
  if (beginsWith(head, blockTypes.section)) {
    return { ok: true, value: new CaptureReader(new PcapngReader(), source, head) };
  }
  return { ok: false, error: { code: "not-a-capture", message: whyNoCapture(head), offset: 0 } };
}

/** Magic numbers of files that a capture may hide in. */
const wrappings: readonly (readonly [magic: number, message: string])[] = [
  [0x1f8b, "a file compressed by gzip: unpack it first"],
  [0x28b5, "a file compressed by zstd: unpack it first"],
  [0x504b, "a zip archive: unpack it first"],
];

function whyNoCapture(head: Uint8Array): string {
  if (head.length < magicLength) return "too short for a capture file";
  const start = ((head[0] ?? 0) << 8) | (head[1] ?? 0);
  return wrappings.find(([magic]) => magic === start)?.[1] ?? "no magic number of a pcap or pcapng file";
}

function beginsWith(head: Uint8Array, magic: number): boolean {
  return head.length >= 4 && new DataView(head.buffer, head.byteOffset, 4).getUint32(0) === magic;
}

/** Views of a plain array are cheaper than those of a subclass (Node's Buffer). */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
