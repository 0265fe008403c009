import { ScriptError } from "./diagnostic.js";
import { setFlags } from "./format-flags.js";
import type { Machine } from "./machine.js";
import { isPlain, textLength } from "./text-length.js";
import { aKind, asInteger, bytesOf, list, tuple } from "./values.js";
import type { RangeValue, SliceValue, Value } from "./values.js";

/** Going through values, indexing and slicing. */

/** All items of a value that can be gone through. Throws for one that cannot. */
export function itemsOf(machine: Machine, value: Value): readonly Value[] {
  if (typeof value === "string") {
    machine.allocateItems(value.length);
    if (isPlain(value)) return value.split("");
    machine.allocate(value.length * 3);
    return Array.from(value);
  }
  if (typeof value === "object" && value !== null) {
    switch (value.kind) {
      case "list":
      case "tuple":
        machine.spend(value.items.length >> 5);
        return value.items;
      case "iterator": {
        const rest = value.items.slice(value.at);
        value.at = value.items.length;
        return rest;
      }
      case "range": {
        machine.allocateItems(value.length);
        machine.spend(value.length >> 3);
        return Array.from({ length: value.length }, (_, index) => rangeItem(value, index));
      }
      case "dict":
        machine.allocateItems(value.entries.size);
        return Array.from(value.entries.values(), (entry) => entry.key);
      case "bytes":
        machine.allocateItems(value.bytes.length);
        machine.spend(value.bytes.length >> 3);
        return Array.from(value.bytes);
      case "layer":
        // Going through a packet gives its variants; without lists in its fields there is one, itself.
        return [value];
      case "no-payload":
        return [];
      case "flags":
        return setFlags(value);
      default:
        break;
    }
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${aKind(value)} cannot be gone through`,
    "give it a list, a range or text",
  );
}

export function lengthOf(
  machine: Machine,
  value: Value,
  build: (machine: Machine, value: Value) => number,
): number {
  if (typeof value === "string") {
    machine.spend(value.length >> 6);
    return textLength(value);
  }
  if (typeof value === "object" && value !== null) {
    switch (value.kind) {
      case "list":
      case "tuple":
        return value.items.length;
      case "dict":
        return value.entries.size;
      case "range":
        return value.length;
      case "bytes":
        return value.bytes.length;
      case "no-payload":
        return 0;
      case "layer":
        return build(machine, value);
      default:
        break;
    }
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${aKind(value)} has no len()`,
    "give it text, a list or a packet",
  );
}

