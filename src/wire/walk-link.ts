/** What captured frames begin with, link type by link type. */
import { decodeEthernet, etherTypes, maximumEthernetLength } from "./ethernet.js";
import type { FrameWalk } from "./frame-walk.js";
import { decodeLinuxCooked } from "./linux-cooked.js";
import { addressFamilies, decodeLoopback } from "./loopback.js";
import { decodeVlan, isVlanTagType } from "./vlan.js";
import { walkArp, walkIpv4, walkIpv6 } from "./walk-network.js";

export function walkEthernet(walk: FrameWalk, end: number): void {
  const { header, headerLength, error } = decodeEthernet(walk.bytes, 0, end);
  if (header === undefined) return walk.stop(error, 0, end);
  walk.layers.push({
    protocol: "ethernet",
    offset: 0,
    headerLength,
    payloadOffset: headerLength,
    payloadLength: Math.max(0, end - headerLength),
    header,
  });
  walkEtherType(walk, header.etherType, headerLength, end);
}

/** Tags within tags are read as deep as this. */
const maximumTags = 8;

/** What follows an EtherType, or an IEEE 802.3 length. */
function walkEtherType(walk: FrameWalk, etherType: number, offset: number, end: number, tags = 0): void {
  if (etherType === etherTypes.ipv4) walkIpv4(walk, offset, end);
  else if (etherType === etherTypes.ipv6) walkIpv6(walk, offset, end);
  else if (etherType === etherTypes.arp) walkArp(walk, offset, end);
  else if (isVlanTagType(etherType) && tags < maximumTags) walkVlan(walk, offset, end, tags);
  else if (etherType <= maximumEthernetLength) walkIeee8023(walk, etherType, offset, end);
  else walk.raw(offset, end);
}

function walkVlan(walk: FrameWalk, offset: number, end: number, tags: number): void {
  const { header, headerLength, error } = decodeVlan(walk.bytes, offset, end);
  if (header === undefined) return walk.stop(error, offset, end);
  const payloadOffset = offset + headerLength;
  const payloadLength = Math.max(0, end - payloadOffset);
  walk.layers.push({ protocol: "vlan", offset, headerLength, payloadOffset, payloadLength, header });
  walkEtherType(walk, header.etherType, payloadOffset, end, tags + 1);
}

/** The EtherType field is a length: what follows it is padding. */
function walkIeee8023(walk: FrameWalk, length: number, offset: number, end: number): void {
  const payloadEnd = Math.min(end, offset + length);
  walk.trailerLength = end - payloadEnd;
  if (offset + length > end) {
    const limits = { needed: length, available: end - offset, limitedBy: "ethernet.etherType" };
    walk.fail({ code: "truncated", layer: "ethernet", offset, ...limits });
  }
  walk.raw(offset, payloadEnd);
}

/** Of other devices than Ethernet and loopback the type may mean something else: below 0x600 it always does. */
export function walkLinuxCooked(walk: FrameWalk, version: 1 | 2, end: number): void {
  const { header, headerLength, error } = decodeLinuxCooked(walk.bytes, version, 0, end);
  if (header === undefined) return walk.stop(error, 0, end);
  const payloadLength = Math.max(0, end - headerLength);
  walk.layers.push({
    protocol: "sll",
    offset: 0,
    headerLength,
    payloadOffset: headerLength,
    payloadLength,
    header,
  });
  if (header.protocolType > maximumEthernetLength)
    walkEtherType(walk, header.protocolType, headerLength, end);
  else walk.raw(headerLength, end);
}

export function walkLoopback(walk: FrameWalk, isNetworkOrder: boolean, end: number): void {
  const { header, headerLength, error } = decodeLoopback(walk.bytes, isNetworkOrder, 0, end);
  if (header === undefined) return walk.stop(error, 0, end);
  const payloadLength = Math.max(0, end - headerLength);
  walk.layers.push({
    protocol: "loopback",
    offset: 0,
    headerLength,
    payloadOffset: headerLength,
    payloadLength,
    header,
  });
  if (header.family === addressFamilies.ipv4) walkIpv4(walk, headerLength, end);
  else if (addressFamilies.ipv6.includes(header.family)) walkIpv6(walk, headerLength, end);
  else walk.raw(headerLength, end);
}

/** The version in the first four bits; any other than 4 and 6 is nothing that can be told. */
export function walkRawIp(walk: FrameWalk, end: number): void {
  const version = (walk.bytes[0] ?? 0) >>> 4;
  if (version === 4) walkIpv4(walk, 0, end);
  else if (version === 6) walkIpv6(walk, 0, end);
  else walk.raw(0, end);
}
