/** What IP packets carry: ICMP, ICMPv6, UDP, TCP, and what those carry in turn. */
import { readU16 } from "./bytes.js";
import { giveVerdict, noVerdict, verifyChecksum } from "./checksum-verdict.js";
import { decodeDhcp, dhcpPorts } from "./dhcp.js";
import { decodeDns, isNoDns } from "./decode-dns.js";
import { decodeQuoted } from "./decode-quoted.js";
import type { ChecksumVerdict, QuotedDatagram, TcpLayer, UdpLayer } from "./decoded-frame.js";
import { dnsPort } from "./dns.js";
import { dnsLengthLength } from "./dns-stream.js";
import type { FrameWalk } from "./frame-walk.js";
import { decodeHttpHead } from "./http.js";
import { decodeIcmpv4, icmpv4HeaderLength, isIcmpv4Error } from "./icmpv4.js";
import { decodeIcmpv6 } from "./icmpv6.js";
import { ipProtocols } from "./ipv4.js";
import { decodeTcp } from "./tcp.js";
import { decodeUdp } from "./udp.js";

/** What a transport needs of the packet it lies in. */
export interface Carrier {
  /** 4 or 6. */
  readonly version: number;
  /** Octets from the transport header on that the packet announces. */
  readonly length: number;
  /** The whole packet is here and is no fragment, so that a checksum can be verified. */
  readonly isWhole: boolean;
  /** Sum of the pseudo-header's addresses; undefined where they cannot be known. */
  readonly addressSum: number | undefined;
}

/** Decodes what an IP packet with that protocol number carries at `bytes[offset, end)`. */
export function walkTransport(
  walk: FrameWalk,
  protocol: number,
  offset: number,
  end: number,
  carrier: Carrier,
): void {
  switch (protocol) {
    case ipProtocols.tcp:
      return walkTcp(walk, offset, end, carrier);
    case ipProtocols.udp:
      return walkUdp(walk, offset, end, carrier);
    case ipProtocols.icmp:
      return carrier.version === 4 ? walkIcmpv4(walk, offset, end, carrier) : walk.raw(offset, end);
    case ipProtocols.icmpv6:
      return carrier.version === 6 ? walkIcmpv6(walk, offset, end, carrier) : walk.raw(offset, end);
    default:
      return walk.raw(offset, end);
  }
}

/** The verdict on the checksum of `bytes[offset, end)` under the carrier's pseudo-header. */
function verifyTransport(
  walk: FrameWalk,
  offset: number,
  end: number,
  fieldOffset: number,
  protocol: number,
  length: number,
  carrier: Carrier,
): ChecksumVerdict {
  if (!carrier.isWhole || carrier.addressSum === undefined) return noVerdict;
  // As words summed, 16 bits of length (IPv4) and 32 (IPv6) are the same number.
  const pseudo = carrier.addressSum + protocol + (length >>> 16) + (length & 0xffff);
  return verifyChecksum(walk.bytes, offset, end, fieldOffset, pseudo);
}

