/** The chunked transfer coding (RFC 9112 section 7.1): size lines in hex, data, a chunk of size 0, trailer fields. */
import { joinBytes, latin1Text } from "../wire/bytes.js";
import type { HttpHeaderField } from "../wire/http.js";

export interface ChunkedBody {
  /** The chunks' data, joined. */
  readonly body: Uint8Array;
  /** Where the body ends in the stream. */
  readonly end: number;
  readonly trailers: readonly HttpHeaderField[];
  /** The last chunk and the empty line after the trailer fields are there. */
  readonly isComplete: boolean;
}

export type ChunkedDecode =
  | { readonly kind: "body"; readonly part: ChunkedBody }
  | { readonly kind: "malformed"; readonly offset: number };

/** Characters of a size line or a trailer line, at most. */
const maximumLineLength = 8192;

/** Reads chunks from `start` on. Where the stream ends early, the chunks so far are kept. */
export function decodeChunkedBody(bytes: Uint8Array, start: number): ChunkedDecode {
  const chunks: Uint8Array[] = [];
  const partial = (): ChunkedDecode => ({
    kind: "body",
    part: { body: joinBytes(chunks), end: bytes.length, trailers: [], isComplete: false },
  });
  let at = start;
  for (;;) {
    const line = readLine(bytes, at);
    if (line === undefined) return bytes.length - at > maximumLineLength ? malformed(at) : partial();
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i.exec(line.text)?.[1];
    if (size === undefined) return malformed(at);
    const length = Number.parseInt(size, 16);
    if (length === 0) return readTrailers(bytes, line.next, chunks) ?? partial();
    const dataEnd = line.next + length;
    chunks.push(bytes.subarray(line.next, dataEnd));
    if (bytes.length < dataEnd + 2) return partial();
    if (bytes[dataEnd] !== 0x0d || bytes[dataEnd + 1] !== 0x0a) return malformed(dataEnd);
    at = dataEnd + 2;
  }
}

function readTrailers(
  bytes: Uint8Array,
  start: number,
  chunks: readonly Uint8Array[],
): ChunkedDecode | undefined {
  const trailers: HttpHeaderField[] = [];
  let at = start;
  for (;;) {
    const line = readLine(bytes, at);
    if (line === undefined) return undefined;
    if (line.text === "") {
      const part = { body: joinBytes(chunks), end: line.next, trailers, isComplete: true };
      return { kind: "body", part };
    }
    const colon = line.text.indexOf(":");
    if (colon <= 0) return malformed(at);
    trailers.push({ name: line.text.slice(0, colon), value: line.text.slice(colon + 1).trim() });
    at = line.next;
  }
}

function malformed(offset: number): ChunkedDecode {
  return { kind: "malformed", offset };
}

function readLine(
  bytes: Uint8Array,
  start: number,
): { readonly text: string; readonly next: number } | undefined {
  const at = bytes.subarray(start, start + maximumLineLength).indexOf(0x0a);
  if (at < 0) return undefined;
  const end = at > 0 && bytes[start + at - 1] === 0x0d ? start + at - 1 : start + at;
  return { text: latin1Text(bytes, start, end), next: start + at + 1 };
}
