import type { LayerSpec } from "./layers/layer-spec.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { Machine } from "./machine.js";

/**
 * The values a script can hold. They are all ours: numbers, strings and tagged objects that the evaluator looks into
 * through tables only; no object of the host is ever reachable. An `int` is a JavaScript number while that is exact and
 * a bigint beyond; a `float` is tagged, since Python tells 1 from 1.0.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | FloatValue
  | BytesValue
  | ListValue
  | TupleValue
  | DictValue
  | RangeValue
  | IteratorValue
  | SliceValue
  | FlagsValue
  | FunctionValue
  | ModuleValue
  | LayerClassValue
  | LayerValue
  | NoPayloadValue;

export interface FloatValue {
  readonly kind: "float";
  readonly value: number;
}
export interface BytesValue {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}
export interface ListValue {
  readonly kind: "list";
  readonly items: Value[];
}
export interface TupleValue {
  readonly kind: "tuple";
  readonly items: readonly Value[];
}
/** Keys are told apart by `dictKey`. */
export interface DictValue {
  readonly kind: "dict";
  readonly entries: Map<string, { readonly key: Value; value: Value }>;
}
export interface RangeValue {
  readonly kind: "range";
  readonly start: number;
  readonly step: number;
  readonly length: number;
}
/** What `enumerate`, `zip`, `map` or a generator expression gives: it can be gone through once. */
export interface IteratorValue {
  readonly kind: "iterator";
  readonly items: readonly Value[];
  at: number;
}
export interface SliceValue {
  readonly kind: "slice";
  readonly from: Value;
  readonly to: Value;
  readonly step: Value;
}
/** A value of a flags field: it equals its number and every spelling of its letters. */
export interface FlagsValue {
  readonly kind: "flags";
  readonly bits: number;
  /** Names from bit 0 up. */
  readonly names: readonly string[];
  /** `""` where names are single letters, `"+"` where they are words. */
  readonly separator: string;
}
export type KeywordValues = ReadonlyMap<string, Value>;
export interface FunctionValue {
  readonly kind: "function";
  readonly name: string;
  readonly call: (machine: Machine, positional: readonly Value[], keywords: KeywordValues) => Value;
}
export interface ModuleValue {
  readonly kind: "module";
  readonly name: string;
  readonly members: ReadonlyMap<string, Value>;
}
export interface LayerClassValue {
  readonly kind: "layer-class";
  readonly spec: LayerSpec;
}
/** What follows the last layer. */
export interface NoPayloadValue {
  readonly kind: "no-payload";
}

export const noPayload: NoPayloadValue = { kind: "no-payload" };
export const noKeywords: KeywordValues = new Map();

export function float(value: number): FloatValue {
  return { kind: "float", value };
}
export function bytesOf(bytes: Uint8Array): BytesValue {
  return { kind: "bytes", bytes };
}
export function list(items: Value[]): ListValue {
  return { kind: "list", items };
}
export function tuple(items: readonly Value[]): TupleValue {
  return { kind: "tuple", items };
}
export function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Python's name of a value's type, as its error messages use it. */
/** `a list`, `an int`. */
export function aKind(value: Value): string {
  const name = typeName(value);
  return `${/^(?:[aeiAEI]|HTTP)/.test(name) ? "an" : "a"} ${name}`;
}

export function typeName(value: Value): string {
  if (value === null) return "NoneType";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
    case "bigint":
      return "int";
    case "string":
      return "str";
    default:
      break;
  }
  switch (value.kind) {
    case "no-payload":
      return "NoPayload";
    case "layer":
      return value.spec.name;
    case "layer-class":
      return "layer class";
    case "flags":
      return "FlagValue";
    case "function":
      return "function";
    default:
      return value.kind;
  }
}

export function isTrue(value: Value): boolean {
  if (value === null) return false;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  if (typeof value === "bigint") return value !== 0n;
  switch (value.kind) {
    case "float":
      return value.value !== 0;
    case "bytes":
      return value.bytes.length > 0;
    case "list":
    case "tuple":
      return value.items.length > 0;
    case "dict":
      return value.entries.size > 0;
    case "range":
      return value.length > 0;
    case "flags":
      return value.bits !== 0;
    case "no-payload":
      return false;
    default:
      return true;
  }
}

/** An int or bool as a number or bigint, undefined for any other value. */
export function asInteger(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "object" && value !== null && value.kind === "flags") return value.bits;
  return undefined;
}

/** An int, bool or float as a JavaScript number, undefined for any other value. */
export function asNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "object") return value !== null && value.kind === "float" ? value.value : undefined;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return undefined;
}
