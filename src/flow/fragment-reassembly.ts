/**
 * IP datagrams put together from their fragments (RFC 791 section 3.2, RFC 815, RFC 8200 section 4.5). What comes out is a
 * packet as if it had never been cut, decoded as raw IP: checksums are verified and ports are seen as in any other. Octets
 * sent twice count as they came first; that they differ is said. Bounded in datagrams, octets and time.
 */
import { concatBytes, writeU16 } from "../wire/bytes.js";
import { internetChecksum } from "../wire/checksum.js";
import { decodeFrame } from "../wire/decode-frame.js";
import { type DecodedFrame, type NetworkLayer, networkLayerOf, payloadOf } from "../wire/decoded-frame.js";
import { ipv4Flags, ipv4HeaderLength, type Ipv4Header } from "../wire/ipv4.js";
import { type Ipv6Extension, ipv6FragmentOf, ipv6HeaderLength } from "../wire/ipv6.js";
import { linkTypes } from "../wire/link-type.js";
import type { FlowFrame } from "./flow-frame.js";
import { flowLimits } from "./flow-limits.js";

/** Datagrams that wait for fragments, at most: the oldest is given up for another. */
export const maximumOpenDatagrams = 1024;

/** Fragments of one datagram, at most: each of its own would have 8 octets. */
export const maximumFragments = 8192;

/** Longest time between the first fragment and the last: RFC 8200 section 4.5 says 60 s. */
export const reassemblyTimeoutNanos = 60_000_000_000n;

/** What an IPv4 packet can carry after its shortest header. */
const maximumPayloadLength = 65_535 - ipv4HeaderLength;

/** A whole datagram. */
export interface ReassembledDatagram {
  /** Of the fragments, in the order they came; the last of them completed it. */
  readonly frameNumbers: readonly number[];
  /** The packet without fragmentation, link type raw IP; its frame number is that of the fragment that completed it. */
  readonly decoded: DecodedFrame;
  /** Fragments brought octets twice: never sent by a stack that is not attacking (RFC 5722). */
  readonly hasOverlap: boolean;
  /** Octets that were sent twice differ. */
  readonly hasConflict: boolean;
}

/** Datagrams given up before they were whole: their fragments' frame numbers. */
export interface AbandonedDatagram {
  readonly frameNumbers: readonly number[];
  readonly reason: "timeout" | "limit" | "too-long";
}

interface OpenDatagram {
  readonly firstTime: bigint;
  readonly frameNumbers: number[];
  /** The payload as far as it came, by the number of its page: a fragment far from the start costs no more than another. */
  readonly pages: Map<number, Page>;
  /** Octets that are here. */
  received: number;
  /** Octets of payload, known once the last fragment came. */
  total: number | undefined;
  /** What stands before the payload, known once the first fragment came. */
  head: Uint8Array | undefined;
  hasOverlap: boolean;
  hasConflict: boolean;
}

/** A stretch of a payload: octets in their places, and which of them came. */
interface Page {
  readonly octets: Uint8Array;
  readonly isHere: Uint8Array;
}

const pageLength = 2048;

/** What a fragment says of itself. */
interface Fragment {
  readonly key: string;
  /** Octets from the start of the datagram's payload. */
  readonly start: number;
  readonly isLast: boolean;
  /** The network header as it must stand before the whole payload, lengths aside. */
  head(): Uint8Array;
  readonly payload: Uint8Array;
}

/** Holds the fragments of one capture. */
export class FragmentReassembly {
  #abandoned: AbandonedDatagram[] = [];
  readonly #open = new Map<string, OpenDatagram>();
  #held = 0;

  /** `maximumHeldOctets`: octets that wait, at most. */
  constructor(private readonly maximumHeldOctets: number = flowLimits.fragmentOctets) {}

