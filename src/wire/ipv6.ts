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
