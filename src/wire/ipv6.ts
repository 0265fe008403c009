/** Internet Protocol version 6 (RFC 8200): 40 octets of header, then extension headers, then the payload. */
import { formatIpv6, ipv6Bytes } from "./address-text.js";
import { noBytes, readU16, readU32, writeU16, writeU32 } from "./bytes.js";
import type { DecodeError } from "./decode-error.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

/** Next header numbers of extension headers, and of nothing; upper layers have those of `ipProtocols`. */
export const ipv6NextHeaders = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  /** RFC 4302. */
  authentication: 51,
  none: 59,
  destination: 60,
  /** RFC 6275, the last header of its packet. */
  mobility: 135,
} as const;

export const ipv6HeaderLength = 40;

/** An extension header, octets verbatim and what is read of them. */
export type Ipv6Extension = {
  /** Its own number, from the header before it. */
  readonly nextHeaderNumber: number;
  /** Octets from the start of the frame. */
  readonly offset: number;
  /** Octets. */
  readonly length: number;
} & (
  | { readonly kind: "options"; readonly options: readonly Ipv6Option[] }
  | {
      readonly kind: "routing";
      readonly routingType: number;
      readonly segmentsLeft: number;
      readonly data: Uint8Array;
    }
  | {
      readonly kind: "fragment";
      /** In units of 8 octets. */
      readonly fragmentOffset: number;
      readonly moreFragments: boolean;
      readonly identification: number;
    }
  | { readonly kind: "authentication"; readonly spi: number; readonly sequenceNumber: number }
);

/** An option of a hop-by-hop or destination header (RFC 8200 section 4.2); Pad1 has no data. */
export interface Ipv6Option {
  readonly type: number;
  readonly data: Uint8Array;
}

/** What an author sets; an unset length is computed. */
export interface Ipv6Fields {
  /** 4 bits. */
  readonly version?: number;
  readonly trafficClass?: number;
  /** 20 bits. */
  readonly flowLabel?: number;
  /** Octets after the fixed header, extension headers with them. */
  readonly payloadLength?: number;
  readonly nextHeader?: number;
  readonly hopLimit?: number;
  readonly source?: string | Uint8Array;
  readonly destination?: string | Uint8Array;
  /** Extension headers as they go out, between the fixed header and the payload. */
  readonly extensionBytes?: Uint8Array;
}

export interface Ipv6Header {
  readonly version: number;
  readonly trafficClass: number;
  readonly flowLabel: number;
  /** Octets after the fixed header, as it says. */
  readonly payloadLength: number;
  /** As the fixed header says: an extension header's number where there are some. */
  readonly nextHeader: number;
  readonly hopLimit: number;
  /** RFC 5952 text. */
  readonly source: string;
  readonly destination: string;
  readonly extensions: readonly Ipv6Extension[];
  /** The next header number after the last extension header. */
  readonly upperProtocol: number;
}

/** At most so many extension headers are read: a chain of more serves nothing but to cost time. */
const maximumExtensions = 32;

const noExtensions: readonly Ipv6Extension[] = [];

/**
 * Reads the header at `offset` and the extension headers after it. Errors keep the fixed part: another version, an extension
 * header cut by the frame. After a fragment header that is not the first fragment's nothing is read. A payload length beyond
 * the frame is left to the caller, who knows what was captured.
 */
