/** Addresses between octets and text: MAC, IPv4 (dotted decimal, strict) and IPv6 (RFC 4291, written as RFC 5952 says). */
import { fitBytes, hexPairs, readU16, readU32, writeU16, writeU32 } from "./bytes.js";

/**
 * Texts of addresses made before, each at the place its number leads to: the same few come again and again in a capture, and
 * whoever compares them then mostly compares the same string with itself. Bounded: another address takes the place.
 */
class TextMemo {
  readonly #numbers = new Float64Array(memoPlaces).fill(-1);
  readonly #texts: string[] = new Array<string>(memoPlaces).fill("");

  /** The text of an address as a number, `make` where it is not here. */
  textOf(number: number, make: (number: number) => string): string {
    // Both halves of 48 bits count, and neighbours get places of their own.
    const place = (number ^ (number / 0x1_0000) ^ (number / 0x1_0000_0000)) & (memoPlaces - 1);
    if (this.#numbers[place] === number) return this.#texts[place] ?? "";
    const text = make(number);
    this.#numbers[place] = number;
    this.#texts[place] = text;
    return text;
  }
}

/** A power of two. */
const memoPlaces = 1024;

const macTexts = new TextMemo();
const ipv4Texts = new TextMemo();

/** Hex octets with colons, lower case: `a4:83:e7:00:12:9f` for six. */
export function formatHardwareAddress(bytes: Uint8Array, offset = 0, length = bytes.length - offset): string {
  if (length !== 6) return hexWithColons(bytes, offset, length);
  return macTexts.textOf(readU16(bytes, offset) * 0x1_0000_0000 + readU32(bytes, offset + 2), macText);
}

function macText(number: number): string {
  const bytes = new Uint8Array(6);
  writeU16(bytes, 0, number / 0x1_0000_0000);
  writeU32(bytes, 2, number % 0x1_0000_0000);
  return hexWithColons(bytes, 0, 6);
}

function hexWithColons(bytes: Uint8Array, offset: number, length: number): string {
  let text = "";
  for (let index = offset; index < offset + length; index += 1) {
    if (index > offset) text += ":";
    text += hexPairs[bytes[index] ?? 0];
  }
  return text;
}

/** Any number of hex octets with colons; undefined for any other text. */
export function parseHardwareAddress(text: string): Uint8Array | undefined {
  if (text === "") return new Uint8Array(0);
  const six = new Uint8Array(6);
  if (writeSixOctets(six, 0, text)) return six;
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2})*$/i.test(text)) return undefined;
  return Uint8Array.from(text.split(":"), (part) => Number.parseInt(part, 16));
}

/** `192.0.2.7` of the four octets at `offset`. */
export function formatIpv4(bytes: Uint8Array, offset = 0): string {
  return ipv4Texts.textOf(readU32(bytes, offset), ipv4Text);
}

function ipv4Text(number: number): string {
  return `${number >>> 24}.${(number >>> 16) & 0xff}.${(number >>> 8) & 0xff}.${number & 0xff}`;
}

/** Four decimal octets without leading zeros; undefined for any other text. */
export function parseIpv4(text: string): Uint8Array | undefined {
  const address = ipv4Number(text);
  if (address < 0) return undefined;
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, address);
  return bytes;
}

/** Whether a text is four decimal octets without leading zeros. */
export function isIpv4Text(text: string): boolean {
  return ipv4Number(text) >= 0;
}

/** The same as an unsigned number of 32 bits, −1 for any other text: for callers that need no octets of their own. */
function ipv4Number(text: string): number {
  let address = 0;
  let parts = 1;
  let part = 0;
  let digits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      if (digits === 0 || parts === 4) return -1;
      address = address * 256 + part;
      parts += 1;
      part = 0;
      digits = 0;
      continue;
    }
    if (code < digit0 || code > digit9 || (digits > 0 && part === 0)) return -1;
    part = part * 10 + code - digit0;
    digits += 1;
    if (part > 255) return -1;
  }
  return parts === 4 && digits > 0 ? address * 256 + part : -1;
}

const dot = 0x2e;
const colon = 0x3a;
const digit0 = 0x30;
const digit9 = 0x39;

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
export function formatIpv6(bytes: Uint8Array, offset = 0): string {
  let gapStart = -1;
  let gapLength = 1;
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && readU16(bytes, offset + 2 * (start + length)) === 0) length += 1;
    if (length > gapLength) [gapStart, gapLength] = [start, length];
    start += length;
  }
  if (gapStart < 0) return ipv6Groups(bytes, offset, 0, 8);
  const gapEnd = gapStart + gapLength;
  return `${ipv6Groups(bytes, offset, 0, gapStart)}::${ipv6Groups(bytes, offset, gapEnd, 8)}`;
}

