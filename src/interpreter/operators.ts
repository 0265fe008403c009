import { ScriptError } from "./diagnostic.js";
import { formatPercent } from "./format-percent.js";
import { flagBits } from "./layers/number-fields.js";
import { copyPacket, createLayer, joinFresh } from "./layers/layer-value.js";
import type { LayerValue } from "./layers/layer-value.js";
import { rawLayer } from "./layers/raw.js";
import type { Machine } from "./machine.js";
import { numberOperation, unsupportedOperands } from "./numbers.js";
import type { NumberOperator } from "./numbers.js";
import { equalPackets, findLayer, layerQuery } from "./packet-operations.js";
import { dictKey } from "./dict-key.js";
import type { BinaryOperator, ComparisonOperator } from "./syntax-tree.js";
import { bytesText, utf8 } from "./text-codec.js";
import { asInteger, asNumber, bytesOf, list, tuple, typeName } from "./values.js";
import type { Value } from "./values.js";

/** Operands that are the result of a call or a join, held by nobody else: joining them needs no copy. */
export interface Freshness {
  readonly left: boolean;
  readonly right: boolean;
}

export function binaryOperation(
  machine: Machine,
  operator: BinaryOperator,
  left: Value,
  right: Value,
): Value {
  if (typeof left === "number" && typeof right === "number") {
    if (operator === "+" || operator === "-") {
      const result = operator === "+" ? left + right : left - right;
      if (Number.isSafeInteger(result)) return result;
    }
  }
  if (operator === "@") throw unsupportedOperands(operator, left, right);
  const flags = flagsOperation(operator, left, right);
  if (flags !== undefined) return flags;
  const number = numberOperation(machine, operator as NumberOperator, left, right);
  if (number !== undefined) return number;
  switch (operator) {
    case "+":
      return concatenate(machine, left, right);
    case "*":
      return repeat(machine, left, right);
    case "%":
      if (typeof left === "string") return formatPercent(machine, left, right);
      break;
    case "/":
      return join(machine, left, right, { left: false, right: false });
    case "|":
      if (
        typeof left === "object" &&
        left?.kind === "dict" &&
        typeof right === "object" &&
        right?.kind === "dict"
      ) {
        machine.allocateItems(left.entries.size + right.entries.size);
        return { kind: "dict", entries: new Map([...left.entries, ...right.entries]) };
      }
      break;
    default:
      break;
  }
  throw unsupportedOperands(operator, left, right);
}

function flagsOperation(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const flags =
    typeof left === "object" && left?.kind === "flags"
      ? left
      : typeof right === "object" && right?.kind === "flags"
        ? right
        : undefined;
  if (flags === undefined || !["&", "|", "^", "+", "-"].includes(operator)) return undefined;
  const bitsOf = (value: Value): number =>
    flagBits(value, flags.names, flags.separator, { name: "the flags value" });
  const [a, b] = [bitsOf(left), bitsOf(right)];
  const bits = operator === "&" ? a & b : operator === "^" ? a ^ b : operator === "-" ? a & ~b : a | b;
  return { ...flags, bits };
}

/** `/`: layers joined; text and bytes on either side become Raw. Both sides are copied unless nobody else holds them. */
export function join(machine: Machine, left: Value, right: Value, fresh: Freshness): Value {
  const leftIsLayer = typeof left === "object" && left?.kind === "layer";
  const rightIsLayer = typeof right === "object" && right?.kind === "layer";
  if (!leftIsLayer && !rightIsLayer) {
    const classOperand = [left, right].find(
      (value) => typeof value === "object" && value?.kind === "layer-class",
    );
    if (classOperand !== undefined) throw classWithoutCall(left, right);
    throw unsupportedOperands("/", left, right);
  }
  const top = leftIsLayer
    ? fresh.left
      ? left
      : copyPacket(machine, left)
    : rawFrom(machine, left, left, right);
  const bottom = rightIsLayer
    ? fresh.right
      ? right
      : copyPacket(machine, right)
    : rawFrom(machine, right, left, right);
  return joinFresh(top, bottom);
}

function rawFrom(machine: Machine, value: Value, left: Value, right: Value): LayerValue {
  if (typeof value === "string")
    return createLayer(machine, rawLayer, [bytesOf(utf8(value))], machine.offset, []);
  if (typeof value === "object" && value?.kind === "bytes")
    return createLayer(machine, rawLayer, [value], machine.offset, []);
  if (typeof value === "object" && value?.kind === "layer-class") throw classWithoutCall(left, right);
  throw new ScriptError(
    "wrong-type",
    `TypeError: a ${typeName(value)} cannot be joined to a packet with /`,
    "join layers, text or bytes",
  );
}

function classWithoutCall(left: Value, right: Value): ScriptError {
  const layer = [left, right].find((value) => typeof value === "object" && value?.kind === "layer-class");
  const name = typeof layer === "object" && layer?.kind === "layer-class" ? layer.spec.name : "the layer";
  return new ScriptError("wrong-type", `TypeError: ${name} is a class here, not a layer`, `write ${name}()`);
}

