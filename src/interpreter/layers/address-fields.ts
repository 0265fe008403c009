import { isIpv4Text, parseIpv6 } from "../../wire/address-text.js";
import { fitBytes } from "../../wire/bytes.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue, plainText } from "../format-value.js";
import { utf8 } from "../text-codec.js";
import { asInteger, bytesOf, aKind } from "../values.js";
import type { Value } from "../values.js";
import { ipv4Hint, macHint } from "./address-hints.js";
import type { FieldType } from "./layer-spec.js";
import { refuseAlternatives } from "./number-fields.js";

/** Characters beyond which a text is looked at no more: whoever wrote it meant no address. */
const longestText = 1000;

const plainMac = /^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}$/;

/**
 * A hardware address of Ethernet. Scapy reads hexadecimal numbers between colons, fills up with zeros and cuts at six
 * octets; where a number is no octet it sends the text itself.
 */
export const macAddress: FieldType = {
  description: "MAC address",
  isPure: true,
  noneReadsAsUnset: true,
  accept(value, field) {
    refuseAlternatives(value, field);
    return typeof value === "object" && value?.kind === "bytes" && value.bytes.length === 6
      ? formatMac(value.bytes)
      : value;
  },
  toWire: (value, field) => macToWire(value, field.name),
};

export function macToWire(value: Value, fieldName: string): string | Uint8Array | undefined {
  if (value === null) return undefined;
  const text = addressText(value, fieldName);
  // Scapy reads a number's digits as hexadecimal ones, and takes one that is no octet then for a count of zeros.
  const isNumber = typeof value !== "string" && typeof value !== "boolean" && asInteger(value) !== undefined;
  if (isNumber && !isOctet(pythonHex(text))) {
    if (text.startsWith("-")) {
      throw new ScriptError(
        "bad-address",
        `ValueError: ${fieldName} is ${text}: negative count`,
        macHint(text),
      );
    }
    return new Uint8Array(6);
  }
  if (text.length > longestText) {
    throw new ScriptError(
      "bad-address",
      `ValueError: ${fieldName} has ${text.length} characters, which is no MAC address`,
      'write six pairs of hexadecimal digits with colons: "02:00:5e:10:00:01"',
    );
  }
  if (plainMac.test(text)) return text.toLowerCase();
  const octets: number[] = [];
  for (const part of text.split(":")) {
    const number = pythonHex(part);
    if (number === undefined) {
      throw new ScriptError(
        "bad-address",
        `ValueError: ${fieldName} is ${formatValue(text)}, which is no MAC address: ${formatValue(part)} is not hexadecimal`,
        macHint(text),
      );
    }
    if (!isOctet(number)) return fitBytes(utf8(text), 6);
    octets.push(number);
  }
  return fitBytes(Uint8Array.from(octets), 6);
}

