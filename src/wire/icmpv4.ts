/** Internet Control Message Protocol (RFC 792, RFC 950, RFC 1191, RFC 4884): type, code, checksum, 4 octets by type, then the rest. */
import type { Ipv4Address } from "../contracts/address.js";
import { formatIpv4, ipv4Bytes } from "./address-text.js";
import { noBytes, readU16, readU32, writeU16, writeU32 } from "./bytes.js";
import { internetChecksum } from "./checksum.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

/** Types this code names; any other survives with its octets. */
export const icmpv4Types = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echoRequest: 8,
  timeExceeded: 11,
  parameterProblem: 12,
  timestampRequest: 13,
  timestampReply: 14,
  addressMaskRequest: 17,
  addressMaskReply: 18,
} as const;

/** Types of errors: they quote the datagram that they answer. */
const errorTypes: ReadonlySet<number> = new Set([
  icmpv4Types.destinationUnreachable,
  icmpv4Types.sourceQuench,
  icmpv4Types.redirect,
  icmpv4Types.timeExceeded,
  icmpv4Types.parameterProblem,
]);

export function isIcmpv4Error(type: number): boolean {
  return errorTypes.has(type);
}

/** Octets before the data: type, code, checksum and the 4 octets that depend on the type. */
export const icmpv4HeaderLength = 8;

/** What the type makes of the octets after the checksum. */
export type Icmpv4Body =
  | { readonly kind: "echo"; readonly identifier: number; readonly sequenceNumber: number }
  | {
      readonly kind: "timestamp";
      readonly identifier: number;
      readonly sequenceNumber: number;
      /** Milliseconds since midnight UTC. */
      readonly originate: number;
      readonly receive: number;
      readonly transmit: number;
    }
  | {
      readonly kind: "address-mask";
      readonly identifier: number;
      readonly sequenceNumber: number;
      readonly mask: Ipv4Address;
    }
  /** Octets of the quotation in 32-bit words, 0 where that is not said (RFC 4884); the MTU of code 4 (RFC 1191). */
  | { readonly kind: "unreachable"; readonly quotedWords: number; readonly nextHopMtu: number }
  | { readonly kind: "redirect"; readonly gateway: Ipv4Address }
  | { readonly kind: "time-exceeded"; readonly quotedWords: number }
  /** Octet of the quoted datagram that is the problem. */
  | { readonly kind: "parameter-problem"; readonly pointer: number; readonly quotedWords: number }
  | { readonly kind: "source-quench" }
  /** The 4 octets as a number. */
  | { readonly kind: "other"; readonly rest: number };

export interface Icmpv4Header {
  readonly type: number;
  readonly code: number;
  readonly checksum: number;
  readonly body: Icmpv4Body;
}

/** What an author sets; an unset checksum is computed. */
export interface Icmpv4Fields {
  readonly type?: number;
  readonly code?: number;
  readonly checksum?: number;
  readonly body?: Icmpv4Body;
}

/**
 * Reads the message's head at `offset`: 8 octets, 20 of a timestamp, 12 of an address mask. One that ends within what its
 * type asks for beyond the 8 is an error that keeps type, code and checksum, its body `other`.
 */
