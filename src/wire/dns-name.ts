/**
 * Domain names on the wire (RFC 1035 sections 3.1 and 4.1.4). Text has labels joined by dots, without final dot, the root
 * being `.`; a dot or backslash within a label is `\.` or `\\`, an octet that does not print is `\DDD` in decimal
 * (section 5.1). Decoding is bounded: at most 255 octets of name, and pointers must lead strictly backwards.
 */
import { ByteWriter } from "./byte-writer.js";
import { latin1Text, readU16 } from "./bytes.js";
import type { DecodeErrorCode } from "./decode-error.js";

export type DnsName = string;

const maximumNameLength = 255;
const maximumLabelLength = 63;
/** A name has at most 127 labels, so a chain of more pointers serves nothing but to cost time. */
const maximumPointers = 127;

export type NameDecode =
  | { readonly ok: true; readonly name: DnsName; /** Where the name ends in place. */ readonly end: number }
  | { readonly ok: false; readonly code: DecodeErrorCode; readonly offset: number };

/** Reads the name at `offset`; pointers count from `start`, where the message begins, and nothing at `limit` is read. */
export function decodeName(bytes: Uint8Array, start: number, offset: number, limit: number): NameDecode {
  let text = "";
  let at = offset;
  let end = -1;
  let length = 1;
  let pointers = 0;
  // Every pointer must lead before the run of labels it stands in: so the walk ends.
  let runStart = offset;
  for (;;) {
    if (at >= limit) return { ok: false, code: "truncated", offset: at };
    const octet = bytes[at] ?? 0;
    if (octet === 0) return { ok: true, name: text === "" ? "." : text, end: end < 0 ? at + 1 : end };
    if (octet >= 0xc0) {
      if (at + 2 > limit) return { ok: false, code: "truncated", offset: at };
      if (end < 0) end = at + 2;
      const target = start + (readU16(bytes, at) & 0x3fff);
      pointers += 1;
      if (target >= runStart || pointers > maximumPointers)
        return { ok: false, code: "pointer-loop", offset: at };
      at = target;
      runStart = target;
      continue;
    }
    if (octet > maximumLabelLength) return { ok: false, code: "bad-name", offset: at };
    if (at + 1 + octet > limit) return { ok: false, code: "truncated", offset: at };
    length += 1 + octet;
    if (length > maximumNameLength) return { ok: false, code: "bad-name", offset: at };
    if (text !== "") text += ".";
    text += labelText(bytes, at + 1, at + 1 + octet);
    at += 1 + octet;
  }
}

function labelText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let index = start; index < end; index += 1) {
    const octet = bytes[index] ?? 0;
    if (octet === 0x2e || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet > 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\${String(octet).padStart(3, "0")}`;
  }
  return text;
}

/** Names written so far, to point back to; shared by one message. */
export interface NameCompression {
  /** The octets of a name's rest, lengths included, a character each → its offset in the message. */
  readonly offsets: Map<string, number>;
}

/** Offsets above this do not fit a pointer. */
const maximumPointerOffset = 0x3fff;

/**
 * Writes a name, bytes verbatim. The final dot of a text is optional, `.` and the empty text are the root. A character
 * outside ASCII becomes its UTF-8 octets, an empty label stays, a label is cut at 63 octets: every text has an encoding,
 * though not each a legal one. With `compression` a text ends in a pointer where a rest of it was written before, octet
 * for octet, so that letter case is kept; the writer must then hold the message from its first octet.
 */
export function writeName(
  writer: ByteWriter,
  name: DnsName | Uint8Array,
  compression?: NameCompression,
): void {
  if (typeof name !== "string") {
    writer.octets(name);
    return;
  }
  const starts: number[] | undefined = compression === undefined ? undefined : [];
  writeLabels(writer, name, starts);
  if (compression !== undefined && starts !== undefined && starts.length <= maximumPointers) {
    for (const start of starts) {
      const key = latin1Text(writer.view(start));
      const written = compression.offsets.get(key);
      if (written !== undefined) {
        writer.truncate(start);
        writer.u16(0xc000 | written);
        return;
      }
      if (start <= maximumPointerOffset) compression.offsets.set(key, start);
    }
  }
  writer.u8(0);
}

/** Writes the labels of a text with their lengths, without the root's 0; `starts` collects where each begins. */
function writeLabels(writer: ByteWriter, text: DnsName, starts: number[] | undefined): void {
  if (text === "" || text === ".") return;
  let start = beginLabel(writer, starts);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      endLabel(writer, start);
      if (index === text.length - 1) return;
      start = beginLabel(writer, starts);
    } else if (code === backslash && index + 1 < text.length) {
      const decimal = /^[0-9]{3}/.exec(text.slice(index + 1, index + 4))?.[0];
      writer.u8(decimal === undefined ? text.charCodeAt(index + 1) : Number(decimal));
      index += decimal === undefined ? 1 : 3;
    } else if (code < 0x80) {
      writer.u8(code);
    } else {
      const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
      writer.octets(new TextEncoder().encode(character));
      index += character.length - 1;
    }
  }
  endLabel(writer, start);
}

const dot = 0x2e;
const backslash = 0x5c;

/** Leaves room for the length; returns where it stands. */
function beginLabel(writer: ByteWriter, starts: number[] | undefined): number {
  const start = writer.length;
  starts?.push(start);
  writer.u8(0);
  return start;
}

function endLabel(writer: ByteWriter, start: number): void {
  writer.truncate(start + 1 + maximumLabelLength);
  writer.patchU8(start, writer.length - start - 1);
}

/** The octets of a name that stands alone, not compressed. */
export function encodeName(name: DnsName | Uint8Array): Uint8Array {
  if (typeof name !== "string") return name;
  const writer = new ByteWriter(name.length + 2);
  writeName(writer, name);
  return writer.toBytes();
}
