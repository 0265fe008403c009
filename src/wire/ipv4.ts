/** Internet Protocol version 4 (RFC 791): 20 octets of header, up to 40 of options, then the payload. */
import type { Ipv4Address } from "../contracts/address.js";

/** IP protocol numbers this code names; any other is just as legal. */
export const ipProtocols = { icmp: 1, tcp: 6, udp: 17 } as const;

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
