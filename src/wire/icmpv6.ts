/**
 * Internet Control Message Protocol for IPv6 (RFC 4443), neighbor discovery (RFC 4861) and multicast listener discovery (RFC
 * 2710): type, code, checksum, then what the type says.
 */

import { formatIpv6, ipv6Bytes } from "./address-text.js";
import { joinBytes, noBytes, readU16, readU32, writeU16, writeU32 } from "./bytes.js";
import { type TransportContext, transportChecksum } from "./checksum.js";
import type { DecodeError } from "./decode-error.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

/** Types this code names; any other survives with its octets. */
export const icmpv6Types = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  timeExceeded: 3,
  parameterProblem: 4,
  echoRequest: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  listenerDone: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighborSolicitation: 135,
  neighborAdvertisement: 136,
  redirect: 137,
} as const;

/** Types below this one are errors: they quote the datagram that they answer. */
export const icmpv6FirstInformational = 128;

/** An option of neighbor discovery (RFC 4861 section 4.6): its data without type and length. */
export interface NeighborOption {
  readonly type: number;
  readonly data: Uint8Array;
}

export const neighborOptionTypes = {
  sourceLinkLayerAddress: 1,
  targetLinkLayerAddress: 2,
  prefixInformation: 3,
  redirectedHeader: 4,
  mtu: 5,
} as const;

/** What the type makes of the octets after the checksum. Addresses are RFC 5952 text. */
export type Icmpv6Body =
  | { readonly kind: "echo"; readonly identifier: number; readonly sequenceNumber: number }
  | { readonly kind: "unreachable" }
  | { readonly kind: "packet-too-big"; readonly mtu: number }
  | { readonly kind: "time-exceeded" }
  | { readonly kind: "parameter-problem"; readonly pointer: number }
  | {
      readonly kind: "listener";
      /** Milliseconds. */
      readonly maximumResponseDelay: number;
      readonly multicastAddress: string;
    }
  | { readonly kind: "router-solicitation"; readonly options: readonly NeighborOption[] }
  | {
      readonly kind: "router-advertisement";
      readonly hopLimit: number;
      /** M, O and reserved bits, as they stand. */
      readonly flags: number;
      /** Seconds. */
      readonly routerLifetime: number;
      /** Milliseconds. */
      readonly reachableTime: number;
      readonly retransmissionTimer: number;
      readonly options: readonly NeighborOption[];
    }
  | {
      readonly kind: "neighbor-solicitation";
      readonly target: string;
      readonly options: readonly NeighborOption[];
    }
  | {
      readonly kind: "neighbor-advertisement";
      readonly isRouter: boolean;
      readonly isSolicited: boolean;
      readonly overrides: boolean;
      readonly target: string;
      readonly options: readonly NeighborOption[];
    }
  | {
      readonly kind: "redirect";
      readonly target: string;
      readonly destination: string;
      readonly options: readonly NeighborOption[];
    }
  /** Any other type; what follows the checksum is payload. */
  | { readonly kind: "other" };

export interface Icmpv6Header {
  readonly type: number;
  readonly code: number;
  readonly checksum: number;
  readonly body: Icmpv6Body;
}

/** What an author sets; an unset checksum is computed. */
export interface Icmpv6Fields {
  readonly type?: number;
  readonly code?: number;
  readonly checksum?: number;
  readonly body?: Icmpv6Body;
}

/** Type, code and checksum. */
const icmpv6FixedLength = 4;

type BodyKind = Icmpv6Body["kind"];

/** Per type: the kind of its body, and the octets of its fixed fields, type and checksum with them. */
const bodyKinds: ReadonlyMap<number, readonly [kind: BodyKind, headLength: number]> = new Map<
  number,
  readonly [BodyKind, number]
