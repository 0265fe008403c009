import { ScriptError } from "../diagnostic.js";
import { bytesText, utf8 } from "../text-codec.js";
import { asInteger, bytesOf, aKind } from "../values.js";
import type { Value } from "../values.js";
import type { FieldType } from "./layer-spec.js";

/** Longest run of zero octets that an int given for text makes; longer ones are mistakes. */
const longestZeros = 65_536;

/** Octets, given as text (UTF-8) or bytes; an int n is n zero octets and None is empty, as in Scapy. */
export const octets: FieldType = {
  description: "text or bytes",
  accept: (value) => acceptText(value),
  toWire: (value, field) => textOctets(value, field.name),
};

/** As `octets`, for the parts of an HTTP head: characters where all are ASCII, octets otherwise. */
export const headText: FieldType = {
  description: "text",
  accept: (value) => acceptText(value),
  toWire(value, field) {
    const value2 = firstOf(value);
    const number = asInteger(value2);
    if (
      number !== undefined &&
      number !== 0 &&
      (field.name === "Status_Code" || field.name === "Reason_Phrase")
    ) {
      throw new ScriptError(
        "wrong-type",
        `TypeError: ${field.name} is given an int`,
        `write it in quotes: "${number}"`,
      );
    }
    return textOrOctets(textOctets(value2, field.name));
  },
};

export function acceptText(value: Value): Value {
  return typeof value === "string" ? bytesOf(utf8(value)) : value;
}

/** A list in a text field stands for its first item. */
function firstOf(value: Value): Value {
  if (typeof value !== "object" || value === null || value.kind !== "list") return value;
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
  const number = asInteger(value);
  if (number !== undefined && number >= 0) {
    if (number > longestZeros) {
      throw new ScriptError(
        "budget-bytes",
        `${fieldName} is ${number}, which stands for as many zero octets`,
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

export function textOrOctets(bytes: Uint8Array): string | Uint8Array {
  for (const octet of bytes) if (octet > 127) return bytes;
  return bytesText(bytes);
}
