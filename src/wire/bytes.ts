/**
 * Octets to numbers and back. All numbers on the wire are big-endian (network byte order). Reads beyond the end give
 * zeros, never another's memory; writers take a number modulo its width, so a value that is too large for its field
 * wraps silently.
 */

export const noBytes: Uint8Array = new Uint8Array(0);

/** 16 bits, unsigned. */
export function readU16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

/** 32 bits, unsigned. */
export function readU32(bytes: Uint8Array, offset: number): number {
  return ((readU16(bytes, offset) << 16) + readU16(bytes, offset + 2)) >>> 0;
}

export function writeU16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

export function writeU32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return joinBytes(parts);
}

/** The same of any number of parts, more than a call takes as arguments. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
}

/** Exactly `length` octets: cut, or filled with zeros. */
export function fitBytes(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length === length) return bytes;
  const fitted = new Uint8Array(length);
  fitted.set(bytes.subarray(0, length));
  return fitted;
}

/** Zero-filled up to the next multiple of 4 octets, as IPv4 and TCP options need. */
export function padToWords(bytes: Uint8Array): Uint8Array {
  return fitBytes(bytes, (bytes.length + 3) & ~3);
}

/** Every octet's two lower-case hex digits. */
export const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).padStart(2, "0"),
);

/** `4500001c`. */
export function formatHex(bytes: Uint8Array): string {
  let text = "";
  for (const octet of bytes) text += hexPairs[octet];
  return text;
}

/** Reads `45 00 00 1c`, `4500001c` or several lines of it; white space does not count. Undefined where it is not hex. */
export function parseHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

/** Texts this long and longer are decoded faster by the platform than octet by octet. */
const decoderPays = 32;

const asciiDecoder = new TextDecoder();

/** One character per octet (ISO 8859-1), so that no octet is lost. */
export function latin1Text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  // The platform's "latin1" is Windows-1252, which has other characters at 0x80 to 0x9f: only ASCII goes there.
  if (end - start >= decoderPays && end <= bytes.length && isAscii(bytes, start, end))
    return asciiDecoder.decode(bytes.subarray(start, end));
  let text = "";
  for (let index = start; index < end; index += 1) text += String.fromCharCode(bytes[index] ?? 0);
  return text;
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if ((bytes[index] ?? 0) > 0x7f) return false;
  return true;
}

/** The reverse of `latin1Text`; a character above 255 becomes the octets of its UTF-8 form. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0xff) return mixedBytes(text);
    bytes[index] = code;
  }
  return bytes;
}

/** Octets of a text of which some character is above 255. */
export function mixedBytes(text: string): Uint8Array {
  const utf8 = new TextEncoder();
  return joinBytes(
    Array.from(text, (character) =>
      character.length === 1 && character.charCodeAt(0) <= 0xff
        ? Uint8Array.of(character.charCodeAt(0))
        : utf8.encode(character),
    ),
  );
}
