import { didYouMean } from "../did-you-mean.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import { asInteger, aKind } from "../values.js";
import type { FlagsValue, Value } from "../values.js";
import type { FieldSpec, FieldType } from "./layer-spec.js";

/** Scapy takes a list as alternatives, of which a build sends the first; nobody means that, so it is refused by name. */
export function refuseAlternatives(value: Value, field: FieldSpec): void {
  if (typeof value !== "object" || value === null) return;
  if (value.kind !== "list" && value.kind !== "tuple" && value.kind !== "range" && value.kind !== "iterator")
    return;
  throw new ScriptError(
    "list-valued-field",
    `${field.name} is given ${aKind(value)}: several values for one field are not supported`,
    "make one packet for each value",
  );
}

/** An unsigned number of 8, 16 or 32 bits, kept as given; too large a number is refused when the packet is built. */
export function unsigned(bits: 8 | 16 | 32, isComputed = false): FieldType {
  return {
    description: `${bits} bits`,
    isPure: true,
    isComputed,
    accept(value, field) {
      refuseAlternatives(value, field);
      return value;
    },
    toWire: (value, field) => unsignedToWire(value, field, bits),
  };
}

/** As `unsigned`, with names; a name that is not in the table is refused at once. */
export function named(bits: 8 | 16 | 32, names: ReadonlyMap<string, number>): FieldType {
  return {
    description: `${bits} bits or a name`,
    isPure: true,
    names,
    accept(value, field) {
      refuseAlternatives(value, field);
      return typeof value === "string" ? lookUpName(value, field, names) : value;
    },
    toWire: (value, field) => unsignedToWire(value, field, bits),
  };
}

/** Some bits of an octet: a larger number is masked silently, as Scapy does. */
export function bits(
  count: number,
  options: { isComputed?: boolean; names?: ReadonlyMap<string, number> } = {},
): FieldType {
  const { names } = options;
  return {
    description: count === 1 ? "1 bit" : `${count} bits`,
    isPure: true,
    isComputed: options.isComputed ?? false,
    ...(names === undefined ? {} : { names }),
    accept(value, field) {
      refuseAlternatives(value, field);
      return typeof value === "string" && names !== undefined ? lookUpName(value, field, names) : value;
    },
    toWire(value, field) {
      if (value === null) return 0;
      const number = asInteger(value);
      if (number === undefined) {
        throw new ScriptError(
          "wrong-type",
          `TypeError: ${field.name} is given ${aKind(value)}, but needs an int`,
          quotesHint(value) ?? numberHint(value, 2 ** count - 1),
        );
      }
      return Number(BigInt.asUintN(count, BigInt(number)));
    },
  };
}

/** What authors call values that Scapy names otherwise, without case, blanks and hyphens. */
const otherNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["ping", ["echo-request"]],
  ["pong", ["echo-reply"]],
  ["echo", ["echo-request"]],
  ["request", ["who-has", "echo-request", "BOOTREQUEST"]],
  ["arprequest", ["who-has"]],
  ["reply", ["is-at", "echo-reply", "BOOTREPLY"]],
  ["response", ["is-at", "echo-reply"]],
  ["arpreply", ["is-at"]],
  ["destinationunreachable", ["dest-unreach"]],
  ["unreachable", ["dest-unreach"]],
  ["ttlexceeded", ["time-exceeded"]],
  ["ip", ["IPv4"]],
  ["vlan", ["n_802_1Q"]],
  ["addr", ["A"]],
  ["address", ["A"]],
  ["ipv4", ["A"]],
  ["ipv6", ["AAAA"]],
  ["internet", ["IN"]],
  ["noerror", ["ok"]],
  ["success", ["ok"]],
  ["formerr", ["format-error"]],
  ["servfail", ["server-failure"]],
  ["nxdomain", ["name-error"]],
  ["notimp", ["not-implemented"]],
  ["refused", ["refused"]],
  ["dns", ["domain"]],
]);

/**
 * A type on which other fields depend: None is zero on the wire, but stands for no value that they know. A number of one bit
 * more than the field has says both.
 */
export function deciding(type: FieldType, width: number): FieldType {
  return {
    ...type,
    toWire: (value, field, layer) => (value === null ? 2 ** width : type.toWire(value, field, layer)),
  };
}

function lookUpName(name: string, field: FieldSpec, names: ReadonlyMap<string, number>): number {
  const number = names.get(name);
  if (number !== undefined) return number;
  const meant = otherNames.get(name.toLowerCase().replaceAll(/[-_ ]/g, ""))?.find((each) => names.has(each));
  const near = meant === undefined ? didYouMean(name, names.keys()) : `did you mean ${meant}?`;
  const hint =
    quotesHint(name) ??
    near ??
    `write a number, or one of its names: ${[...names.keys()].slice(0, 16).join(", ")}`;
  throw new ScriptError(
    "unknown-name-of-value",
    `KeyError: ${field.name} has no value named ${formatValue(name)}`,
    hint,
  );
}