function addressText(value: Value, fieldName: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value?.kind === "bytes")
    return new TextDecoder("latin1").decode(value.bytes);
  if (asInteger(value) !== undefined) return plainText(value);
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${fieldName} is given ${aKind(value)}, but needs an address in quotes`,
  );
}

function isOctet(number: number | undefined): boolean {
  return number !== undefined && number >= 0 && number <= 255;
}

/** `int(text, 16)`: blanks around, a sign, a 0x and single underscores are allowed. */
function pythonHex(text: string): number | undefined {
  const match = /^\s*([+-]?)(?:0[xX]_?)?([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)\s*$/.exec(text);
  if (match === null) return undefined;
  const magnitude = Number.parseInt((match[2] ?? "").replaceAll("_", ""), 16);
  return match[1] === "-" ? -magnitude : magnitude;
}

export function formatMac(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => octet.toString(16).padStart(2, "0")).join(":");
}

/**
 * A hardware address of ARP over Ethernet: where the text is no six octets, the text itself goes on the wire, and
 * `hwlen` counts its characters.
 */
export const arpHardwareAddress: FieldType = {
  description: "MAC address",
  dependsOnOthers: true,
  noneReadsAsUnset: true,
  accept(value, field, layer) {
    refuseAlternatives(value, field);
    if (asInteger(value) !== undefined) {
      throw new ScriptError(
        "wrong-type",
        `TypeError: ${field.name} is given an int`,
        "write the address in quotes",
      );
    }
    if (typeof value === "object" && value?.kind === "bytes" && value.bytes.length === 6)
      return formatMac(value.bytes);
    if (value === null) return value;
    const length = layer.values[2] ?? null;
    const isEthernet = (layer.values[0] ?? 1) === 1;
    if (isEthernet && (length === 6 || (length === null && isSixOctets(value)))) return value;
    return typeof value === "string" ? bytesOf(utf8(value)) : value;
  },
  toWire(value, field) {
    if (typeof value === "object" && value?.kind === "bytes") return value.bytes;
    // Six characters pass for six octets when given, and are read as one hexadecimal number when built.
    return macToWire(value, field.name);
  },
};

function isSixOctets(value: Value): boolean {
  if (typeof value !== "string") return false;
  if (plainMac.test(value) || value.length === 6) return true;
  if (value.length > longestText) return false;
  const parts = value.split(":").map(pythonHex);
  if (parts.some((part) => part === undefined)) return false;
  const outside = parts.find((part) => part !== undefined && (part < 0 || part > 255));
  if (outside !== undefined) {
    throw new ScriptError(
      "bad-address",
      `struct.error: ${formatValue(value)} holds ${outside.toString(16)}, which is no octet`,
    );
  }
  return parts.length === 6;
}

/** A protocol address of ARP over IPv4: text that is no address goes on the wire as it is, and `plen` counts it. */
export const arpProtocolAddress: FieldType = {
  description: "IPv4 address",
  dependsOnOthers: true,
  noneReadsAsUnset: true,
  accept(value, field, layer) {
    refuseAlternatives(value, field);
    const protocolType = layer.values[1] ?? 0x800;
    const length = layer.values[3] ?? null;
    if (protocolType === 0x86dd && (length === null || length === 16) && typeof value === "string") {
      const ipv6 = parseIpv6(value);
      if (ipv6 !== undefined) return bytesOf(ipv6);
    }
    const isIpv4 = protocolType === 0x800 && (length === null || length === 4);
    if (isIpv4 && length === 4) return acceptIpv4(value, field.name);
    if (typeof value !== "string" || (isIpv4 && isAcceptedIpv4(value))) return value;
    if (value === "" && isIpv4) throw notAnAddress(value, field.name);
    return bytesOf(utf8(value));
  },
  toWire(value) {
    if (value === null) return undefined;
    if (typeof value === "object" && value.kind === "bytes") return value.bytes;
    return ipv4ToWire(value);
  },
};

/** An IPv4 address as text that `inet_aton` takes; a host name is refused, since nothing is looked up. */
export const ipv4Address: FieldType = {
  description: "IPv4 address",
  isPure: true,
  noneReadsAsUnset: true,
  accept(value, field) {
    refuseAlternatives(value, field);
    return acceptIpv4(value, field.name);
  },
  toWire: (value) => (value === null ? undefined : ipv4ToWire(value)),
};

export function acceptIpv4(value: Value, fieldName: string): Value {
  const text =
    typeof value === "object" && value?.kind === "bytes"
      ? new TextDecoder("latin1").decode(value.bytes)
      : value;
  if (typeof text !== "string") return value;
  if (!isAcceptedIpv4(text)) throw notAnAddress(text, fieldName);
  return text;
}

function notAnAddress(text: string, fieldName: string): ScriptError {
  return new ScriptError(
    "bad-address",
    `gaierror: ${fieldName} is ${formatValue(text, 80)}, which is no IPv4 address`,
    ipv4Hint(text, fieldName),
  );
}

function isAcceptedIpv4(text: string): boolean {
  return (
    isIpv4Text(text) ||
    parseInetAton(text) !== undefined ||
    parseNetwork(text) !== undefined ||
    text === "localhost"
  );
}

/** Whether an accepted address is four decimal numbers as they are usually written, or stands for such a one. */
export function isStrictIpv4(text: string): boolean {
  return isIpv4Text(text) || parseNetwork(text) !== undefined || text === "localhost";
}

/** The canonical dotted text of an accepted address. */
export function ipv4ToWire(value: Value): string {
  const text = plainText(value);
  if (isIpv4Text(text)) return text;
  const number = parseInetAton(text) ?? parseNetwork(text) ?? (text === "localhost" ? 0x7f000001 : undefined);
  if (number === undefined) throw notAnAddress(text, "the address");
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
}

/** What C's `inet_aton` reads: one to four parts, decimal, octal or hexadecimal; a blank ends the address. */
export function parseInetAton(text: string): number | undefined {
  const head = /^[^ \t\n\v\f\r]*/.exec(text)?.[0] ?? "";
  if (head.length > longestAddress) return undefined;
  const parts = head.split(".");
  if (parts.length > 4) return undefined;
  let address = 0;
  for (const [index, part] of parts.entries()) {
    let number: number;
    if (/^0[xX][0-9a-fA-F]+$/.test(part)) number = Number.parseInt(part, 16);
    else if (/^0[0-7]*$/.test(part)) number = Number.parseInt(part, 8);
    else if (/^[1-9][0-9]*$/.test(part)) number = Number.parseInt(part, 10);
    else return undefined;
    const isLast = index === parts.length - 1;
    const room = isLast ? 256 ** (5 - parts.length) : 256;
    if (number >= room) return undefined;
    address += isLast ? number : number * 256 ** (3 - index);
  }
  return address;
}

/** More characters than any address is written with. */
const longestAddress = 256;

/** `a.b.c.d/n`: the network's first address. */
function parseNetwork(text: string): number | undefined {
  const match = /^([^/]+)\/([0-9]{1,2})$/.exec(text);
  if (match === null) return undefined;
  const address = parseInetAton(match[1] ?? "");
  const length = Number(match[2]);
  if (address === undefined || length > 32) return undefined;
  return address - (address % 2 ** (32 - length));
}