export function decodeIpv6(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<Ipv6Header> {
  const available = end - offset;
  if (available < ipv6HeaderLength) return truncatedHeader("ipv6", offset, ipv6HeaderLength, available);
  const word = readU32(bytes, offset);
  const version = word >>> 28;
  const nextHeader = bytes[offset + 6] ?? 0;
  const payloadLength = readU16(bytes, offset + 4);
  const start = offset + ipv6HeaderLength;
  // A payload length of 0 leaves room for one thing only: a hop-by-hop header with a jumbo payload option (RFC 2675).
  const mayBeJumbo = payloadLength === 0 && nextHeader === ipv6NextHeaders.hopByHop;
  const limit = mayBeJumbo ? end : Math.min(end, start + payloadLength);
  const chain =
    version === 6 && isExtension(nextHeader) ? readExtensions(bytes, nextHeader, start, limit) : undefined;
  const header: Ipv6Header = {
    version,
    trafficClass: (word >>> 20) & 0xff,
    flowLabel: word & 0xfffff,
    payloadLength,
    nextHeader,
    hopLimit: bytes[offset + 7] ?? 0,
    source: formatIpv6(bytes, offset + 8),
    destination: formatIpv6(bytes, offset + 24),
    extensions: chain?.extensions ?? noExtensions,
    upperProtocol: chain?.upperProtocol ?? nextHeader,
  };
  const headerLength = chain === undefined ? ipv6HeaderLength : chain.end - offset;
  if (version !== 6) return { header, headerLength, error: { code: "bad-version", layer: "ipv6", offset } };
  return chain?.error === undefined ? { header, headerLength } : { header, headerLength, error: chain.error };
}

function isExtension(nextHeader: number): boolean {
  return (
    nextHeader === ipv6NextHeaders.hopByHop ||
    nextHeader === ipv6NextHeaders.routing ||
    nextHeader === ipv6NextHeaders.fragment ||
    nextHeader === ipv6NextHeaders.authentication ||
    nextHeader === ipv6NextHeaders.destination
  );
}

interface ExtensionChain {
  readonly extensions: readonly Ipv6Extension[];
  readonly upperProtocol: number;
  readonly end: number;
  readonly error?: DecodeError;
}

function readExtensions(bytes: Uint8Array, first: number, start: number, limit: number): ExtensionChain {
  const extensions: Ipv6Extension[] = [];
  let number = first;
  let at = start;
  while (isExtension(number) && extensions.length < maximumExtensions) {
    const available = limit - at;
    const needed = available < 8 ? 8 : extensionLength(number, bytes[at + 1] ?? 0);
    if (available < needed) {
      const limits = {
        needed,
        available,
        limitedBy: available < 8 ? "ipv6.payloadLength" : "ipv6.extensionLength",
      };
      const error = { code: "truncated", layer: "ipv6", offset: at, ...limits } as const;
      return { extensions, upperProtocol: number, end: at, error };
    }
    const extension = readExtension(bytes, number, at, needed);
    if (extension === undefined) {
      const error = { code: "malformed", layer: "ipv6", offset: at } as const;
      return { extensions, upperProtocol: number, end: at, error };
    }
    extensions.push(extension);
    number = bytes[at] ?? 0;
    at += needed;
    // What follows in a later fragment is the middle of something.
    if (extension.kind === "fragment" && extension.fragmentOffset !== 0) break;
  }
  return { extensions, upperProtocol: number, end: at };
}

/** Octets of the whole extension header: all count in units of 8 after the first 8, but for RFC 4302's in units of 4. */
function extensionLength(number: number, lengthField: number): number {
  if (number === ipv6NextHeaders.fragment) return 8;
  return number === ipv6NextHeaders.authentication
    ? Math.max(8, (lengthField + 2) * 4)
    : (lengthField + 1) * 8;
}

/** Undefined where its options do not fit it. */
function readExtension(
  bytes: Uint8Array,
  number: number,
  offset: number,
  length: number,
): Ipv6Extension | undefined {
  const place = { nextHeaderNumber: number, offset, length };
  switch (number) {
    case ipv6NextHeaders.fragment: {
      const word = readU16(bytes, offset + 2);
      const identification = readU32(bytes, offset + 4);
      const moreFragments = (word & 1) === 1;
      return { ...place, kind: "fragment", fragmentOffset: word >>> 3, moreFragments, identification };
    }
    case ipv6NextHeaders.routing:
      return {
        ...place,
        kind: "routing",
        routingType: bytes[offset + 2] ?? 0,
        segmentsLeft: bytes[offset + 3] ?? 0,
        data: bytes.subarray(offset + 4, offset + length),
      };
    case ipv6NextHeaders.authentication: {
      const spi = readU32(bytes, offset + 4);
      const sequenceNumber = length < 12 ? 0 : readU32(bytes, offset + 8);
      return { ...place, kind: "authentication", spi, sequenceNumber };
    }
    default: {
      const options = readOptions(bytes, offset + 2, offset + length);
      return options === undefined ? undefined : { ...place, kind: "options", options };
    }
  }
}

const pad1 = 0;

function readOptions(bytes: Uint8Array, start: number, end: number): readonly Ipv6Option[] | undefined {
  const options: Ipv6Option[] = [];
  let at = start;
  while (at < end) {
    const type = bytes[at] ?? 0;
    if (type === pad1) {
      options.push({ type, data: noBytes });
      at += 1;
      continue;
    }
    const next = at + 1 < end ? at + 2 + (bytes[at + 1] ?? 0) : end + 1;
    if (next > end) return undefined;
    options.push({ type, data: bytes.subarray(at + 2, next) });
    at = next;
  }
  return options;
}

/** The fragment header, if the packet has one. */
export function ipv6FragmentOf(header: Ipv6Header): Extract<Ipv6Extension, { kind: "fragment" }> | undefined {
  for (const extension of header.extensions) if (extension.kind === "fragment") return extension;
  return undefined;
}

/**
 * Header, extension headers and payload. Unset: version 6, the payload length there is, hop limit 64, no next header, zero
 * for the rest. Throws RangeError for address text that is none.
 */
export function encodeIpv6(fields: Ipv6Fields, payload: Uint8Array): Uint8Array {
  const extensions = fields.extensionBytes ?? noBytes;
  const bytes = new Uint8Array(ipv6HeaderLength + extensions.length + payload.length);
  const { version = 6, trafficClass = 0, flowLabel = 0 } = fields;
  writeU32(bytes, 0, (version << 28) | ((trafficClass & 0xff) << 20) | (flowLabel & 0xfffff));
  writeU16(bytes, 4, fields.payloadLength ?? bytes.length - ipv6HeaderLength);
  bytes[6] = fields.nextHeader ?? ipv6NextHeaders.none;
  bytes[7] = fields.hopLimit ?? 64;
  bytes.set(ipv6Bytes(fields.source), 8);
  bytes.set(ipv6Bytes(fields.destination), 24);
  bytes.set(extensions, ipv6HeaderLength);
  bytes.set(payload, ipv6HeaderLength + extensions.length);
  return bytes;
}