/** The groups `[from, to)` of the eight with colons between them. */
function ipv6Groups(bytes: Uint8Array, offset: number, from: number, to: number): string {
  let text = "";
  for (let group = from; group < to; group += 1) {
    if (group > from) text += ":";
    text += readU16(bytes, offset + 2 * group).toString(16);
  }
  return text;
}

/** RFC 4291 section 2.2, the form with a dotted-decimal end too; undefined for any other text. */
export function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? "");
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "") : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const bytes = new Uint8Array(16);
  head.forEach((group, index) => writeU16(bytes, index * 2, group));
  tail.forEach((group, index) => writeU16(bytes, (8 - tail.length + index) * 2, group));
  return bytes;
}

function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const dotted = index === parts.length - 1 && part.includes(".") ? parseIpv4(part) : undefined;
    if (dotted !== undefined) groups.push(readU16(dotted, 0), readU16(dotted, 2));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** Writes what `macBytes` gives at `offset`. Throws RangeError for text that is none. */
export function writeMac(bytes: Uint8Array, offset: number, address: string | Uint8Array | undefined): void {
  if (typeof address === "string" && writeSixOctets(bytes, offset, address)) return;
  bytes.set(macBytes(address), offset);
}

/** Six pairs of hex digits with colons; false, and octets that say nothing, for any other text. */
function writeSixOctets(bytes: Uint8Array, offset: number, text: string): boolean {
  if (text.length !== 17) return false;
  for (let index = 0; index < 6; index += 1) {
    const high = hexDigit(text.charCodeAt(3 * index));
    const low = hexDigit(text.charCodeAt(3 * index + 1));
    if (high < 0 || low < 0 || (index < 5 && text.charCodeAt(3 * index + 2) !== colon)) return false;
    bytes[offset + index] = high * 16 + low;
  }
  return true;
}

function hexDigit(code: number): number {
  if (code >= digit0 && code <= digit9) return code - digit0;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

/** Writes what `ipv4Bytes` gives at `offset`. Throws RangeError for text that is none. */
export function writeIpv4(bytes: Uint8Array, offset: number, address: string | Uint8Array | undefined): void {
  const number = typeof address === "string" ? ipv4Number(address) : -1;
  if (number >= 0) writeU32(bytes, offset, number);
  else bytes.set(ipv4Bytes(address), offset);
}

/** Sum of the 16-bit words of what `anyAddressBytes` gives, not folded. Throws RangeError for text that is none. */
export function sumAddress(address: string | Uint8Array): number {
  const number = typeof address === "string" ? ipv4Number(address) : -1;
  if (number >= 0) return (number >>> 16) + (number & 0xffff);
  const bytes = anyAddressBytes(address);
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) sum += readU16(bytes, index);
  return sum;
}

/** The six octets of an author's MAC address: bytes are cut or zero-filled. Throws RangeError for text that is none. */
export function macBytes(address: string | Uint8Array | undefined): Uint8Array {
  return fitBytes(addressBytes(address, parseHardwareAddress), 6);
}

/** The four octets of an author's IPv4 address: bytes are cut or zero-filled. Throws RangeError for text that is none. */
export function ipv4Bytes(address: string | Uint8Array | undefined): Uint8Array {
  return fitBytes(addressBytes(address, parseIpv4), 4);
}

/** The sixteen octets of an author's IPv6 address: bytes are cut or zero-filled. Throws RangeError for text that is none. */
export function ipv6Bytes(address: string | Uint8Array | undefined): Uint8Array {
  return fitBytes(addressBytes(address, parseIpv6), 16);
}

/** Octets of any address of ARP or of a pseudo-header, in their own number; unset is none. Throws RangeError as above. */
export function anyAddressBytes(address: string | Uint8Array | undefined): Uint8Array {
  return addressBytes(address, (text) => parseIpv4(text) ?? parseHardwareAddress(text) ?? parseIpv6(text));
}

function addressBytes(
  address: string | Uint8Array | undefined,
  parse: (text: string) => Uint8Array | undefined,
): Uint8Array {
  if (address === undefined) return new Uint8Array(0);
  if (typeof address !== "string") return address;
  const bytes = parse(address);
  if (bytes === undefined) throw new RangeError(`not an address: ${JSON.stringify(address)}`);
  return bytes;
}