export function decodeIcmpv4(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<Icmpv4Header> {
  const available = end - offset;
  if (available < icmpv4HeaderLength) return truncatedHeader("icmpv4", offset, icmpv4HeaderLength, available);
  const type = bytes[offset] ?? 0;
  const headerLength = headLengthOf(type);
  const fits = headerLength <= available;
  const header: Icmpv4Header = {
    type,
    code: bytes[offset + 1] ?? 0,
    checksum: readU16(bytes, offset + 2),
    body: fits ? decodeBody(bytes, type, offset + 4) : { kind: "other", rest: readU32(bytes, offset + 4) },
  };
  if (fits) return { header, headerLength };
  const limits = { needed: headerLength, available, limitedBy: "frame" };
  return {
    header,
    headerLength: icmpv4HeaderLength,
    error: { code: "truncated", layer: "icmpv4", offset, ...limits },
  };
}

/** Octets before the data of a message of that type. */
function headLengthOf(type: number): number {
  switch (type) {
    case icmpv4Types.timestampRequest:
    case icmpv4Types.timestampReply:
      return 20;
    case icmpv4Types.addressMaskRequest:
    case icmpv4Types.addressMaskReply:
      return 12;
    default:
      return icmpv4HeaderLength;
  }
}

/** Reads what follows the checksum at `at`. */
function decodeBody(bytes: Uint8Array, type: number, at: number): Icmpv4Body {
  const upper = readU16(bytes, at);
  const lower = readU16(bytes, at + 2);
  switch (type) {
    case icmpv4Types.echoReply:
    case icmpv4Types.echoRequest:
      return { kind: "echo", identifier: upper, sequenceNumber: lower };
    case icmpv4Types.timestampRequest:
    case icmpv4Types.timestampReply:
      return {
        kind: "timestamp",
        identifier: upper,
        sequenceNumber: lower,
        originate: readU32(bytes, at + 4),
        receive: readU32(bytes, at + 8),
        transmit: readU32(bytes, at + 12),
      };
    case icmpv4Types.addressMaskRequest:
    case icmpv4Types.addressMaskReply: {
      const mask = formatIpv4(bytes, at + 4);
      return { kind: "address-mask", identifier: upper, sequenceNumber: lower, mask };
    }
    case icmpv4Types.destinationUnreachable:
      return { kind: "unreachable", quotedWords: upper & 0xff, nextHopMtu: lower };
    case icmpv4Types.redirect:
      return { kind: "redirect", gateway: formatIpv4(bytes, at) };
    case icmpv4Types.timeExceeded:
      return { kind: "time-exceeded", quotedWords: upper & 0xff };
    case icmpv4Types.parameterProblem:
      return { kind: "parameter-problem", pointer: upper >>> 8, quotedWords: upper & 0xff };
    case icmpv4Types.sourceQuench:
      return { kind: "source-quench" };
    default:
      return { kind: "other", rest: readU32(bytes, at) };
  }
}

/** Head and data; unset: echo request, code 0, the checksum of what goes out. Throws RangeError for address text that is none. */
export function encodeIcmpv4(fields: Icmpv4Fields, data: Uint8Array = noBytes): Uint8Array {
  const body = fields.body ?? { kind: "other", rest: 0 };
  const headLength = body.kind === "timestamp" ? 20 : body.kind === "address-mask" ? 12 : icmpv4HeaderLength;
  const bytes = new Uint8Array(headLength + data.length);
  bytes[0] = fields.type ?? icmpv4Types.echoRequest;
  bytes[1] = fields.code ?? 0;
  writeBody(bytes, body);
  bytes.set(data, headLength);
  writeU16(bytes, 2, fields.checksum ?? internetChecksum(bytes));
  return bytes;
}

function writeBody(bytes: Uint8Array, body: Icmpv4Body): void {
  if ("identifier" in body) {
    writeU16(bytes, 4, body.identifier);
    writeU16(bytes, 6, body.sequenceNumber);
  }
  if ("quotedWords" in body) bytes[5] = body.quotedWords;
  switch (body.kind) {
    case "timestamp":
      writeU32(bytes, 8, body.originate);
      writeU32(bytes, 12, body.receive);
      writeU32(bytes, 16, body.transmit);
      return;
    case "address-mask":
      bytes.set(ipv4Bytes(body.mask), 8);
      return;
    case "unreachable":
      writeU16(bytes, 6, body.nextHopMtu);
      return;
    case "redirect":
      bytes.set(ipv4Bytes(body.gateway), 4);
      return;
    case "parameter-problem":
      bytes[4] = body.pointer;
      return;
    case "other":
      writeU32(bytes, 4, body.rest);
      return;
    case "echo":
    case "time-exceeded":
    case "source-quench":
      return;
  }
}