  /** Takes a frame; answers the datagram that it completes, undefined where it is no fragment or others are missing. */
  add({ frameNumber, timeNanos, decoded }: FlowFrame): ReassembledDatagram | undefined {
    const fragment = fragmentOf(decoded);
    if (fragment === undefined) return undefined;
    this.#giveUpBefore(timeNanos - reassemblyTimeoutNanos);
    const end = fragment.start + fragment.payload.length;
    const datagram = this.#open.get(fragment.key) ?? this.#openDatagram(fragment.key, timeNanos);
    datagram.frameNumbers.push(frameNumber);
    if (end > maximumPayloadLength) {
      this.#giveUp(fragment.key, "too-long");
      return undefined;
    }
    if (datagram.frameNumbers.length > maximumFragments) {
      this.#giveUp(fragment.key, "limit");
      return undefined;
    }
    if (fragment.start === 0) datagram.head ??= fragment.head();
    if (fragment.isLast) datagram.total ??= end;
    const before = octetsHeld(datagram);
    place(datagram, fragment);
    this.#held += octetsHeld(datagram) - before;
    if (datagram.head !== undefined && datagram.total !== undefined && isHereUpTo(datagram, datagram.total)) {
      this.#close(fragment.key, datagram);
      return assemble(datagram, datagram.head, datagram.total, frameNumber);
    }
    while (this.#held > this.maximumHeldOctets) this.#giveUpOldest();
    return undefined;
  }

  /** Those given up since the last call, in order. */
  takeAbandoned(): readonly AbandonedDatagram[] {
    const taken = this.#abandoned;
    this.#abandoned = [];
    return taken;
  }

  /** The frame numbers of datagrams that still wait: where a capture ends, they were never whole. */
  unfinished(): readonly (readonly number[])[] {
    return [...this.#open.values()].map(({ frameNumbers }) => frameNumbers);
  }

  #openDatagram(key: string, firstTime: bigint): OpenDatagram {
    if (this.#open.size >= maximumOpenDatagrams) this.#giveUpOldest();
    const datagram: OpenDatagram = {
      firstTime,
      frameNumbers: [],
      pages: new Map(),
      received: 0,
      total: undefined,
      head: undefined,
      hasOverlap: false,
      hasConflict: false,
    };
    this.#open.set(key, datagram);
    return datagram;
  }

  /** Datagrams are in order of their first fragments, so the oldest come first. */
  #giveUpBefore(time: bigint): void {
    for (const [key, { firstTime }] of this.#open) {
      if (firstTime >= time) return;
      this.#giveUp(key, "timeout");
    }
  }

  #giveUpOldest(): void {
    for (const key of this.#open.keys()) return this.#giveUp(key, "limit");
  }

  #giveUp(key: string, reason: AbandonedDatagram["reason"]): void {
    const datagram = this.#open.get(key);
    if (datagram === undefined) return;
    this.#close(key, datagram);
    this.#abandoned.push({ frameNumbers: datagram.frameNumbers, reason });
  }

  #close(key: string, datagram: OpenDatagram): void {
    this.#open.delete(key);
    this.#held -= octetsHeld(datagram);
  }
}

/** Whether a packet is one of several of its datagram, whole or not. */
export function isFragment(network: NetworkLayer): boolean {
  if (network.protocol === "ipv4") {
    const { fragmentOffset, flags } = network.header;
    return fragmentOffset !== 0 || (flags & ipv4Flags.moreFragments) !== 0;
  }
  if (network.header.extensions.length === 0) return false;
  const fragment = ipv6FragmentOf(network.header);
  return fragment !== undefined && (fragment.fragmentOffset !== 0 || fragment.moreFragments);
}

/** Undefined for whatever is no fragment, or is not here whole. */
function fragmentOf(decoded: DecodedFrame): Fragment | undefined {
  const network = networkLayerOf(decoded);
  if (network === undefined || decoded.error?.layer === network.protocol) return undefined;
  return network.protocol === "ipv4" ? ipv4Fragment(decoded, network) : ipv6Fragment(decoded, network);
}

function ipv4Fragment(
  decoded: DecodedFrame,
  layer: Extract<NetworkLayer, { protocol: "ipv4" }>,
): Fragment | undefined {
  const { header } = layer;
  const hasMore = (header.flags & ipv4Flags.moreFragments) !== 0;
  if (!hasMore && header.fragmentOffset === 0) return undefined;
  return {
    key: `4 ${header.source} ${header.destination} ${header.protocol} ${header.identification}`,
    start: header.fragmentOffset * 8,
    isLast: !hasMore,
    head: () => ipv4Head(decoded.bytes.slice(layer.offset, layer.payloadOffset), header),
    payload: payloadOf(decoded, layer),
  };
}

