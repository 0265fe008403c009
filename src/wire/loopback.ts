/**
 * BSD loopback captures (https://www.tcpdump.org/linktypes.html): the address family in 4 octets, in the byte order of
 * whoever captured (link type NULL) or in network byte order (LOOP).
 */
import { readU32, writeU32 } from "./bytes.js";
import { type HeaderDecode, truncatedHeader } from "./header-decode.js";

/** AF_INET is 2 everywhere; AF_INET6 is another number on every BSD. */
export const addressFamilies: { readonly ipv4: number; readonly ipv6: readonly number[] } = {
  ipv4: 2,
  ipv6: [24, 28, 30],
};

export const loopbackHeaderLength = 4;

export interface LoopbackHeader {
  readonly family: number;
  readonly byteOrder: "big" | "little";
}

/** Reads the family. Families are small: a number above 16 bits is one in the other byte order. */
export function decodeLoopback(
  bytes: Uint8Array,
  isNetworkOrder: boolean,
  offset = 0,
  end = bytes.length,
): HeaderDecode<LoopbackHeader> {
  const available = end - offset;
  if (available < loopbackHeaderLength) {
    return truncatedHeader("loopback", offset, loopbackHeaderLength, available);
  }
  const family = readU32(bytes, offset);
  const isLittle = !isNetworkOrder && family > 0xffff;
  const header: LoopbackHeader = isLittle
    ? { family: swapped(family), byteOrder: "little" }
    : { family, byteOrder: "big" };
  return { header, headerLength: loopbackHeaderLength };
}

/** Family and payload. */
export function encodeLoopback({ family, byteOrder }: LoopbackHeader, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(loopbackHeaderLength + payload.length);
  writeU32(bytes, 0, byteOrder === "big" ? family : swapped(family));
  bytes.set(payload, loopbackHeaderLength);
  return bytes;
}

function swapped(number: number): number {
  const upper = ((number & 0xff) << 24) | ((number & 0xff00) << 8);
  return (upper | ((number >>> 8) & 0xff00) | (number >>> 24)) >>> 0;
}