function concatenate(machine: Machine, left: Value, right: Value): Value {
  if (typeof left === "string" && typeof right === "string") {
    machine.allocateString(left.length + right.length);
    return left + right;
  }
  if (typeof left === "object" && left !== null && typeof right === "object" && right !== null) {
    if (left.kind === "list" && right.kind === "list") {
      machine.allocateItems(left.items.length + right.items.length);
      return list([...left.items, ...right.items]);
    }
    if (left.kind === "tuple" && right.kind === "tuple") {
      machine.allocateItems(left.items.length + right.items.length);
      return tuple([...left.items, ...right.items]);
    }
    if (left.kind === "bytes" && right.kind === "bytes") {
      machine.allocateString(left.bytes.length + right.bytes.length);
      const joined = new Uint8Array(left.bytes.length + right.bytes.length);
      joined.set(left.bytes);
      joined.set(right.bytes, left.bytes.length);
      return bytesOf(joined);
    }
  }
  const hint =
    typeof left === "string" || typeof right === "string"
      ? "turn the number into text with str(…)"
      : undefined;
  const error = unsupportedOperands("+", left, right);
  throw hint === undefined ? error : new ScriptError(error.code, error.message, hint);
}

function repeat(machine: Machine, left: Value, right: Value): Value {
  const count = asInteger(right) ?? asInteger(left);
  const sequence = asInteger(right) === undefined ? right : left;
  if (count === undefined) throw unsupportedOperands("*", left, right);
  const times = count < 0 ? 0 : Number(count);
  if (typeof sequence === "string") {
    machine.allocateString(sequence.length * times);
    return sequence.repeat(times);
  }
  if (typeof sequence === "object" && sequence !== null) {
    if (sequence.kind === "list" || sequence.kind === "tuple") {
      machine.allocateItems(sequence.items.length * times);
      const items: Value[] = [];
      for (let round = 0; round < times; round += 1) for (const item of sequence.items) items.push(item);
      return sequence.kind === "list" ? list(items) : tuple(items);
    }
    if (sequence.kind === "bytes") {
      machine.allocateString(sequence.bytes.length * times);
      const bytes = new Uint8Array(sequence.bytes.length * times);
      for (let round = 0; round < times; round += 1) bytes.set(sequence.bytes, round * sequence.bytes.length);
      return bytesOf(bytes);
    }
    if (sequence.kind === "layer") {
      machine.allocateItems(times);
      const items: Value[] = [];
      for (let round = 0; round < times; round += 1) items.push(copyPacket(machine, sequence));
      return list(items);
    }
  }
  throw unsupportedOperands("*", left, right);
}

/** Python's `==`. */
export function equalValues(machine: Machine, left: Value, right: Value, depth = 0): boolean {
  if (typeof left === "string" && typeof right === "string") {
    machine.spend(Math.min(left.length, right.length) >> 8);
    return left === right;
  }
  if (typeof left === "number" && typeof right === "number") return left === right;
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (depth > 50)
    throw new ScriptError("budget-depth", "RecursionError: the values hold one another too deeply");
  const leftFlags = typeof left === "object" && left.kind === "flags" ? left : undefined;
  const rightFlags = typeof right === "object" && right.kind === "flags" ? right : undefined;
  const flags = leftFlags ?? rightFlags;
  if (flags !== undefined) {
    const other = flags === left ? right : left;
    const bits =
      typeof other === "object" && other.kind === "flags"
        ? other.bits
        : flagBits(other, flags.names, flags.separator, { name: "the flags value" });
    return flags.bits === bits;
  }
  const leftNumber = asNumber(left);
  const rightNumber = asNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined) {
    const leftInt = asInteger(left);
    const rightInt = asInteger(right);
    if (leftInt !== undefined && rightInt !== undefined) return BigInt(leftInt) === BigInt(rightInt);
    return leftNumber === rightNumber;
  }
  if (typeof left !== "object" || typeof right !== "object" || left.kind !== right.kind) return false;
  machine.step();
  if (left.kind === "bytes" && right.kind === "bytes") {
    return (
      left.bytes.length === right.bytes.length &&
      left.bytes.every((octet, index) => octet === right.bytes[index])
    );
  }
  if ((left.kind === "list" && right.kind === "list") || (left.kind === "tuple" && right.kind === "tuple")) {
    if (left.items.length !== right.items.length) return false;
    return left.items.every((item, index) =>
      equalValues(machine, item, right.items[index] ?? null, depth + 1),
    );
  }
  if (left.kind === "dict" && right.kind === "dict") {
    if (left.entries.size !== right.entries.size) return false;
    for (const [key, entry] of left.entries) {
      const other = right.entries.get(key);
      if (other === undefined || !equalValues(machine, entry.value, other.value, depth + 1)) return false;
    }
    return true;
  }
  if (left.kind === "range" && right.kind === "range") {
    return (
      left.length === right.length &&
      (left.length === 0 || (left.start === right.start && (left.length === 1 || left.step === right.step)))
    );
  }
  if (left.kind === "layer" && right.kind === "layer") {
    return equalPackets(left, right, (one, other) => equalValues(machine, one, other, depth + 1));
  }
  return left.kind === "layer-class" && right.kind === "layer-class" && left.spec === right.spec;
}

