/** Internet Control Message Protocol (RFC 792, RFC 950, RFC 1191, RFC 4884): type, code, checksum, 4 octets by type, then the rest. */
import type { Ipv4Address } from "../contracts/address.js";

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