>([
  [icmpv6Types.destinationUnreachable, ["unreachable", 8]],
  [icmpv6Types.packetTooBig, ["packet-too-big", 8]],
  [icmpv6Types.timeExceeded, ["time-exceeded", 8]],
  [icmpv6Types.parameterProblem, ["parameter-problem", 8]],
  [icmpv6Types.echoRequest, ["echo", 8]],
  [icmpv6Types.echoReply, ["echo", 8]],
  [icmpv6Types.listenerQuery, ["listener", 24]],
  [icmpv6Types.listenerReport, ["listener", 24]],
  [icmpv6Types.listenerDone, ["listener", 24]],
  [icmpv6Types.routerSolicitation, ["router-solicitation", 8]],
  [icmpv6Types.routerAdvertisement, ["router-advertisement", 16]],
  [icmpv6Types.neighborSolicitation, ["neighbor-solicitation", 24]],
  [icmpv6Types.neighborAdvertisement, ["neighbor-advertisement", 24]],
  [icmpv6Types.redirect, ["redirect", 40]],
]);

/**
 * Reads the message's fixed fields at `offset`, and neighbor discovery's options up to `end`. One that ends within its fixed
 * fields, or has an option that does not fit, is an error that keeps type, code and checksum and what else was read.
 */
export function decodeIcmpv6(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<Icmpv6Header> {
  const available = end - offset;
  if (available < icmpv6FixedLength) return truncatedHeader("icmpv6", offset, icmpv6FixedLength, available);
  const type = bytes[offset] ?? 0;
  const fixed = { type, code: bytes[offset + 1] ?? 0, checksum: readU16(bytes, offset + 2) };
  const [kind, headerLength] = bodyKinds.get(type) ?? ["other", icmpv6FixedLength];
  if (available < headerLength) {
    const limits = { needed: headerLength, available, limitedBy: "frame" };
    return {
      header: { ...fixed, body: { kind: "other" } },
      headerLength: icmpv6FixedLength,
      error: { code: "truncated", layer: "icmpv6", offset, ...limits },
    };
  }
  const { options, error } = hasOptions(kind)
    ? readNeighborOptions(bytes, offset + headerLength, end)
    : { options: noNeighborOptions };
  const header = { ...fixed, body: decodeBody(bytes, kind, offset, options) };
  return error === undefined ? { header, headerLength } : { header, headerLength, error };
}

const noNeighborOptions: readonly NeighborOption[] = [];

function hasOptions(kind: BodyKind): boolean {
  return kind === "redirect" || kind.startsWith("router-") || kind.startsWith("neighbor-");
}

function decodeBody(
  bytes: Uint8Array,
  kind: BodyKind,
  offset: number,
  options: readonly NeighborOption[],
): Icmpv6Body {
  switch (kind) {
    case "echo": {
      const sequenceNumber = readU16(bytes, offset + 6);
      return { kind, identifier: readU16(bytes, offset + 4), sequenceNumber };
    }
    case "packet-too-big":
      return { kind, mtu: readU32(bytes, offset + 4) };
    case "parameter-problem":
      return { kind, pointer: readU32(bytes, offset + 4) };
    case "listener": {
      const multicastAddress = formatIpv6(bytes, offset + 8);
      return { kind, maximumResponseDelay: readU16(bytes, offset + 4), multicastAddress };
    }
    case "router-solicitation":
      return { kind, options };
    case "router-advertisement":
      return {
        kind,
        hopLimit: bytes[offset + 4] ?? 0,
        flags: bytes[offset + 5] ?? 0,
        routerLifetime: readU16(bytes, offset + 6),
        reachableTime: readU32(bytes, offset + 8),
        retransmissionTimer: readU32(bytes, offset + 12),
        options,
      };
    case "neighbor-solicitation":
      return { kind, target: formatIpv6(bytes, offset + 8), options };
    case "neighbor-advertisement": {
      const flags = bytes[offset + 4] ?? 0;
      return {
        kind,
        isRouter: (flags & 0x80) !== 0,
        isSolicited: (flags & 0x40) !== 0,
        overrides: (flags & 0x20) !== 0,
        target: formatIpv6(bytes, offset + 8),
        options,
      };
    }
    case "redirect": {
      const destination = formatIpv6(bytes, offset + 24);
      return { kind, target: formatIpv6(bytes, offset + 8), destination, options };
    }
    default:
      return { kind };
  }
}

/** Options count their length in units of 8 octets; one of 0 would go on for ever (RFC 4861 section 4.6). */
function readNeighborOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly options: readonly NeighborOption[]; readonly error?: DecodeError } {
  const options: NeighborOption[] = [];
  let at = start;
  while (at < end) {
    const available = end - at;
    const length = available < 2 ? 0 : (bytes[at + 1] ?? 0) * 8;
    if (length === 0 || length > available) {
      const code = length > available ? "truncated" : "bad-length";
      const limits = { needed: Math.max(length, 8), available, limitedBy: "icmpv6.optionLength" };
      return { options, error: { code, layer: "icmpv6", offset: at, ...limits } };
    }
    options.push({ type: bytes[at] ?? 0, data: bytes.subarray(at + 2, at + length) });
    at += length;
  }
  return { options };
}

