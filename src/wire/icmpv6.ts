/**
 * Internet Control Message Protocol for IPv6 (RFC 4443), neighbor discovery (RFC 4861) and multicast listener discovery (RFC
 * 2710): type, code, checksum, then what the type says.
 */

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
  /** The octets after the checksum, up to four of them, as a number. */
  | { readonly kind: "other"; readonly rest: number };

export interface Icmpv6Header {
  readonly type: number;
  readonly code: number;
  readonly checksum: number;
  readonly body: Icmpv6Body;
}
