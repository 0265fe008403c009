/** User Datagram Protocol (RFC 768): 8 octets of header, then the payload. */
import { readU16, writeU16 } from "./bytes.js";
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
  return {
    sourcePort: fields.sourcePort ?? 0,
    destinationPort: fields.destinationPort ?? 0,
    length: fields.length ?? udpHeaderLength + payload.length,
    checksum: fields.checksum ?? readU16(encodeUdp(fields, payload, context), 6),
  };
}

/** Header and payload; unset fields as `fillUdp` says. Throws RangeError for pseudo-header text that is no address. */
export function encodeUdp(
  fields: UdpFields,
  payload: Uint8Array,
  context: TransportContext = {},
): Uint8Array {
  const bytes = new Uint8Array(udpHeaderLength + payload.length);
  writeU16(bytes, 0, fields.sourcePort ?? 0);
  writeU16(bytes, 2, fields.destinationPort ?? 0);
  writeU16(bytes, 4, fields.length ?? bytes.length);
  bytes.set(payload, udpHeaderLength);
  if (fields.checksum !== undefined) {
    writeU16(bytes, 6, fields.checksum);
  } else if (context.pseudoHeader !== undefined) {
    const checksum = transportChecksum(bytes, context.pseudoHeader);
    writeU16(bytes, 6, checksum === 0 ? 0xffff : checksum);
  }
  return bytes;
}