/**
 * Fixed fields, options and data; unset: echo request, code 0, the checksum under the pseudo-header, 0 without one. Throws
 * RangeError for address text that is none.
 */
export function encodeIcmpv6(
  fields: Icmpv6Fields,
  data: Uint8Array = noBytes,
  context: TransportContext = {},
): Uint8Array {
  const body = fields.body ?? { kind: "other" };
  const head = encodeBody(body);
  const options = "options" in body ? body.options.map(encodeNeighborOption) : [];
  const bytes = joinBytes([head, ...options, data]);
  bytes[0] = fields.type ?? icmpv6Types.echoRequest;
  bytes[1] = fields.code ?? 0;
  if (fields.checksum !== undefined) writeU16(bytes, 2, fields.checksum);
  else if (context.pseudoHeader !== undefined) {
    writeU16(bytes, 2, transportChecksum(bytes, context.pseudoHeader));
  }
  return bytes;
}

function encodeBody(body: Icmpv6Body): Uint8Array {
  const [, length] = [...bodyKinds.values()].find(([kind]) => kind === body.kind) ?? ["", icmpv6FixedLength];
  const bytes = new Uint8Array(length);
  switch (body.kind) {
    case "echo":
      writeU16(bytes, 4, body.identifier);
      writeU16(bytes, 6, body.sequenceNumber);
      break;
    case "packet-too-big":
      writeU32(bytes, 4, body.mtu);
      break;
    case "parameter-problem":
      writeU32(bytes, 4, body.pointer);
      break;
    case "listener":
      writeU16(bytes, 4, body.maximumResponseDelay);
      bytes.set(ipv6Bytes(body.multicastAddress), 8);
      break;
    case "router-advertisement":
      bytes[4] = body.hopLimit;
      bytes[5] = body.flags;
      writeU16(bytes, 6, body.routerLifetime);
      writeU32(bytes, 8, body.reachableTime);
      writeU32(bytes, 12, body.retransmissionTimer);
      break;
    case "neighbor-advertisement":
      bytes[4] = (body.isRouter ? 0x80 : 0) | (body.isSolicited ? 0x40 : 0) | (body.overrides ? 0x20 : 0);
      bytes.set(ipv6Bytes(body.target), 8);
      break;
    case "redirect":
      bytes.set(ipv6Bytes(body.destination), 24);
      bytes.set(ipv6Bytes(body.target), 8);
      break;
    case "neighbor-solicitation":
      bytes.set(ipv6Bytes(body.target), 8);
      break;
    case "unreachable":
    case "time-exceeded":
    case "router-solicitation":
    case "other":
  }
  return bytes;
}

/** Padded with zeros to a multiple of 8 octets. */
function encodeNeighborOption({ type, data }: NeighborOption): Uint8Array {
  const bytes = new Uint8Array((data.length + 2 + 7) & ~7);
  bytes[0] = type;
  bytes[1] = bytes.length / 8;
  bytes.set(data, 2);
  return bytes;
}