function unsignedToWire(value: Value, field: FieldSpec, width: 8 | 16 | 32): number {
  if (value === null) return 0;
  // A value of flags has no __index__, which is what packing asks for.
  const number = typeof value === "object" && value.kind === "flags" ? undefined : asInteger(value);
  if (number === undefined) {
    throw new ScriptError(
      "wrong-value",
      `ValueError: ${field.name} is given ${aKind(value)}, but needs an int`,
      quotesHint(value) ?? numberHint(value, 2 ** width - 1),
    );
  }
  if (number >= 0 && number < 2 ** width) return Number(number);
  throw new ScriptError(
    "wrong-value",
    `ValueError: ${field.name} is ${formatValue(number)}, but its ${width} bits hold 0 to ${2 ** width - 1}`,
    number < 0
      ? "write 0 or more"
      : width === 32
        ? "take it modulo 2**32: & 0xffffffff"
        : `write ${2 ** width - 1} at most`,
  );
}

function numberHint(value: Value, most: number): string {
  return typeof value === "object" && value?.kind === "float"
    ? "make it whole with int(…)"
    : `write a number from 0 to ${most}`;
}

/** A number in quotes is the commonest of these mistakes. */
function quotesHint(value: Value): string | undefined {
  return typeof value === "string" &&
    value.length < 100 &&
    /^(?:0[xX])?[0-9a-fA-F]+$/.test(value) &&
    !Number.isNaN(Number(value))
    ? `write the number without quotes: ${value}`
    : undefined;
}

/** A field of flags, given as letters or joined names, a number, or a list of names. */
export function flags(bitCount: number, names: readonly string[], separator: "" | "+"): FieldType {
  const make = (value: Value, field: FieldSpec): FlagsValue => ({
    kind: "flags",
    bits: flagBits(value, names, separator, field) & (2 ** bitCount - 1),
    names,
    separator,
  });
  return {
    description:
      separator === "" ? `letters of ${names.join("")}` : `names joined by ${separator}: ${names.join(", ")}`,
    isPure: true,
    accept: (value, field) => (value === null ? null : make(value, field)),
    toWire: (value) =>
      typeof value === "object" && value !== null && value.kind === "flags" ? value.bits : 0,
  };
}

/** The bits that a spelling of flags stands for. */
export function flagBits(
  value: Value,
  names: readonly string[],
  separator: string,
  field: { readonly name: string },
): number {
  if (value === null || value === "" || value === false) return 0;
  if (typeof value === "string") {
    return flagNames(separator === "" ? Array.from(value) : value.split(separator), names, separator, field);
  }
  if (typeof value === "object" && value.kind === "list") {
    return flagNames(
      value.items.map((item) => (typeof item === "string" ? item : "?")),
      names,
      separator,
      field,
    );
  }
  if (typeof value === "object" && value.kind === "float" && !Number.isFinite(value.value))
    throw new ScriptError(
      "wrong-value",
      `ValueError: ${field.name} is ${formatValue(value)}`,
      "write letters or a number",
    );
  const number =
    typeof value === "object" && value.kind === "float" ? Math.trunc(value.value) : asInteger(value);
  if (number === undefined) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${field.name} is given ${aKind(value)}`,
      "write letters or a number",
    );
  }
  return Number(BigInt.asUintN(32, BigInt(number)));
}

/** The letters of flags that are given as words: `SYN,ACK`, `syn-ack`, `S A`. */
function lettersMeant(text: string): string | undefined {
  const words = text
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== "");
  const letters = words.map(
    (word) => letterOfFlag.get(word) ?? (/^[FSRPAUECN]+$/.test(word) ? word : undefined),
  );
  if (letters.length === 0 || letters.includes(undefined)) return undefined;
  return letters.join("");
}

const letterOfFlag: ReadonlyMap<string, string> = new Map([
  ["FIN", "F"],
  ["SYN", "S"],
  ["RST", "R"],
  ["PSH", "P"],
  ["PUSH", "P"],
  ["ACK", "A"],
  ["URG", "U"],
  ["ECE", "E"],
  ["CWR", "C"],
  ["SYNACK", "SA"],
  ["FINACK", "FA"],
  ["PSHACK", "PA"],
  ["RSTACK", "RA"],
]);

function flagNames(
  given: readonly string[],
  names: readonly string[],
  separator: string,
  field: { readonly name: string },
): number {
  let result = 0;
  for (const name of given) {
    const bit = names.indexOf(name);
    if (bit === -1) {
      const meant = separator === "" ? lettersMeant(given.join("")) : undefined;
      const allowed =
        meant !== undefined
          ? `the letters: "${meant}"`
          : separator === ""
            ? `the letters ${names.join("")}, such as "SA"`
            : `${names.join(", ")}, joined by ${separator}`;
      throw new ScriptError(
        "wrong-value",
        `ValueError: ${field.name} has no flag ${formatValue(name)}`,
        `use ${allowed}`,
      );
    }
    result |= 1 << bit;
  }
  return result;
}