export function itemAt(machine: Machine, value: Value, key: Value): Value {
  if (typeof key === "object" && key?.kind === "slice") return sliceOf(machine, value, key);
  const isSequence =
    typeof value === "string" ||
    (typeof value === "object" && value !== null && ["list", "tuple", "bytes", "range"].includes(value.kind));
  if (!isSequence) throw new ScriptError("wrong-type", `TypeError: ${aKind(value)} cannot be indexed`);
  const number = asInteger(key);
  if (number === undefined) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: the index is ${aKind(key)}, but must be an int`,
      "index with a number",
    );
  }
  const index = Number(number);
  if (typeof value === "string") {
    const plain = isPlain(value);
    machine.spend(plain ? value.length >> 6 : value.length >> 2);
    const characters = plain ? value : Array.from(value);
    return characters[position(index, characters.length, "string")] ?? "";
  }
  if (typeof value !== "object" || value === null) throw new Error("unreachable");
  switch (value.kind) {
    case "list":
    case "tuple":
      return value.items[position(index, value.items.length, value.kind)] ?? null;
    case "bytes":
      return value.bytes[position(index, value.bytes.length, "bytes")] ?? 0;
    case "range":
      return rangeItem(value, position(index, value.length, "range"));
    default:
      throw new Error("unreachable");
  }
}

/** An item of a range: between its start and its stop, so that it is exact though the product may not be. */
function rangeItem({ start, step }: RangeValue, index: number): number {
  const item = start + index * step;
  return Number.isSafeInteger(item) ? item : start;
}

/** An index from either end, as one from the beginning. */
export function position(index: number, length: number, what: string): number {
  const at = index < 0 ? index + length : index;
  if (at >= 0 && at < length) return at;
  throw new ScriptError(
    "index-out-of-range",
    `IndexError: ${what} index ${index} is out of range`,
    length === 0 ? `the ${what} is empty` : `the ${what} has ${length} items, from 0 to ${length - 1}`,
  );
}

function sliceOf(machine: Machine, value: Value, slice: SliceValue): Value {
  if (typeof value === "string") return sliceText(machine, value, slice);
  if (typeof value === "object" && value !== null) {
    if (value.kind === "list" || value.kind === "tuple") {
      const positions = slicePositions(machine, slice, value.items.length);
      const items = positions.map((at) => value.items[at] ?? null);
      return value.kind === "list" ? list(items) : tuple(items);
    }
    if (value.kind === "bytes") {
      const { from, step, length } = sliceBounds(slice, value.bytes.length);
      machine.allocateString(length);
      if (step === 1) return bytesOf(value.bytes.slice(from, from + length));
      const bytes = new Uint8Array(length);
      for (let index = 0; index < length; index += 1) bytes[index] = value.bytes[from + index * step] ?? 0;
      return bytesOf(bytes);
    }
    if (value.kind === "range") {
      const { from, step, length } = sliceBounds(slice, value.length);
      return {
        kind: "range",
        start: rangeItem(value, from),
        step: length < 2 ? 1 : value.step * step,
        length,
      };
    }
  }
  throw new ScriptError("wrong-type", `TypeError: ${aKind(value)} cannot be sliced`);
}

function sliceText(machine: Machine, value: string, slice: SliceValue): string {
  const plain = isPlain(value);
  machine.spend(plain ? value.length >> 6 : value.length >> 2);
  const characters = plain ? value : Array.from(value);
  const { from, step, length } = sliceBounds(slice, characters.length);
  machine.allocateString(length);
  if (step === 1 && plain) return value.slice(from, from + length);
  machine.spend(length >> 2);
  return Array.from({ length }, (_, index) => characters[from + index * step] ?? "").join("");
}

/** The positions that a slice takes out of so many items. */
export function slicePositions(machine: Machine, slice: SliceValue, length: number): number[] {
  const bounds = sliceBounds(slice, length);
  machine.allocateItems(bounds.length);
  machine.spend(bounds.length >> 2);
  return Array.from({ length: bounds.length }, (_, index) => bounds.from + index * bounds.step);
}

/** Where a slice of so many items begins, how far it steps and how many items it takes. */
export function sliceBounds(
  slice: SliceValue,
  length: number,
): { readonly from: number; readonly step: number; readonly length: number } {
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw new ScriptError("wrong-value", "ValueError: a slice's step cannot be zero");
  const clamp = (given: number | undefined, fallback: number): number => {
    if (given === undefined) return fallback;
    const at = given < 0 ? given + length : given;
    return Math.min(Math.max(at, step < 0 ? -1 : 0), step < 0 ? length - 1 : length);
  };
  const from = clamp(bound(slice.from), step < 0 ? length - 1 : 0);
  const to = clamp(bound(slice.to), step < 0 ? -1 : length);
  return { from, step, length: Math.max(0, Math.ceil((to - from) / step)) };
}

function bound(value: Value): number | undefined {
  if (value === null) return undefined;
  const number = asInteger(value);
  if (number === undefined)
    throw new ScriptError("wrong-type", `TypeError: a slice's bound is ${aKind(value)}, but must be an int`);
  // Beyond every length; a step stays a number that can be multiplied.
  return Math.min(Math.max(Number(number), -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

/** The items of a value one by one: a range is not made into a list, a list may grow meanwhile. */
export function* iterate(machine: Machine, value: Value): Generator<Value> {
  if (typeof value === "object" && value !== null) {
    if (value.kind === "range") {
      for (let index = 0; index < value.length; index += 1) yield rangeItem(value, index);
      return;
    }
    if (value.kind === "list") {
      for (let index = 0; index < value.items.length; index += 1) yield value.items[index] ?? null;
      return;
    }
  }
  yield* itemsOf(machine, value);
}
