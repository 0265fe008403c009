/**
 * The datagram that an ICMP error quotes (RFC 792, RFC 1812 section 4.3.2.3, RFC 4443 section 2.4): its network header and
 * the first octets of its transport. Bounded: a quotation within a quotation is raw.
 */
import { readU16, readU32 } from "./bytes.js";
import { noVerdict, verifyChecksum } from "./checksum-verdict.js";
import type { DecodeError } from "./decode-error.js";
import type { DecodedLayer, NetworkLayer, QuotedDatagram } from "./decoded-frame.js";
import { decodeIcmpv4 } from "./icmpv4.js";
import { decodeIcmpv6 } from "./icmpv6.js";
import { decodeIpv4, ipProtocols } from "./ipv4.js";
import { decodeIpv6, ipv6FragmentOf } from "./ipv6.js";
import { decodeTcp } from "./tcp.js";
import { decodeUdp } from "./udp.js";

/** Reads the datagram of that IP version in `bytes[offset, end)`. */
export function decodeQuoted(bytes: Uint8Array, version: 4 | 6, offset: number, end: number): QuotedDatagram {
  const { layer, protocol, error } =
    version === 4 ? quotedIpv4(bytes, offset, end) : quotedIpv6(bytes, offset, end);
  if (layer === undefined) return error === undefined ? { layers: [] } : { layers: [], error };
  const start = layer.payloadOffset;
  const transport = protocol === undefined ? undefined : quotedTransport(bytes, protocol, start, end);
  const rest = transport === undefined ? rawLayer(bytes, start, end) : transport;
  return {
    layers: rest === undefined ? [layer] : [layer, rest],
    ...(error === undefined ? {} : { error }),
    ...(protocol === undefined ? {} : quotedNumbers(bytes, protocol, start, end)),
  };
}

interface QuotedNetwork {
  readonly layer?: NetworkLayer;
  /** What follows, unless it is the middle of something. */
  readonly protocol?: number;
  readonly error?: DecodeError;
}

function quotedIpv4(bytes: Uint8Array, offset: number, end: number): QuotedNetwork {
  const { header, headerLength, error } = decodeIpv4(bytes, offset, end);
  if (header === undefined) return cutShort(error);
  const start = offset + headerLength;
  const place = { offset, headerLength, payloadOffset: start, payloadLength: end - start };
  const isHeaderWhole = header.version === 4 && headerLength === header.ihl * 4;
  const verdict = isHeaderWhole ? verifyChecksum(bytes, offset, start, 10, 0) : noVerdict;
  const layer = { protocol: "ipv4", header, ...place, ...verdict } as const;
  // Some routers quote the total length in their own byte order, or without the header: it is not judged.
  if (!isHeaderWhole) return { layer, ...cutShort(error) };
  return header.fragmentOffset === 0 ? { layer, protocol: header.protocol } : { layer };
}

function quotedIpv6(bytes: Uint8Array, offset: number, end: number): QuotedNetwork {
  const { header, headerLength, error } = decodeIpv6(bytes, offset, end);
  if (header === undefined) return cutShort(error);
  const start = offset + headerLength;
  const place = { offset, headerLength, payloadOffset: start, payloadLength: Math.max(0, end - start) };
  const layer = { protocol: "ipv6", header, ...place } as const;
  if (error !== undefined) return { layer, ...cutShort(error) };
  const isMiddle = (ipv6FragmentOf(header)?.fragmentOffset ?? 0) !== 0;
  return isMiddle ? { layer } : { layer, protocol: header.upperProtocol };
}

/** That a quotation ends early is no error. */
function cutShort(error: DecodeError | undefined): { readonly error?: DecodeError } {
  return error === undefined || error.code === "truncated" ? {} : { error };
}

/** The transport's header, where all of it is quoted. */
function quotedTransport(
  bytes: Uint8Array,
  protocol: number,
  offset: number,
  end: number,
): DecodedLayer | undefined {
  switch (protocol) {
    case ipProtocols.tcp: {
      const { header, headerLength } = decodeTcp(bytes, offset, end);
      const place = placeOf(offset, headerLength, end);
      return header && { protocol: "tcp", header, ...place, ...noVerdict };
    }
    case ipProtocols.udp: {
      const { header, headerLength } = decodeUdp(bytes, offset, end);
      const place = placeOf(offset, headerLength, end);
      return header && { protocol: "udp", header, ...place, ...noVerdict };
    }
    case ipProtocols.icmp: {
      const { header, headerLength } = decodeIcmpv4(bytes, offset, end);
      const place = placeOf(offset, headerLength, end);
      return header && { protocol: "icmpv4", header, ...place, ...noVerdict };
    }
    case ipProtocols.icmpv6: {
      const { header, headerLength } = decodeIcmpv6(bytes, offset, end);
      const place = placeOf(offset, headerLength, end);
      return header && { protocol: "icmpv6", header, ...place, ...noVerdict };
    }
    default:
      return undefined;
  }
}

function placeOf(offset: number, headerLength: number, end: number) {
  const payloadOffset = offset + headerLength;
  return { offset, headerLength, payloadOffset, payloadLength: Math.max(0, end - payloadOffset) };
}

function rawLayer(bytes: Uint8Array, offset: number, end: number): DecodedLayer | undefined {
  if (offset >= end) return undefined;
  return { protocol: "raw", bytes: bytes.subarray(offset, end), ...placeOf(offset, 0, end) };
}

/** Ports and sequence number, which are quoted even where the header is cut. */
function quotedNumbers(
  bytes: Uint8Array,
  protocol: number,
  offset: number,
  end: number,
): Pick<QuotedDatagram, "sourcePort" | "destinationPort" | "sequenceNumber"> {
  if ((protocol !== ipProtocols.tcp && protocol !== ipProtocols.udp) || end - offset < 4) return {};
  const ports = { sourcePort: readU16(bytes, offset), destinationPort: readU16(bytes, offset + 2) };
  if (protocol === ipProtocols.udp || end - offset < 8) return ports;
  return { ...ports, sequenceNumber: readU32(bytes, offset + 4) };
}