export function compareValues(
  machine: Machine,
  operator: ComparisonOperator,
  left: Value,
  right: Value,
): boolean {
  switch (operator) {
    case "==":
      return equalValues(machine, left, right);
    case "!=":
      return !equalValues(machine, left, right);
    case "is":
      return isSame(left, right);
    case "is not":
      return !isSame(left, right);
    case "in":
      return contains(machine, right, left);
    case "not in":
      return !contains(machine, right, left);
    default: {
      const order = orderOf(machine, operator, left, right, 0);
      if (Number.isNaN(order)) return false;
      return operator === "<"
        ? order < 0
        : operator === "<="
          ? order <= 0
          : operator === ">"
            ? order > 0
            : order >= 0;
    }
  }
}

function isSame(left: Value, right: Value): boolean {
  if (left === right) return true;
  return (
    typeof left === "object" &&
    left?.kind === "float" &&
    typeof right === "object" &&
    right?.kind === "float" &&
    left === right
  );
}

/** Negative, zero or positive; NaN where a NaN is compared. Throws where Python cannot order the two. */
export function orderOf(
  machine: Machine,
  operator: string,
  left: Value,
  right: Value,
  depth: number,
): number {
  const leftNumber = asNumber(left) ?? numberOfFlags(left);
  const rightNumber = asNumber(right) ?? numberOfFlags(right);
  if (leftNumber !== undefined && rightNumber !== undefined) {
    if (typeof left === "bigint" || typeof right === "bigint") {
      const [a, b] = [asInteger(left), asInteger(right)];
      if (a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : 0;
    }
    return leftNumber < rightNumber
      ? -1
      : leftNumber > rightNumber
        ? 1
        : leftNumber === rightNumber
          ? 0
          : Number.NaN;
  }
  if (typeof left === "string" && typeof right === "string") {
    machine.spend(Math.min(left.length, right.length) >> 8);
    return compareText(left, right);
  }
  if (
    typeof left === "object" &&
    left !== null &&
    typeof right === "object" &&
    right !== null &&
    left.kind === right.kind
  ) {
    if (left.kind === "bytes" && right.kind === "bytes") {
      machine.spend((left.bytes.length + right.bytes.length) >> 3);
      return compareText(bytesText(left.bytes), bytesText(right.bytes));
    }
    if (
      (left.kind === "list" && right.kind === "list") ||
      (left.kind === "tuple" && right.kind === "tuple")
    ) {
      if (depth > 50)
        throw new ScriptError("budget-depth", "RecursionError: the values hold one another too deeply");
      const length = Math.min(left.items.length, right.items.length);
      for (let index = 0; index < length; index += 1) {
        machine.step();
        const [one, other] = [left.items[index] ?? null, right.items[index] ?? null];
        if (!equalValues(machine, one, other)) return orderOf(machine, operator, one, other, depth + 1);
      }
      return left.items.length - right.items.length;
    }
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: '${operator}' cannot compare ${typeName(left)} and ${typeName(right)}`,
    "compare numbers with numbers and text with text",
  );
}

function numberOfFlags(value: Value): number | undefined {
  return typeof value === "object" && value?.kind === "flags" ? value.bits : undefined;
}

/** By code points: UTF-16 units order the same except around surrogates. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

export function contains(machine: Machine, container: Value, item: Value): boolean {
  if (typeof container === "string") {
    if (typeof item !== "string") {
      throw new ScriptError(
        "wrong-type",
        `TypeError: 'in' needs text on its left, not ${typeName(item)}`,
        "turn it into text with str(…)",
      );
    }
    machine.spend(container.length >> 6);
    return container.includes(item);
  }
  if (typeof container === "object" && container !== null) {
    switch (container.kind) {
      case "list":
      case "tuple":
        return container.items.some((each) => {
          machine.step();
          return equalValues(machine, each, item);
        });
      case "iterator":
        return container.items.slice(container.at).some((each) => equalValues(machine, each, item));
      case "dict":
        return container.entries.has(dictKey(machine, item));
      case "range": {
        const number = asNumber(item);
        if (number === undefined) return false;
        const position = (number - container.start) / container.step;
        return Number.isInteger(position) && position >= 0 && position < container.length;
      }
      case "bytes": {
        machine.spend(container.bytes.length >> 3);
        const text = bytesText(container.bytes);
        if (typeof item === "object" && item?.kind === "bytes") return text.includes(bytesText(item.bytes));
        const octet = asInteger(item);
        if (octet !== undefined) return container.bytes.includes(Number(octet));
        break;
      }
      case "layer":
        return findLayer(container, layerQuery(item)) !== undefined;
      case "no-payload":
        return false;
      default:
        break;
    }
  }
  throw new ScriptError("wrong-type", `TypeError: 'in' cannot look into ${typeName(container)}`);
}
