import { ScriptError } from "../diagnostic.js";
import { plainText } from "../format-value.js";
import { bytesText, utf8 } from "../text-codec.js";
import { asInteger, bytesOf, aKind } from "../values.js";
import type { BytesValue, Value } from "../values.js";
import type { DnsRdataFields } from "../../wire/dns.js";
import { acceptIpv4, ipv4ToWire } from "./address-fields.js";
import { acceptIpv6 } from "./ipv6-field.js";
import type { FieldType } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { refuseAlternatives } from "./number-fields.js";
import { textOctets } from "./text-fields.js";

const dot = 0x2e;

/** A domain name: kept and read back as bytes with a final dot. */
export const domainName: FieldType = {
  description: "domain name",
  accept(value, field) {
    if (typeof value === "object" && value?.kind === "list") {
      throw new ScriptError(
        "wrong-type",
        `TypeError: ${field.name} is given a list`,
        "make one record for each name",
      );
    }
    return acceptName(value, field.name);
  },
  toWire: (value) => nameToWire(value),
};

function acceptName(value: Value, fieldName: string): BytesValue {
  if (value === null || value === "" || value === false || value === 0) return bytesOf(Uint8Array.of(dot));
  if (typeof value !== "string" && !(typeof value === "object" && value.kind === "bytes")) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${fieldName} is given ${aKind(value)}, but needs a name`,
      "write the name in quotes",
    );
  }
  const bytes = typeof value === "string" ? utf8(value) : value.bytes;
  if (bytes.length === 0) return bytesOf(Uint8Array.of(dot));
  if (bytes[bytes.length - 1] === dot || isEncodedName(bytes)) return bytesOf(bytes);
  const dotted = new Uint8Array(bytes.length + 1);
  dotted.set(bytes);
  dotted[bytes.length] = dot;
  return bytesOf(dotted);
}

/** Scapy takes a name without dots that ends in NUL, or in what looks like a pointer, for one already encoded. */
function isEncodedName(bytes: Uint8Array): boolean {
  if (bytes.includes(dot)) return false;
  return (
    bytes[bytes.length - 1] === 0 || (bytes.length >= 2 && ((bytes[bytes.length - 2] ?? 0) & 0xc0) === 0xc0)
  );
}

/** An ordinary name as text, so that a resolver may compress it; anything else as the octets Scapy makes of it. */
export function nameToWire(value: Value): string | Uint8Array {
  const bytes =
    typeof value === "object" && value?.kind === "bytes" ? value.bytes : acceptName(value, "name").bytes;
  const text = bytesText(bytes);
  if (text === ".") return ".";
  if (/^(?:[A-Za-z0-9_*-]{1,63}\.)+$/.test(text)) return text.slice(0, -1);
  return encodeName(bytes);
}

function encodeName(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0 || (bytes.length === 1 && bytes[0] === dot)) return Uint8Array.of(0);
  if (isEncodedName(bytes)) return bytes;
  const encoded: number[] = [];
  for (const label of bytesText(bytes).split(".")) {
    const cut = label.slice(0, 63);
    encoded.push(cut.length);
    for (let index = 0; index < cut.length; index += 1) encoded.push(cut.charCodeAt(index));
  }
  if (encoded[encoded.length - 1] !== 0) encoded.push(0);
  return Uint8Array.from(encoded);
}

const nameTypes: ReadonlySet<number> = new Set([2, 3, 4, 5, 12]);

function recordType(layer: LayerValue): number {
  const type = layer.values[layer.spec.fieldIndex.get("type") ?? -1];
  return typeof type === "number" ? type : type === undefined ? 1 : -1;
}

/** Rdata, which is read by the record's type as it was when the rdata was given. */
export const recordData: FieldType = {
  description: "address, name or text, by the record's type",
  dependsOnOthers: true,
  accept(value, field, layer) {
    const type = recordType(layer);
    if (type === 1) {
      refuseAlternatives(value, field);
      return acceptIpv4(value, field.name);
    }
    if (type === 28) {
      refuseAlternatives(value, field);
      return acceptIpv6(value, field.name);
    }
    if (nameTypes.has(type)) return value === null ? null : acceptName(value, field.name);
    if (type === 16)
      return typeof value === "string" || isBytes(value) ? { kind: "list", items: [value] } : value;
    return typeof value === "string" ? bytesOf(utf8(value)) : value;
  },
  toWire: (value, field, layer) => rdataToWire(value, field.name, recordType(layer)),
};

function isBytes(value: Value): value is BytesValue {
  return typeof value === "object" && value?.kind === "bytes";
}

function rdataToWire(value: Value, fieldName: string, type: number): DnsRdataFields {
  if (type === 1) return { kind: "a", address: value === null ? "0.0.0.0" : ipv4ToWire(value) };
  if (type === 28) return { kind: "aaaa", address: value === null ? "::" : plainText(value) };
  if (nameTypes.has(type)) return { kind: "name", name: value === null ? "." : nameToWire(value) };
  if (type === 16) return { kind: "txt", strings: textStrings(value, fieldName) };
  const number = asInteger(value);
  if (number !== undefined) {
    throw new ScriptError("wrong-type", `TypeError: ${fieldName} is given an int`, "write it in quotes");
  }
  return { kind: "bytes", bytes: textOctets(value, fieldName) };
}

/** Strings are split at 255 octets; empty ones vanish, as in Scapy. */
function textStrings(value: Value, fieldName: string): Uint8Array[] {
  if (value === null) return [];
  if (typeof value !== "object" || (value.kind !== "list" && value.kind !== "tuple")) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${fieldName} is given ${aKind(value)}, but needs text`,
      "write it in quotes",
    );
  }
  const strings: Uint8Array[] = [];
  for (const item of value.items) {
    let bytes = textOctets(item, fieldName);
    while (bytes.length >= 255) {
      strings.push(bytes.subarray(0, 255));
      bytes = bytes.subarray(255);
    }
    if (bytes.length > 0) strings.push(bytes);
  }
  return strings;
}

/** The default rdata of an unset field, by the record's type. */
export function unsetRdata(type: number): DnsRdataFields {
  if (type === 1) return { kind: "a", address: "0.0.0.0" };
  if (type === 28) return { kind: "aaaa", address: "::" };
  if (nameTypes.has(type)) return { kind: "name", name: "." };
  if (type === 16) return { kind: "txt", strings: [] };
  return { kind: "bytes", bytes: new Uint8Array(0) };
}
