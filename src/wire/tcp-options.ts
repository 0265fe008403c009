/** TCP options (RFC 9293 section 3.2, RFC 7323, RFC 2018): kinds, types, decode and encode. */
import { assertNever } from "../contracts/result.js";
import { noBytes, readU16, readU32, writeU16, writeU32 } from "./bytes.js";

/** Option kind numbers; any other survives as `unknown`. */
export const tcpOptionKinds = {
  end: 0,
  nop: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamp: 8,
} as const;

export interface SackBlock {
  /** First sequence number of the block. */
  readonly left: number;
  /** Sequence number after its last octet. */
  readonly right: number;
}

export type TcpOption =
  | { readonly kind: "end" }
  | { readonly kind: "nop" }
  /** Octets. */
  | { readonly kind: "mss"; readonly value: number }
  /** Shift count. */
  | { readonly kind: "window-scale"; readonly shift: number }
  | { readonly kind: "sack-permitted" }
  | { readonly kind: "sack"; readonly blocks: readonly SackBlock[] }
  | { readonly kind: "timestamp"; readonly value: number; readonly echoReply: number }
  /** A well-formed option of another kind, or a known kind with another length: its number and what follows its length. */
  | { readonly kind: "unknown"; readonly number: number; readonly data: Uint8Array }
  /** Octets verbatim: what follows an option whose length is impossible, or an author's own bytes. */
  | { readonly kind: "raw"; readonly bytes: Uint8Array };

// Options without a value are shared.
const endOption: TcpOption = { kind: "end" };
const nopOption: TcpOption = { kind: "nop" };
const sackPermittedOption: TcpOption = { kind: "sack-permitted" };

/**
 * Reads options up to `end` or to the octet 0. Nothing is refused: a length that cannot be makes the rest one `raw`
 * option. A known kind with an unexpected length is `unknown` with its number.
 */
export function decodeTcpOptions(bytes: Uint8Array, offset: number, end: number): readonly TcpOption[] {
  const options: TcpOption[] = [];
  let at = offset;
  while (at < end) {
    const kind = bytes[at] ?? 0;
    if (kind === tcpOptionKinds.end) {
      options.push(endOption);
      break;
    }
    if (kind === tcpOptionKinds.nop) {
      options.push(nopOption);
      at += 1;
      continue;
    }
    const length = at + 1 < end ? (bytes[at + 1] ?? 0) : 0;
    if (length < 2 || at + length > end) {
      options.push({ kind: "raw", bytes: bytes.subarray(at, end) });
      break;
    }
    options.push(decodeOption(bytes, at, kind, length));
    at += length;
  }
  return options;
}

function decodeOption(bytes: Uint8Array, at: number, kind: number, length: number): TcpOption {
  if (kind === tcpOptionKinds.timestamp && length === 10) {
    return { kind: "timestamp", value: readU32(bytes, at + 2), echoReply: readU32(bytes, at + 6) };
  }
  if (kind === tcpOptionKinds.mss && length === 4) return { kind: "mss", value: readU16(bytes, at + 2) };
  if (kind === tcpOptionKinds.windowScale && length === 3) {
    return { kind: "window-scale", shift: bytes[at + 2] ?? 0 };
  }
  if (kind === tcpOptionKinds.sackPermitted && length === 2) return sackPermittedOption;
  if (kind === tcpOptionKinds.sack && length > 2 && length % 8 === 2) {
    const blocks: SackBlock[] = [];
    for (let block = at + 2; block < at + length; block += 8) {
      blocks.push({ left: readU32(bytes, block), right: readU32(bytes, block + 4) });
    }
    return { kind: "sack", blocks };
  }
  return { kind: "unknown", number: kind, data: bytes.subarray(at + 2, at + length) };
}

/** The options in order, zero-padded to a multiple of 4 octets. */
export function encodeTcpOptions(options: readonly TcpOption[]): Uint8Array {
  if (options.length === 0) return noBytes;
  const bytes = new Uint8Array(tcpOptionsLength(options));
  writeTcpOptions(bytes, 0, options);
  return bytes;
}

/** Octets that the options take, padding included. */
export function tcpOptionsLength(options: readonly TcpOption[]): number {
  let length = 0;
  for (const option of options) length += optionLength(option);
  return (length + 3) & ~3;
}

function optionLength(option: TcpOption): number {
  switch (option.kind) {
    case "end":
    case "nop":
      return 1;
    case "sack-permitted":
      return 2;
    case "window-scale":
      return 3;
    case "mss":
      return 4;
    case "timestamp":
      return 10;
    case "sack":
      return 2 + 8 * option.blocks.length;
    case "unknown":
      return 2 + option.data.length;
    case "raw":
      return option.bytes.length;
    default:
      return assertNever(option);
  }
}

/** Writes the options at `offset`; what pads them is left as it is, zero in a new buffer. */
export function writeTcpOptions(bytes: Uint8Array, offset: number, options: readonly TcpOption[]): void {
  let at = offset;
  for (const option of options) {
    writeOption(bytes, at, option);
    at += optionLength(option);
  }
}

function writeOption(bytes: Uint8Array, at: number, option: TcpOption): void {
  switch (option.kind) {
    case "end":
      bytes[at] = tcpOptionKinds.end;
      return;
    case "nop":
      bytes[at] = tcpOptionKinds.nop;
      return;
    case "sack-permitted":
      writeKind(bytes, at, tcpOptionKinds.sackPermitted, 2);
      return;
    case "window-scale":
      writeKind(bytes, at, tcpOptionKinds.windowScale, 3);
      bytes[at + 2] = option.shift;
      return;
    case "mss":
      writeKind(bytes, at, tcpOptionKinds.mss, 4);
      writeU16(bytes, at + 2, option.value);
      return;
    case "timestamp":
      writeKind(bytes, at, tcpOptionKinds.timestamp, 10);
      writeU32(bytes, at + 2, option.value);
      writeU32(bytes, at + 6, option.echoReply);
      return;
    case "sack":
      writeKind(bytes, at, tcpOptionKinds.sack, optionLength(option));
      option.blocks.forEach(({ left, right }, index) => {
        writeU32(bytes, at + 2 + 8 * index, left);
        writeU32(bytes, at + 6 + 8 * index, right);
      });
      return;
    case "unknown":
      writeKind(bytes, at, option.number, optionLength(option));
      bytes.set(option.data, at + 2);
      return;
    case "raw":
      bytes.set(option.bytes, at);
      return;
    default:
      assertNever(option);
  }
}

function writeKind(bytes: Uint8Array, at: number, kind: number, length: number): void {
  bytes[at] = kind;
  bytes[at + 1] = length;
}
