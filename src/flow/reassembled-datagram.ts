/** What fragments have in common and what they make together: a packet as if it had never been cut. */
import { readU16, writeU16 } from "../wire/bytes.js";
import { foldSum, sumWords } from "../wire/checksum.js";
import { decodeFrame } from "../wire/decode-frame.js";
import type { DecodedFrame, Ipv4Layer, Ipv6Layer, NetworkLayer } from "../wire/decoded-frame.js";
import { ipv4Flags, ipv4HeaderLength } from "../wire/ipv4.js";
import { ipv6HeaderLength } from "../wire/ipv6.js";
import { linkTypes } from "../wire/link-type.js";
import type { FlowFrame } from "./flow-frame.js";
import type { Fragment } from "./fragment-table.js";

/** Whether a packet is one of several. RFC 6946: IPv6 may send a whole datagram under a fragment header, too. */
export function isFragment(network: NetworkLayer): boolean {
  if (network.protocol === "ipv4") {
    const { fragmentOffset, flags } = network.header;
    return fragmentOffset !== 0 || (flags & ipv4Flags.moreFragments) !== 0;
  }
  if (network.header.extensions.length === 0) return false;
  const extension = fragmentHeaderOf(network);
  return extension !== undefined && (extension.fragmentOffset !== 0 || extension.moreFragments);
}

/** What a fragment brings; undefined where the capture kept only a part of it. */
export function fragmentOf({ decoded }: FlowFrame, network: NetworkLayer): Fragment | undefined {
  return network.protocol === "ipv4" ? ipv4Fragment(decoded, network) : ipv6Fragment(decoded, network);
}

function ipv4Fragment({ bytes }: DecodedFrame, layer: Ipv4Layer): Fragment | undefined {
  const { header } = layer;
  if (layer.headerLength + layer.payloadLength !== header.totalLength) return undefined;
  return {
    key: `${header.source} ${header.destination} ${header.protocol} ${header.identification}`,
    offset: header.fragmentOffset * 8,
    moreFragments: (header.flags & ipv4Flags.moreFragments) !== 0,
    bytes: bytes.subarray(layer.payloadOffset, layer.payloadOffset + layer.payloadLength),
  };
}

function ipv6Fragment({ bytes }: DecodedFrame, layer: Ipv6Layer): Fragment | undefined {
  const { header } = layer;
  const extension = fragmentHeaderOf(layer);
  if (extension === undefined) return undefined;
  const end = layer.offset + ipv6HeaderLength + header.payloadLength;
  if (layer.payloadOffset + layer.payloadLength !== end) return undefined;
  return {
    key: `${header.source} ${header.destination} ${extension.identification}`,
    offset: extension.fragmentOffset * 8,
    moreFragments: extension.moreFragments,
    bytes: bytes.subarray(extension.offset + extension.length, end),
  };
}

function fragmentHeaderOf({ header }: Ipv6Layer) {
  for (const extension of header.extensions) if (extension.kind === "fragment") return extension;
  return undefined;
}

const longestPacket = 65_535;

/**
 * The packet of which `frame` brought the last missing fragment, under that fragment's header. It has the frame's number and
 * time, and begins at IP. Undefined where it is longer than any packet can be.
 */
export function reassembledFrame(
  frame: FlowFrame,
  network: NetworkLayer,
  payload: Uint8Array,
): FlowFrame | undefined {
  const packet =
    network.protocol === "ipv4" ? ipv4Packet(frame, network, payload) : ipv6Packet(frame, network, payload);
  if (packet === undefined) return undefined;
  const { frameNumber, timeNanos } = frame;
  return { frameNumber, timeNanos, decoded: decodeFrame(packet, linkTypes.raw, frameNumber) };
}

function ipv4Packet(
  { decoded }: FlowFrame,
  { offset }: Ipv4Layer,
  payload: Uint8Array,
): Uint8Array | undefined {
  const length = ipv4HeaderLength + payload.length;
  if (length > longestPacket) return undefined;
  const packet = new Uint8Array(length);
  packet.set(decoded.bytes.subarray(offset, offset + ipv4HeaderLength));
  packet.set(payload, ipv4HeaderLength);
  // Without options: the first fragment has them all, others only some.
  packet[0] = 0x45;
  writeU16(packet, 2, length);
  writeU16(packet, 6, 0);
  writeU16(packet, 10, 0);
  writeU16(packet, 10, ~foldSum(sumWords(packet, 0, ipv4HeaderLength)) & 0xffff);
  return packet;
}

function ipv6Packet({ decoded }: FlowFrame, layer: Ipv6Layer, payload: Uint8Array): Uint8Array | undefined {
  const extension = fragmentHeaderOf(layer);
  if (extension === undefined || payload.length > longestPacket) return undefined;
  const packet = new Uint8Array(ipv6HeaderLength + payload.length);
  packet.set(decoded.bytes.subarray(layer.offset, layer.offset + ipv6HeaderLength));
  packet.set(payload, ipv6HeaderLength);
  writeU16(packet, 4, payload.length);
  // The fragment header's own next header: what the whole payload begins with.
  packet[6] = readU16(decoded.bytes, extension.offset) >>> 8;
  return packet;
}
