/** User Datagram Protocol (RFC 768): 8 octets of header, then the payload. */
import { concatBytes, readU16, writeU16 } from "./bytes.js";
import { type TransportContext, transportChecksum } from "./checksum.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

export const udpHeaderLength = 8;

/** What an author sets; an unset length and checksum are computed. */
export interface UdpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Octets of header and payload. */
  readonly length?: number;
  /** 0 says that none was computed. */
  readonly checksum?: number;
}

export interface UdpHeader {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly length: number;
  readonly checksum: number;
}

/** Reads the header at `offset`. A length below 8 is an error that keeps the header. */
export function decodeUdp(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<UdpHeader> {
  if (end - offset < udpHeaderLength) return truncatedHeader("udp", offset, udpHeaderLength, end - offset);
  const header: UdpHeader = {
    sourcePort: readU16(bytes, offset),
    destinationPort: readU16(bytes, offset + 2),
    length: readU16(bytes, offset + 4),
    checksum: readU16(bytes, offset + 6),
  };
  if (header.length >= udpHeaderLength) return { header, headerLength: udpHeaderLength };
  const limits = { needed: udpHeaderLength, available: header.length, limitedBy: "udp.length" };
  return {
    header,
    headerLength: udpHeaderLength,
    error: { code: "bad-length", layer: "udp", offset, ...limits },
  };
}

/** Unset: ports 0, the length there is, the checksum under the pseudo-header: a sum of 0 is sent as 0xffff (RFC 768). */
export function fillUdp(fields: UdpFields, payload: Uint8Array, context: TransportContext = {}): UdpHeader {
  const header: UdpHeader = {
    sourcePort: fields.sourcePort ?? 0,
    destinationPort: fields.destinationPort ?? 0,
    length: fields.length ?? udpHeaderLength + payload.length,
    checksum: fields.checksum ?? 0,
  };
  if (fields.checksum !== undefined || context.pseudoHeader === undefined) return header;
  const checksum = transportChecksum(headerBytes(header), payload, context.pseudoHeader);
  return { ...header, checksum: checksum === 0 ? 0xffff : checksum };
}

/** Header and payload. Throws RangeError for pseudo-header text that is no address. */
export function encodeUdp(
  fields: UdpFields,
  payload: Uint8Array,
  context: TransportContext = {},
): Uint8Array {
  return concatBytes(headerBytes(fillUdp(fields, payload, context)), payload);
}

function headerBytes(header: UdpHeader): Uint8Array {
  const bytes = new Uint8Array(udpHeaderLength);
  writeU16(bytes, 0, header.sourcePort);
  writeU16(bytes, 2, header.destinationPort);
  writeU16(bytes, 4, header.length);
  writeU16(bytes, 6, header.checksum);
  return bytes;
}
