/** Transmission Control Protocol segments (RFC 9293): 20 octets of header, up to 40 of options, then the payload. */
import { noBytes, readU16, readU32, writeU16, writeU32 } from "./bytes.js";
import { type TransportContext, transportChecksum } from "./checksum.js";
import type { DecodeError } from "./decode-error.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";
import {
  decodeTcpOptions,
  encodeTcpOptions,
  tcpOptionsLength,
  type TcpOption,
  writeTcpOptions,
} from "./tcp-options.js";

/** Bits of `flags`, 9 of them (the ninth is RFC 3540's, now reserved). */
export const tcpFlags = {
  fin: 0x001,
  syn: 0x002,
  rst: 0x004,
  psh: 0x008,
  ack: 0x010,
  urg: 0x020,
  ece: 0x040,
  cwr: 0x080,
  ns: 0x100,
} as const;

export const tcpHeaderLength = 20;

/** What an author sets; an unset data offset and checksum are computed. */
export interface TcpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly sequenceNumber?: number;
  readonly acknowledgmentNumber?: number;
  /** Header length in 32-bit words, 4 bits. */
  readonly dataOffset?: number;
  /** The 3 bits between data offset and flags. */
  readonly reserved?: number;
  /** 9 bits, see `tcpFlags`. */
  readonly flags?: number;
  readonly window?: number;
  readonly checksum?: number;
  readonly urgentPointer?: number;
  /** In the order of the wire; zero-padded to a multiple of 4 octets. */
  readonly options?: readonly TcpOption[];
}

export interface TcpHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequenceNumber: number;
  readonly acknowledgmentNumber: number;
  /** Header length in 32-bit words, as the header says. */
  readonly dataOffset: number;
  readonly reserved: number;
  readonly flags: number;
  readonly window: number;
  readonly checksum: number;
  readonly urgentPointer: number;
  /** In the order of the wire, without the zero padding after `end`. */
  readonly options: readonly TcpOption[];
  /** The option octets as they are, padding included. */
  readonly optionBytes: Uint8Array;
}

/**
 * Reads the header at `offset`. A data offset below 5 is an error that keeps the fixed part; one beyond the segment keeps the
 * options that are here whole too, and the header then takes all there is: what is left of it is no payload.
 */
export function decodeTcp(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<TcpHeader> {
  const available = end - offset;
  if (available < tcpHeaderLength) return truncatedHeader("tcp", offset, tcpHeaderLength, available);
  const control = readU16(bytes, offset + 12);
  const dataOffset = control >>> 12;
  const announced = dataOffset * 4;
  const isCut = announced > available;
  const headerLength = isCut ? available : Math.max(announced, tcpHeaderLength);
  const hasOptions = headerLength > tcpHeaderLength;
  const header: TcpHeader = {
    sourcePort: readU16(bytes, offset),
    destinationPort: readU16(bytes, offset + 2),
    sequenceNumber: readU32(bytes, offset + 4),
    acknowledgmentNumber: readU32(bytes, offset + 8),
    dataOffset,
    reserved: (control >>> 9) & 0x07,
    flags: control & 0x1ff,
    window: readU16(bytes, offset + 14),
    checksum: readU16(bytes, offset + 16),
    urgentPointer: readU16(bytes, offset + 18),
    options: hasOptions
      ? decodeTcpOptions(bytes, offset + tcpHeaderLength, offset + headerLength, isCut)
      : noOptions,
    optionBytes: hasOptions ? bytes.subarray(offset + tcpHeaderLength, offset + headerLength) : noBytes,
  };
  return announced >= tcpHeaderLength && !isCut
    ? { header, headerLength }
    : { header, headerLength, error: offsetError(offset, announced, available) };
}

const noOptions: readonly TcpOption[] = [];

function offsetError(offset: number, announced: number, available: number): DecodeError {
  if (announced < tcpHeaderLength) {
    const limits = { needed: tcpHeaderLength, available: announced, limitedBy: "tcp.dataOffset" };
    return { code: "bad-length", layer: "tcp", offset, ...limits };
  }
  return { code: "truncated", layer: "tcp", offset, needed: announced, available, limitedBy: "segment" };
}

/** Unset: the data offset there is (modulo 16), the checksum under the pseudo-header, zero for the rest. */
export function fillTcp(fields: TcpFields, payload: Uint8Array, context: TransportContext = {}): TcpHeader {
  const options = fields.options ?? noOptions;
  const optionBytes = encodeTcpOptions(options);
  return {
    sourcePort: fields.sourcePort ?? 0,
    destinationPort: fields.destinationPort ?? 0,
    sequenceNumber: fields.sequenceNumber ?? 0,
    acknowledgmentNumber: fields.acknowledgmentNumber ?? 0,
    dataOffset: fields.dataOffset ?? ((tcpHeaderLength + optionBytes.length) / 4) & 0x0f,
    reserved: fields.reserved ?? 0,
    flags: fields.flags ?? 0,
    window: fields.window ?? 0,
    checksum: fields.checksum ?? readU16(encodeTcp(fields, payload, context), 16),
    urgentPointer: fields.urgentPointer ?? 0,
    options,
    optionBytes,
  };
}

/**
 * Header, options and payload; unset fields as `fillTcp` says. Throws RangeError for pseudo-header text that is no
 * address.
 */
export function encodeTcp(
  fields: TcpFields,
  payload: Uint8Array,
  context: TransportContext = {},
): Uint8Array {
  const options = fields.options ?? noOptions;
  const headerLength = tcpHeaderLength + tcpOptionsLength(options);
  const bytes = new Uint8Array(headerLength + payload.length);
  writeU16(bytes, 0, fields.sourcePort ?? 0);
  writeU16(bytes, 2, fields.destinationPort ?? 0);
  writeU32(bytes, 4, fields.sequenceNumber ?? 0);
  writeU32(bytes, 8, fields.acknowledgmentNumber ?? 0);
  const dataOffset = (fields.dataOffset ?? headerLength / 4) & 0x0f;
  const control = (dataOffset << 12) | (((fields.reserved ?? 0) & 0x07) << 9) | ((fields.flags ?? 0) & 0x1ff);
  writeU16(bytes, 12, control);
  writeU16(bytes, 14, fields.window ?? 0);
  writeU16(bytes, 18, fields.urgentPointer ?? 0);
  writeTcpOptions(bytes, tcpHeaderLength, options);
  bytes.set(payload, headerLength);
  if (fields.checksum !== undefined) writeU16(bytes, 16, fields.checksum);
  else if (context.pseudoHeader !== undefined) {
    writeU16(bytes, 16, transportChecksum(bytes, context.pseudoHeader));
  }
  return bytes;
}
