/** TCP options (RFC 9293 section 3.2, RFC 7323, RFC 2018): kinds, types, decode and encode. */
import { assertNever } from "../contracts/result.js";
import { concatBytes, joinBytes, noBytes, padToWords, readU16, readU32, writeU32 } from "./bytes.js";

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
      options.push({ kind: "end" });
      break;
    }
    if (kind === tcpOptionKinds.nop) {
      options.push({ kind: "nop" });
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
  if (kind === tcpOptionKinds.sackPermitted && length === 2) return { kind: "sack-permitted" };
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
  return options.length === 0 ? noBytes : padToWords(joinBytes(options.map(encodeOption)));
}

function encodeOption(option: TcpOption): Uint8Array {
  switch (option.kind) {
    case "end":
      return Uint8Array.of(tcpOptionKinds.end);
    case "nop":
      return Uint8Array.of(tcpOptionKinds.nop);
    case "mss":
      return Uint8Array.of(tcpOptionKinds.mss, 4, option.value >>> 8, option.value);
    case "window-scale":
      return Uint8Array.of(tcpOptionKinds.windowScale, 3, option.shift);
    case "sack-permitted":
      return Uint8Array.of(tcpOptionKinds.sackPermitted, 2);
    case "sack":
      return words(
        tcpOptionKinds.sack,
        option.blocks.flatMap(({ left, right }) => [left, right]),
      );
    case "timestamp":
      return words(tcpOptionKinds.timestamp, [option.value, option.echoReply]);
    case "unknown":
      return concatBytes(Uint8Array.of(option.number, option.data.length + 2), option.data);
    case "raw":
      return option.bytes;
    default:
      return assertNever(option);
  }
}

function words(kind: number, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 + values.length * 4);
  bytes[0] = kind;
  bytes[1] = bytes.length;
  values.forEach((value, index) => writeU32(bytes, 2 + index * 4, value));
  return bytes;
}
