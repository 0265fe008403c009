/** Internet Protocol version 4 (RFC 791): 20 octets of header, up to 40 of options, then the payload. */
import type { Ipv4Address } from "../contracts/address.js";
import { formatIpv4, ipv4Bytes, writeIpv4 } from "./address-text.js";
import { noBytes, padToWords, readU16, writeU16 } from "./bytes.js";
import { foldSum, sumWords } from "./checksum.js";
import type { DecodeError } from "./decode-error.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

/** IP protocol numbers this code names; any other is just as legal. */
export const ipProtocols = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** Bits of `flags`: the field has three, the highest is reserved. */
export const ipv4Flags = { moreFragments: 1, dontFragment: 2, reserved: 4 } as const;

export const ipv4HeaderLength = 20;

/** What an author sets; unset lengths and the checksum are computed. */
export interface Ipv4Fields {
  /** 4 bits. */
  readonly version?: number;
  /** Header length in 32-bit words, 4 bits. */
  readonly ihl?: number;
  readonly typeOfService?: number;
  /** Octets of header and payload. */
  readonly totalLength?: number;
  readonly identification?: number;
  /** 3 bits, see `ipv4Flags`. */
  readonly flags?: number;
  /** In units of 8 octets, 13 bits. */
  readonly fragmentOffset?: number;
  readonly ttl?: number;
  readonly protocol?: number;
  readonly checksum?: number;
  readonly source?: Ipv4Address | Uint8Array;
  readonly destination?: Ipv4Address | Uint8Array;
  /** Verbatim, zero-padded to a multiple of 4 octets. */
  readonly options?: Uint8Array;
}

export interface Ipv4Header {
  readonly version: number;
  /** Header length in 32-bit words, as the header says. */
  readonly ihl: number;
  readonly typeOfService: number;
  /** Octets of header and payload, as the header says. */
  readonly totalLength: number;
  readonly identification: number;
  readonly flags: number;
  /** In units of 8 octets. */
  readonly fragmentOffset: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly checksum: number;
  readonly source: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly options: Uint8Array;
}

/**
 * Reads the header at `offset`. An `ihl` below 5 or beyond the frame is an error that keeps the fixed part; so is a total
 * length smaller than the header. A total length beyond the frame is left to the caller, who knows what was captured.
 */
export function decodeIpv4(bytes: Uint8Array, offset = 0, end = bytes.length): HeaderDecode<Ipv4Header> {
  const available = end - offset;
  if (available < ipv4HeaderLength) return truncatedHeader("ipv4", offset, ipv4HeaderLength, available);
  const version = (bytes[offset] ?? 0) >>> 4;
  const ihl = (bytes[offset] ?? 0) & 0x0f;
  const announced = ihl * 4;
  const headerLength = announced < ipv4HeaderLength || announced > available ? ipv4HeaderLength : announced;
  const fragment = readU16(bytes, offset + 6);
  const totalLength = readU16(bytes, offset + 2);
  const header: Ipv4Header = {
    version,
    ihl,
    typeOfService: bytes[offset + 1] ?? 0,
    totalLength,
    identification: readU16(bytes, offset + 4),
    flags: fragment >>> 13,
    fragmentOffset: fragment & 0x1fff,
    ttl: bytes[offset + 8] ?? 0,
    protocol: bytes[offset + 9] ?? 0,
    checksum: readU16(bytes, offset + 10),
    source: formatIpv4(bytes, offset + 12),
    destination: formatIpv4(bytes, offset + 16),
    options:
      headerLength === ipv4HeaderLength
        ? noBytes
        : bytes.subarray(offset + ipv4HeaderLength, offset + headerLength),
  };
  if (version === 4 && headerLength === announced && totalLength >= announced)
    return { header, headerLength };
  return { header, headerLength, error: headerError(header, offset, available) };
}

function headerError(header: Ipv4Header, offset: number, available: number): DecodeError {
  const place = { layer: "ipv4", offset } as const;
  const announced = header.ihl * 4;
  if (header.version !== 4) return { code: "bad-version", ...place };
  if (announced < ipv4HeaderLength) {
    return {
      code: "bad-length",
      ...place,
      needed: ipv4HeaderLength,
      available: announced,
      limitedBy: "ipv4.ihl",
    };
  }
  if (announced > available) {
    return { code: "truncated", ...place, needed: announced, available, limitedBy: "frame" };
  }
  const limitedBy = "ipv4.totalLength";
  return { code: "bad-length", ...place, needed: announced, available: header.totalLength, limitedBy };
}

/**
 * Unset: version 4, `ihl` and `totalLength` of what there is, TTL 64, the checksum of the header as it goes out, zero for
 * the rest. Throws RangeError for address text that is none.
 */
export function fillIpv4(fields: Ipv4Fields, payloadLength: number): Ipv4Header {
  const options = padToWords(fields.options ?? noBytes);
  const headerLength = ipv4HeaderLength + options.length;
  const totalLength = fields.totalLength ?? headerLength + payloadLength;
  return {
    version: fields.version ?? 4,
    ihl: fields.ihl ?? headerLength / 4,
    typeOfService: fields.typeOfService ?? 0,
    totalLength,
    identification: fields.identification ?? 0,
    flags: fields.flags ?? 0,
    fragmentOffset: fields.fragmentOffset ?? 0,
    ttl: fields.ttl ?? 64,
    protocol: fields.protocol ?? 0,
    checksum: fields.checksum ?? readU16(encodeIpv4({ ...fields, totalLength }, noBytes), 10),
    source: formatIpv4(ipv4Bytes(fields.source)),
    destination: formatIpv4(ipv4Bytes(fields.destination)),
    options,
  };
}

/** Header, options and payload; unset fields as `fillIpv4` says. Throws RangeError for address text that is none. */
export function encodeIpv4(fields: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const options = fields.options ?? noBytes;
  const headerLength = ipv4HeaderLength + ((options.length + 3) & ~3);
  const bytes = new Uint8Array(headerLength + payload.length);
  bytes[0] = (((fields.version ?? 4) & 0x0f) << 4) | ((fields.ihl ?? headerLength / 4) & 0x0f);
  bytes[1] = fields.typeOfService ?? 0;
  writeU16(bytes, 2, fields.totalLength ?? bytes.length);
  writeU16(bytes, 4, fields.identification ?? 0);
  writeU16(bytes, 6, (((fields.flags ?? 0) & 0x07) << 13) | ((fields.fragmentOffset ?? 0) & 0x1fff));
  bytes[8] = fields.ttl ?? 64;
  bytes[9] = fields.protocol ?? 0;
  writeIpv4(bytes, 12, fields.source);
  writeIpv4(bytes, 16, fields.destination);
  if (options.length > 0) bytes.set(options, ipv4HeaderLength);
  writeU16(bytes, 10, fields.checksum ?? ~foldSum(sumWords(bytes, 0, headerLength)));
  bytes.set(payload, headerLength);
  return bytes;
}
