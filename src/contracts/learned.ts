import type { Ipv4Address, MacAddress } from "./address.js";

declare const readFromFrames: unique symbol;

/** Where a fact was read: a frame of one conversation, named by that conversation's frames artifact. */
export interface FrameProvenance {
  /** The conversation that taught it: `arp`, `dns`. */
  readonly conversation: string;
  /** Counted from 1 within that conversation. */
  readonly frameNumber: number;
  /** Digest of the conversation's frames artifact. */
  readonly framesDigest: string;
}

/**
 * A value read from a validated frame. The brand has no counterpart at run time: its one purpose is that only
 * `src/learned-facts`, which decodes frames, can make one, so nothing drawn beforehand can take a fact's place.
 */
export interface LearnedFact<T> {
  readonly value: T;
  readonly from: FrameProvenance;
  readonly [readFromFrames]: true;
}

export type RouterMac = LearnedFact<MacAddress>;
/** At least one address, in the order of the answer records. */
export type ResolvedAddresses = LearnedFact<readonly Ipv4Address[]>;

/** What a name server said of a name, good or bad. */
export type Lookup = LearnedFact<{
  /** IPv4 addresses in the order of the answer records; none where the name has none. */
  readonly addresses: readonly Ipv4Address[];
  /** The same of IPv6, RFC 5952 text; of whoever asked for them. */
  readonly ipv6Addresses: readonly string[];
  /** How long it holds: the smallest time to live of the records; 0 where nothing says so. */
  readonly ttlSeconds: number;
  /** Response code of the answer. */
  readonly rcode: number;
}>;
/** The Location header of a redirect, as it was sent. */
export type RedirectTarget = LearnedFact<string>;
