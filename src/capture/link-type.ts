/** The link type word of a pcap file's header: the type in its lower 16 bits, flags in the upper (draft-ietf-opsawg-pcap). */
export { formatLinkType, isDecodedLinkType, linkTypes } from "../wire/link-type.js";

/** The link type without what the upper bits say of the frame check sequence. */
export function linkTypeOfWord(word: number): number {
  return word & 0xffff;
}

/** Octets of frame check sequence at the end of each frame, where the word says so (bit 26, length in bits 28-31, 16-bit units). */
export function frameCheckLength(word: number): number {
  return (word & 0x0400_0000) === 0 ? 0 : (word >>> 28) * 2;
}
