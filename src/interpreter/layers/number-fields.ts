import { didYouMean } from "../did-you-mean.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import { asInteger, typeName } from "../values.js";
import type { FlagsValue, Value } from "../values.js";
import type { FieldSpec, FieldType } from "./layer-spec.js";

/** Scapy takes a list as alternatives, of which a build sends the first; nobody means that, so it is refused by name. */
export function refuseAlternatives(value: Value, field: FieldSpec): void {
  if (typeof value !== "object" || value === null) return;
  if (value.kind !== "list" && value.kind !== "tuple" && value.kind !== "range" && value.kind !== "iterator")
    return;
  throw new ScriptError(
    "list-valued-field",
    `${field.name} is given a ${typeName(value)}: several values for one field are not supported`,
    "make one packet for each value",
  );
}

/** An unsigned number of 8, 16 or 32 bits, kept as given; too large a number is refused when the packet is built. */
export function unsigned(bits: 8 | 16 | 32, isComputed = false): FieldType {
  return {
    description: `${bits} bits`,
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
          `TypeError: ${field.name} is given a ${typeName(value)}, but needs an int`,
          quotesHint(value),
        );
      }
      return Number(BigInt.asUintN(count, BigInt(number)));
    },
  };
}

function lookUpName(name: string, field: FieldSpec, names: ReadonlyMap<string, number>): number {
  const number = names.get(name);
  if (number !== undefined) return number;
  const hint =
    quotesHint(name) ??
    didYouMean(name, names.keys()) ??
    `its names: ${[...names.keys()].slice(0, 16).join(", ")}`;
  throw new ScriptError(
    "unknown-name-of-value",
    `KeyError: ${field.name} has no value named ${formatValue(name)}`,
    hint,
  );
}

function unsignedToWire(value: Value, field: FieldSpec, width: 8 | 16 | 32): number {
  if (value === null) return 0;
  const number = asInteger(value);
  if (number === undefined) {
    throw new ScriptError(
      "wrong-value",
      `ValueError: ${field.name} is given a ${typeName(value)}, but needs an int`,
      quotesHint(value),
    );
  }
  if (number >= 0 && number < 2 ** width) return Number(number);
  throw new ScriptError(
    "wrong-value",
    `ValueError: ${field.name} is ${formatValue(number)}, but its ${width} bits hold 0 to ${2 ** width - 1}`,
    number >= 2 ** width && width === 32 ? "take it modulo 2**32: & 0xffffffff" : undefined,
  );
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
      `TypeError: ${field.name} is given a ${typeName(value)}`,
      "write letters or a number",
    );
  }
  return Number(BigInt.asUintN(32, BigInt(number)));
}

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
      const allowed =
        separator === ""
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