/** Without the marks of a fragment. The total length and the checksum come last. */
function ipv4Head(bytes: Uint8Array, { flags }: Ipv4Header): Uint8Array {
  writeU16(bytes, 6, (flags & ~ipv4Flags.moreFragments) << 13);
  return bytes;
}

function ipv6Fragment(
  decoded: DecodedFrame,
  layer: Extract<NetworkLayer, { protocol: "ipv6" }>,
): Fragment | undefined {
  const { header } = layer;
  const fragment = ipv6FragmentOf(header);
  // An atomic fragment is a whole datagram (RFC 6946), decoded as such.
  if (fragment === undefined || (fragment.fragmentOffset === 0 && !fragment.moreFragments)) return undefined;
  const start = fragment.offset + fragment.length;
  return {
    key: `6 ${header.source} ${header.destination} ${fragment.identification}`,
    start: fragment.fragmentOffset * 8,
    isLast: !fragment.moreFragments,
    head: () => ipv6Head(decoded.bytes, layer, fragment),
    payload: decoded.bytes.subarray(start, layer.payloadOffset + layer.payloadLength),
  };
}

/** What stands before the fragment header, whose next header takes its place in the chain. */
function ipv6Head(
  bytes: Uint8Array,
  { offset, header }: Extract<NetworkLayer, { protocol: "ipv6" }>,
  fragment: Ipv6Extension,
): Uint8Array {
  const head = bytes.slice(offset, fragment.offset);
  const before = header.extensions.findLast((extension) => extension.offset < fragment.offset);
  head[before === undefined ? 6 : before.offset - offset] = bytes[fragment.offset] ?? 0;
  return head;
}

/** Keeps the octets that are not there yet. */
function place(datagram: OpenDatagram, { start, payload }: Fragment): void {
  for (let index = 0; index < payload.length;) {
    const offset = (start + index) % pageLength;
    const part = payload.subarray(index, index + pageLength - offset);
    placeInPage(datagram, pageOf(datagram, (start + index - offset) / pageLength), offset, part);
    index += part.length;
  }
}

function pageOf({ pages }: OpenDatagram, number: number): Page {
  let page = pages.get(number);
  if (page === undefined) {
    page = { octets: new Uint8Array(pageLength), isHere: new Uint8Array(pageLength) };
    pages.set(number, page);
  }
  return page;
}

function placeInPage(
  datagram: OpenDatagram,
  { octets, isHere }: Page,
  start: number,
  part: Uint8Array,
): void {
  for (let index = 0; index < part.length; index += 1) {
    const at = start + index;
    const octet = part[index] ?? 0;
    if (isHere[at] === 1) {
      datagram.hasOverlap = true;
      if (octets[at] !== octet) datagram.hasConflict = true;
      continue;
    }
    octets[at] = octet;
    isHere[at] = 1;
    datagram.received += 1;
  }
}

function octetsHeld({ pages }: OpenDatagram): number {
  return pages.size * pageLength * 2;
}

function isHereUpTo({ pages, received }: OpenDatagram, total: number): boolean {
  if (received < total) return false;
  for (let start = 0; start < total; start += pageLength) {
    const isHere = pages.get(start / pageLength)?.isHere;
    if (isHere === undefined || isHere.subarray(0, total - start).includes(0)) return false;
  }
  return true;
}

function payloadUpTo({ pages }: OpenDatagram, total: number): Uint8Array {
  const payload = new Uint8Array(total);
  for (const [number, { octets }] of pages) {
    const start = number * pageLength;
    if (start < total) payload.set(octets.subarray(0, total - start), start);
  }
  return payload;
}

function assemble(
  datagram: OpenDatagram,
  head: Uint8Array,
  total: number,
  frameNumber: number,
): ReassembledDatagram {
  const { frameNumbers, hasOverlap, hasConflict } = datagram;
  const bytes = concatBytes(head, payloadUpTo(datagram, total));
  if ((head[0] ?? 0) >>> 4 === 4) {
    writeU16(bytes, 2, bytes.length);
    writeU16(bytes, 10, 0);
    writeU16(bytes, 10, internetChecksum(bytes.subarray(0, head.length)));
  } else writeU16(bytes, 4, bytes.length - ipv6HeaderLength);
  const decoded = decodeFrame(bytes, linkTypes.raw, frameNumber);
  return { frameNumbers, decoded, hasOverlap, hasConflict };
}
