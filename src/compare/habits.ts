/** Habits in place of values that belong to one host or boot. */

/** Identifications and the like: absolute values say only which boot it was. */
export function sizeWord(value: number): string {
  // 1 is what packet libraries write where nobody sets it.
  if (value <= 1) return String(value);
  return value < 256 ? "2 to 255" : "256 and more";
}

/** Of 32 bits, where a random one is nearly never below 2^20. */
export function longSizeWord(value: number): string {
  if (value === 0) return "0";
  if (value < 256) return "1 to 255";
  return value < 2 ** 20 ? "256 to 1048575" : "1048576 and more";
}

export function parityWord(value: number): string {
  return value % 2 === 0 ? "even" : "odd";
}

/**
 * Well-known ports say which service it is; others only whether they lie in the range from which Linux takes a client's. Windows and
 * RFC 6335 section 6 begin theirs within it: no line is drawn there, since the ports of one boot lie near each other, and it would
 * be chance on which side.
 */
export function portWord(port: number): string {
  if (port < 1024) return String(port);
  if (port < 32_768) return "1024 to 32767";
  return port < 61_000 ? "32768 to 60999" : "61000 to 65535";
}

/** Signed way from one 16-bit number to the next, over the wrap where that is shorter. */
export function step16(from: number, to: number): number {
  return ((to - from + 0x8000) & 0xffff) - 0x8000;
}

/** Bits of a distance: 0 for none, 1 for one, 11 for 1024 … 2047. */
export function bitsOf(distance: number): number {
  return distance === 0 ? 0 : Math.floor(Math.log2(Math.abs(distance))) + 1;
}

/** Letters, digits and hex digits of a value that each resource has anew: `"67c68a3f-2c5"` is `"h-h"`. */
export function formOf(text: string): string {
  return text.replace(/[0-9a-f]+/giu, "h").slice(0, 40);
}

/** Bits of information an octet carries, of the first so many octets. */
export function entropyOf(bytes: Uint8Array, most = 1460): number {
  const counts = new Uint16Array(256);
  const length = Math.min(bytes.length, most);
  for (let index = 0; index < length; index += 1) {
    const octet = bytes[index] ?? 0;
    counts[octet] = (counts[octet] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / length) * Math.log2(count / length);
  return Math.round(bits * 1000) / 1000;
}