function walkUdp(walk: FrameWalk, offset: number, end: number, carrier: Carrier): void {
  const { header, headerLength, error } = decodeUdp(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const fits = error === undefined && header.length <= carrier.length;
  const datagramEnd = fits ? Math.min(end, offset + header.length) : end;
  let verdict = noVerdict;
  if (fits && header.checksum !== 0) {
    verdict = verifyTransport(walk, offset, datagramEnd, 6, ipProtocols.udp, header.length, carrier);
    // A computed 0 is sent as 0xffff (RFC 768): whoever compares should see what the field must hold.
    if (verdict.computedChecksum === 0) verdict = { checksumStatus: "bad", computedChecksum: 0xffff };
  }
  const start = offset + headerLength;
  walk.layers.push(
    giveVerdict<UdpLayer>(
      {
        protocol: "udp",
        offset,
        headerLength,
        payloadOffset: start,
        payloadLength: Math.max(0, datagramEnd - start),
        header,
        checksumStatus: verdict.checksumStatus,
      },
      verdict,
    ),
  );
  if (error !== undefined) return walk.stop(error, start, end);
  if (!fits && carrier.isWhole) {
    const limits = { needed: header.length, available: carrier.length, limitedBy: "udp.length" };
    walk.fail({ code: "bad-length", layer: "udp", offset, ...limits });
  }
  // A cut or fragmented message would only be called malformed.
  if (!carrier.isWhole || datagramEnd <= start) walk.raw(start, datagramEnd);
  else if (isBetween(header, dnsPort) && !isNoDns(walk.bytes, start, datagramEnd))
    walkDns(walk, start, datagramEnd);
  else if (isBetween(header, dhcpPorts.server) || isBetween(header, dhcpPorts.client))
    walkDhcp(walk, start, datagramEnd);
  else walk.raw(start, datagramEnd);
}

function isBetween(
  header: { readonly sourcePort: number; readonly destinationPort: number },
  port: number,
): boolean {
  return header.sourcePort === port || header.destinationPort === port;
}

function walkTcp(walk: FrameWalk, offset: number, end: number, carrier: Carrier): void {
  const { header, headerLength, error } = decodeTcp(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const verdict = verifyTransport(walk, offset, end, 16, ipProtocols.tcp, carrier.length, carrier);
  const start = offset + headerLength;
  walk.layers.push(
    giveVerdict<TcpLayer>(
      {
        protocol: "tcp",
        offset,
        headerLength,
        payloadOffset: start,
        payloadLength: Math.max(0, end - start),
        header,
        checksumStatus: verdict.checksumStatus,
      },
      verdict,
    ),
  );
  if (error !== undefined) return walk.stop(error, start, end);
  if (start >= end) return;
  const dnsStart = start + dnsLengthLength;
  if (isBetween(header, dnsPort) && readU16(walk.bytes, start) === end - dnsStart && dnsStart < end)
    walkDns(walk, dnsStart, end);
  else walkHttp(walk, start, end);
}

function walkIcmpv4(walk: FrameWalk, offset: number, end: number, carrier: Carrier): void {
  const { header, headerLength, error } = decodeIcmpv4(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const verdict = carrier.isWhole ? verifyChecksum(walk.bytes, offset, end, 2, 0) : noVerdict;
  const start = offset + headerLength;
  const words = "quotedWords" in header.body ? header.body.quotedWords : 0;
  const quotedEnd = words === 0 ? end : Math.min(end, offset + icmpv4HeaderLength + words * 4);
  const quoted =
    isIcmpv4Error(header.type) && start < end ? decodeQuoted(walk.bytes, 4, start, quotedEnd) : undefined;
  walk.layers.push({
    protocol: "icmpv4",
    offset,
    headerLength,
    payloadOffset: start,
    payloadLength: Math.max(0, end - start),
    header,
    ...verdict,
    ...(quoted === undefined ? {} : { quoted }),
  });
  endIcmp(walk, error, quoted, start, end);
}

function walkIcmpv6(walk: FrameWalk, offset: number, end: number, carrier: Carrier): void {
  const { header, headerLength, error } = decodeIcmpv6(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const verdict = verifyTransport(walk, offset, end, 2, ipProtocols.icmpv6, carrier.length, carrier);
  const start = offset + headerLength;
  // Of the types below 128 these four are known to quote after 8 octets.
  const isError = header.type >= 1 && header.type <= 4 && error === undefined;
  const quoted = isError && start < end ? decodeQuoted(walk.bytes, 6, start, end) : undefined;
  walk.layers.push({
    protocol: "icmpv6",
    offset,
    headerLength,
    payloadOffset: start,
    payloadLength: Math.max(0, end - start),
    header,
    ...verdict,
    ...(quoted === undefined ? {} : { quoted }),
  });
  endIcmp(walk, error, quoted, start, end);
}

/** A quotation has layers of its own; anything else is raw. */
function endIcmp(
  walk: FrameWalk,
  error: FrameWalk["error"],
  quoted: QuotedDatagram | undefined,
  start: number,
  end: number,
): void {
  if (quoted === undefined) return walk.stop(error, start, end);
  walk.fail(error);
  walk.payload = walk.bytes.subarray(start, end);
}

function walkHttp(walk: FrameWalk, offset: number, end: number): void {
  const decoded = decodeHttpHead(walk.bytes, offset, end);
  if (decoded.kind === "malformed") walk.fail({ code: "malformed", layer: "http", offset: decoded.offset });
  if (decoded.kind !== "head") return walk.raw(offset, end);
  const { head } = decoded;
  const headerLength = head.headLength;
  const bodyOffset = offset + headerLength;
  const payloadLength = Math.max(0, end - bodyOffset);
  walk.layers.push({
    protocol: "http",
    offset,
    headerLength,
    payloadOffset: bodyOffset,
    payloadLength,
    message: head,
  });
  walk.payload = walk.bytes.subarray(bodyOffset, end);
}

function walkDns(walk: FrameWalk, offset: number, end: number): void {
  const { message, messageLength, error } = decodeDns(walk.bytes, offset, end);
  if (message === undefined) return walk.stop(error, offset, end);
  walk.fail(error);
  const payloadOffset = offset + messageLength;
  const payloadLength = Math.max(0, end - payloadOffset);
  walk.layers.push({
    protocol: "dns",
    offset,
    headerLength: messageLength,
    payloadOffset,
    payloadLength,
    message,
  });
  walk.payload = walk.bytes.subarray(payloadOffset, end);
}

function walkDhcp(walk: FrameWalk, offset: number, end: number): void {
  const { message, messageLength, error } = decodeDhcp(walk.bytes, offset, end);
  if (message === undefined) return walk.stop(error, offset, end);
  walk.fail(error);
  const payloadOffset = offset + messageLength;
  const payloadLength = Math.max(0, end - payloadOffset);
  walk.layers.push({
    protocol: "dhcp",
    offset,
    headerLength: messageLength,
    payloadOffset,
    payloadLength,
    message,
  });
  walk.payload = walk.bytes.subarray(payloadOffset, end);
}
