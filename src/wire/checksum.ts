/**
 * The Internet checksum (RFC 1071) and the pseudo-header that UDP and TCP put before theirs (RFC 768, RFC 9293 section
 * 3.1, RFC 8200 section 8.1). Sums are kept unfolded: 65535 octets stay far below 2^53.
 */
import { sumAddress } from "./address-text.js";

/** Where a transport's checksum gets its pseudo-header from. */
export interface PseudoHeader {
  /** IPv4 or IPv6 text, or 4 or 16 octets. */
  readonly source: string | Uint8Array;
  readonly destination: string | Uint8Array;
  /** IP protocol number. */
  readonly protocol: number;
  /** Octets of transport header and payload; unset: as many as there are. */
  readonly length?: number;
}

/** What a transport needs of the layer below. Without a pseudo-header an unset checksum is 0. */
export interface TransportContext {
  readonly pseudoHeader?: PseudoHeader;
}

/** Sum of the 16-bit words of `bytes[start, end)`, an odd last octet padded with zero, added to `initial`; not folded. */
export function sumWords(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  let index = start;
  for (const lastPair = end - 1; index < lastPair; index += 2) {
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  }
  if (index < end) sum += (bytes[index] ?? 0) << 8;
  return sum;
}

/** Adds the carries back in until 16 bits are left (RFC 1071 section 1). */
export function foldSum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return folded;
}

/** One's complement of the one's complement sum; `initial` is a sum from `sumWords`. Over data with a right checksum: 0. */
export function internetChecksum(bytes: Uint8Array, initial = 0): number {
  return ~foldSum(sumWords(bytes, 0, bytes.length, initial)) & 0xffff;
}

/** The pseudo-header's share of a checksum; `transportLength` counts where the pseudo-header has no length of its own. */
export function sumPseudoHeader(pseudoHeader: PseudoHeader, transportLength: number): number {
  const length = pseudoHeader.length ?? transportLength;
  // IPv4 has 16 bits of length, IPv6 32; as words summed they are the same number.
  const words = (length >>> 16) + (length & 0xffff) + (pseudoHeader.protocol & 0xff);
  return words + sumAddress(pseudoHeader.source) + sumAddress(pseudoHeader.destination);
}

/**
 * The checksum of a whole segment or datagram, header and payload side by side, its own checksum field zero. One that
 * ends in an odd octet is summed as if a zero followed.
 */
export function transportChecksum(segment: Uint8Array, pseudoHeader: PseudoHeader): number {
  return internetChecksum(segment, sumPseudoHeader(pseudoHeader, segment.length));
}
