import { ScriptError } from "../diagnostic.js";
import { formatValue, plainText } from "../format-value.js";
import { bytesText, utf8 } from "../text-codec.js";
import { aKind, asInteger, bytesOf, isTrue, typeName } from "../values.js";
import type { Value } from "../values.js";
import type { FieldType } from "./layer-spec.js";

/** Longest run of zero octets that an int given for text makes; longer ones are mistakes. */
const longestZeros = 65_536;

/** Octets, given as text (UTF-8) or bytes; an int n is n zero octets and None is empty, as in Scapy. */
export const octets: FieldType = {
  description: "text or bytes",
  isPure: true,
  isText: true,
  accept: (value) => acceptText(value),
  toWire: (value, field) => textOctets(value, field.name),
};

/** A part of an HTTP message's first line: what is neither text nor octets cannot be followed by a separator. */
export const firstLineText: FieldType = {
  description: "text",
  accept: (value) => acceptText(value),
  toWire(value, field) {
    const part = firstOf(value);
    if (!isTrue(part)) return "";
    if (typeof part === "object" && part?.kind === "bytes") return textOrOctets(part.bytes);
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${field.name} is given a ${typeName(part)}`,
      asInteger(part) === undefined ? "write it in quotes" : `write it in quotes: "${plainText(part)}"`,
    );
  },
};

/** As `octets`, for the parts of an HTTP head: characters where all are ASCII, octets otherwise. */
export const headText: FieldType = {
  description: "text",
  isPure: true,
  isText: true,
  accept: (value) => acceptText(value),
  toWire: (value, field) => textOrOctets(textOctets(firstOf(value), field.name)),
};

export function acceptText(value: Value): Value {
  return typeof value === "string" ? bytesOf(utf8(value)) : value;
}

/** A list in a text field stands for its first item; two or three numbers in a tuple are a range, of which it is the first. */
function firstOf(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  const isRange =
    value.kind === "tuple" &&
    (value.items.length === 2 || value.items.length === 3) &&
    value.items.every((item) => typeof item === "number");
  if (value.kind !== "list" && !isRange) return value;
  const first = value.items[0];
  if (first === undefined)
    throw new ScriptError("wrong-value", "StopIteration: an empty list has no first item");
  return first;
}

export function textOctets(given: Value, fieldName: string): Uint8Array {
  const value = firstOf(given);
  if (value === null) return new Uint8Array(0);
  if (typeof value === "string") return utf8(value);
  if (typeof value === "object" && value.kind === "bytes") return value.bytes;
  if (typeof value === "object" && value.kind === "tuple") return tupleOctets(value.items, fieldName);
  const number = typeof value === "object" ? undefined : asInteger(value);
  if (number !== undefined && number >= 0) {
    if (number > longestZeros) {
      throw new ScriptError(
        "budget-bytes",
        `${fieldName} is ${formatValue(number, 40)}, which stands for as many zero octets`,
        `write the text in quotes`,
      );
    }
    return new Uint8Array(Number(number));
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${fieldName} is given ${aKind(value)}, but needs text`,
    "write it in quotes",
  );
}

/** `bytes((1, 2))`: a tuple of numbers is that many octets. */
function tupleOctets(items: readonly Value[], fieldName: string): Uint8Array {
  return Uint8Array.from(items, (item) => {
    const octet = asInteger(item);
    if (octet !== undefined && octet >= 0 && octet <= 255) return Number(octet);
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${fieldName} is given a tuple with a ${typeName(item)}, but needs text`,
      "write it in quotes",
    );
  });
}

export function textOrOctets(bytes: Uint8Array): string | Uint8Array {
  for (let index = 0; index < bytes.length; index += 1) if ((bytes[index] ?? 0) > 127) return bytes;
  return bytesText(bytes);
}
