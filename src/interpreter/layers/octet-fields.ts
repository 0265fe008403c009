import { fitBytes, noBytes } from "../../wire/bytes.js";
import { ipv4Bytes, ipv6Bytes } from "../../wire/address-text.js";
import { ipv4Address } from "./address-fields.js";
import { domainName, nameToWire } from "./dns-fields.js";
import { encodeName } from "../../wire/dns-name.js";
import { ipv6Address } from "./ipv6-field.js";
import type { FieldType } from "./layer-spec.js";
import { octets } from "./text-fields.js";
import { tableRow } from "./table-layer.js";
import type { TableRow } from "./table-layer.js";
import { ScriptError } from "../diagnostic.js";
import { asInteger } from "../values.js";
import { bits, named, unsigned } from "./number-fields.js";

/** Rows of tables for the usual kinds of fields. */

/** An unsigned number of 8, 16 or 32 bits; too large a one is refused when the packet is built. */
export function numberRow(name: string, width: 8 | 16 | 32, fallback = 0): TableRow {
  return tableRow(name, unsigned(width), width, fallback);
}

/** An unsigned number that is computed where it is unset. */
export function computedRow(name: string, width: 8 | 16 | 32): TableRow {
  return tableRow(name, unsigned(width, true), width, 0, null);
}

export function namedRow(
  name: string,
  width: 8 | 16 | 32,
  names: ReadonlyMap<string, number>,
  fallback: number,
): TableRow {
  return tableRow(name, named(width, names), width, fallback);
}

/** Some bits; a larger number is masked silently. */
export function bitsRow(name: string, width: number, fallback = 0): TableRow {
  return tableRow(name, bits(width), width, fallback);
}

/** Some bits with names; a larger number is masked silently. */
export function namedBitsRow(
  name: string,
  width: number,
  names: ReadonlyMap<string, number>,
  fallback: number,
): TableRow {
  return tableRow(name, bits(width, { names }), width, fallback);
}

/** As many octets as are given. */
export function octetsRow(name: string): TableRow {
  return tableRow(name, octets, "octets", noBytes);
}

/**
 * As many octets as are given, which another field counts. Scapy counts them before it makes them: a number, which elsewhere
 * stands for zero octets, has none to count.
 */
export function countedOctetsRow(name: string, lengthName: string): TableRow {
  const type: FieldType = {
    ...octets,
    toWire(value, field, layer) {
      const isCounted = (layer.values[layer.spec.fieldIndex.get(lengthName) ?? -1] ?? null) === null;
      if (!isCounted || asInteger(value) === undefined) return octets.toWire(value, field, layer);
      throw new ScriptError("wrong-type", `TypeError: ${field.name} is given an int`, 'write b"…"');
    },
  };
  return tableRow(name, type, "octets", noBytes);
}

/** A fixed number of octets, cut or filled with zeros. */
export function fixedOctetsRow(name: string, length: number, fallback = ""): TableRow {
  const type: FieldType = {
    ...octets,
    description: `text or bytes, ${length} octets`,
    toWire: (value, field, layer) => fitBytes(octets.toWire(value, field, layer) as Uint8Array, length),
  };
  const bytes = Uint8Array.from(fallback, (each) => each.charCodeAt(0));
  return tableRow(name, type, "octets", fitBytes(bytes, length), { kind: "bytes", bytes });
}

/** An IPv4 address, 0.0.0.0 where it is unset. */
export function ipv4Row(name: string, width?: TableRow["width"]): TableRow {
  const type: FieldType = {
    ...ipv4Address,
    toWire: (value, field, layer) => ipv4Bytes(ipv4Address.toWire(value, field, layer) as string | undefined),
  };
  return tableRow(name, type, width ?? "octets", new Uint8Array(4), "0.0.0.0");
}

/** An IPv6 address, by default the unspecified one. */
export function ipv6Row(name: string, fallback = "::"): TableRow {
  const type: FieldType = {
    ...ipv6Address,
    toWire: (value, field, layer) => {
      const text = ipv6Address.toWire(value, field, layer) as string | undefined;
      return text === undefined ? undefined : ipv6Bytes(text);
    },
  };
  return tableRow(name, type, "octets", ipv6Bytes(fallback), fallback);
}

/** A domain name of DNS, never compressed, the root where it is unset. */
export function nameRow(name: string, fallback = "."): TableRow {
  const type: FieldType = { ...domainName, toWire: (value) => nameOctets(nameToWire(value)) };
  const text = Uint8Array.from(`${fallback === "." ? "" : fallback}.`, (each) => each.charCodeAt(0));
  return tableRow(name, type, "octets", nameOctets(fallback), { kind: "bytes", bytes: text });
}

function nameOctets(name: string | Uint8Array): Uint8Array {
  return typeof name === "string" ? encodeName(name) : name;
}
