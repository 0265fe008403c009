/** What links carry: ARP, IPv4 and IPv6 packets. */
import { decodeArp } from "./arp.js";
import { readU32 } from "./bytes.js";
import { giveVerdict, noVerdict, verifyChecksum } from "./checksum-verdict.js";
import { sumWords } from "./checksum.js";
import type { DecodeError } from "./decode-error.js";
import type { Ipv4Layer } from "./decoded-frame.js";
import type { FrameWalk } from "./frame-walk.js";
import { decodeIpv4, ipProtocols, ipv4Flags, ipv4HeaderLength, type Ipv4Header } from "./ipv4.js";
import { decodeIpv4Options, finalDestinationOffset } from "./ipv4-options.js";
import {
  decodeIpv6,
  ipv6FragmentOf,
  ipv6HeaderLength,
  type Ipv6Extension,
  type Ipv6Header,
  ipv6NextHeaders,
} from "./ipv6.js";
import { tcpHeaderLength } from "./tcp.js";
import { type Carrier, walkTransport } from "./walk-transport.js";

export function walkArp(walk: FrameWalk, offset: number, end: number): void {
  const { header, headerLength, error } = decodeArp(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const payloadOffset = offset + headerLength;
  walk.layers.push({ protocol: "arp", offset, headerLength, payloadOffset, payloadLength: 0, header });
  walk.trailerLength = end - payloadOffset;
}

export function walkIpv4(walk: FrameWalk, offset: number, end: number): void {
  const { header, headerLength, error } = decodeIpv4(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const start = offset + headerLength;
  const announcedEnd = error === undefined ? offset + header.totalLength : end;
  const payloadEnd = Math.min(end, announcedEnd);
  // A header of another version, or one that was not read to its announced end, cannot be summed.
  const isHeaderWhole = header.version === 4 && headerLength === header.ihl * 4;
  const verdict = isHeaderWhole ? verifyChecksum(walk.bytes, offset, start, 10, 0) : noVerdict;
  walk.layers.push(
    giveVerdict<Ipv4Layer>(
      {
        protocol: "ipv4",
        offset,
        headerLength,
        payloadOffset: start,
        payloadLength: Math.max(0, payloadEnd - start),
        header,
        checksumStatus: verdict.checksumStatus,
      },
      verdict,
    ),
  );
  if (error !== undefined) {
    walk.fail(error);
    // Segmentation offload: a packet too long for the field has 0 there, and its checksum is left to the card.
    if (!isHeaderWhole || header.totalLength !== 0) return walk.raw(start, payloadEnd);
  }
  walk.trailerLength = end - payloadEnd;
  if (announcedEnd > end) walk.fail(cutPacket(walk, "ipv4", offset, header.totalLength, end - offset));
  const isFragment = header.fragmentOffset !== 0 || (header.flags & ipv4Flags.moreFragments) !== 0;
  const isWhole = !isFragment && announcedEnd === payloadEnd && error === undefined;
  if (header.fragmentOffset !== 0) return walk.raw(start, payloadEnd);
  const addressSum = ipv4AddressSum(walk.bytes, header, offset);
  walkTransport(walk, header.protocol, start, payloadEnd, {
    version: 4,
    length: announcedEnd - start,
    isWhole,
    addressSum,
  });
}

function cutPacket(
  walk: FrameWalk,
  layer: "ipv4" | "ipv6",
  offset: number,
  needed: number,
  available: number,
): DecodeError {
  const field = layer === "ipv4" ? "ipv4.totalLength" : "ipv6.payloadLength";
  return {
    code: "truncated",
    layer,
    offset,
    needed,
    available,
    limitedBy: walk.isCut ? "snap length" : field,
  };
}

/** Source and final destination, which a source route may hold back (RFC 1122 section 3.2.1.8). */
function ipv4AddressSum(bytes: Uint8Array, header: Ipv4Header, offset: number): number {
  if (header.options.length === 0) return sumWords(bytes, offset + 12, offset + 20);
  const final = finalDestinationOffset(decodeIpv4Options(header.options));
  const destination = final === undefined ? offset + 16 : offset + ipv4HeaderLength + final;
  return sumWords(bytes, destination, destination + 4, sumWords(bytes, offset + 12, offset + 16));
}

export function walkIpv6(walk: FrameWalk, offset: number, end: number): void {
  const { header, headerLength, error } = decodeIpv6(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const start = offset + headerLength;
  const payloadLength = error === undefined ? announcedLength(header, end - offset) : undefined;
  const announcedEnd = payloadLength === undefined ? end : offset + ipv6HeaderLength + payloadLength;
  const payloadEnd = Math.min(end, announcedEnd);
  walk.layers.push({
    protocol: "ipv6",
    offset,
    headerLength,
    payloadOffset: start,
    payloadLength: Math.max(0, payloadEnd - start),
    header,
  });
  if (error !== undefined) return walk.stop(error, start, payloadEnd);
  if (payloadLength === undefined) {
    const limits = { needed: end - start, available: 0, limitedBy: "ipv6.payloadLength" };
    walk.fail({ code: "bad-length", layer: "ipv6", offset, ...limits });
  }
  walk.trailerLength = end - payloadEnd;
  if (announcedEnd > end) {
    walk.fail(cutPacket(walk, "ipv6", offset, announcedEnd - offset, end - offset));
  }
  const fragment = ipv6FragmentOf(header);
  if (fragment !== undefined && fragment.fragmentOffset !== 0) return walk.raw(start, payloadEnd);
  if (header.upperProtocol === ipv6NextHeaders.none) return walk.raw(start, payloadEnd);
  const isWhole =
    fragment?.moreFragments !== true && announcedEnd === payloadEnd && payloadLength !== undefined;
  const carrier: Carrier = {
    version: 6,
    length: announcedEnd - start,
    isWhole,
    addressSum: ipv6AddressSum(walk.bytes, header, offset),
  };
  walkTransport(walk, header.upperProtocol, start, payloadEnd, carrier);
}

/** RFC 2675. */
const jumboPayloadOption = 0xc2;

/**
 * Octets after the fixed header: as it says, or as a jumbo payload option does. Undefined where segmentation offload left 0
 * for a packet too long for the field.
 */
function announcedLength(header: Ipv6Header, available: number): number | undefined {
  if (header.payloadLength !== 0) return header.payloadLength;
  for (const extension of header.extensions) {
    if (extension.kind !== "options") continue;
    const jumbo = extension.options.find(
      ({ type, data }) => type === jumboPayloadOption && data.length === 4,
    );
    if (jumbo !== undefined) return readU32(jumbo.data, 0);
  }
  const carriesTcp = header.upperProtocol === ipProtocols.tcp;
  return carriesTcp && available >= ipv6HeaderLength + tcpHeaderLength ? undefined : 0;
}

/** RFC 6275: a mobile node's own address, in place of the source. */
const homeAddressOption = 0xc9;

/** Source and final destination (RFC 8200 section 8.1); undefined under a routing header of a kind not known here. */
function ipv6AddressSum(bytes: Uint8Array, header: Ipv6Header, offset: number): number | undefined {
  if (header.extensions.length === 0) return sumWords(bytes, offset + 8, offset + 40);
  let sum = sumWords(bytes, offset + 8, offset + 24);
  let destination: number | undefined = sumWords(bytes, offset + 24, offset + 40);
  for (const extension of header.extensions) {
    if (extension.kind === "routing" && extension.segmentsLeft > 0) {
      const final = finalSegment(extension);
      destination = final && sumWords(final, 0, 16);
    } else if (extension.kind === "options") {
      const home = extension.options.find(
        ({ type, data }) => type === homeAddressOption && data.length === 16,
      );
      if (home !== undefined) sum = sumWords(home.data, 0, 16);
    }
  }
  return destination === undefined ? undefined : sum + destination;
}

/** The last address of a routing header: at its end in types 0 and 2, first in the list of segments of type 4 (RFC 8754). */
function finalSegment({
  routingType,
  data,
}: Extract<Ipv6Extension, { kind: "routing" }>): Uint8Array | undefined {
  if (data.length < 20) return undefined;
  if (routingType === 4) return data.subarray(4, 20);
  return routingType === 0 || routingType === 2 ? data.subarray(data.length - 16) : undefined;
}
