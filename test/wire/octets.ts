import { parseHex } from "../../src/wire/bytes.js";

/** Octets written a field per line: hex up to a `#`, after which the line is a comment. Throws for anything else. */
export function octets(text: string): Uint8Array {
  const bytes = parseHex(
    text
      .split("\n")
      .map((line) => line.split("#")[0])
      .join(" "),
  );
  if (bytes === undefined) throw new Error(`not octets: ${text}`);
  return bytes;
}

/** ASCII text as octets. */
export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The octets between borders of 0xa5, to show that a decoder reads neither side of its range. */
export function bordered(bytes: Uint8Array, border = 7): { bytes: Uint8Array; start: number; end: number } {
  const wide = new Uint8Array(bytes.length + 2 * border).fill(0xa5);
  wide.set(bytes, border);
  return { bytes: wide, start: border, end: border + bytes.length };
}
