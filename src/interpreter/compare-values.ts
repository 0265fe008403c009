import { equalBytes } from "../wire/bytes.js";
import { dictKey } from "./dict-key.js";
import { ScriptError } from "./diagnostic.js";
import { setFlags } from "./format-flags.js";
import { flagBits } from "./layers/number-fields.js";
import type { Machine } from "./machine.js";
import { equalPackets, findLayer, layerQuery } from "./packet-operations.js";
import type { ComparisonOperator } from "./syntax-tree.js";
import { bytesText } from "./text-codec.js";
import { asInteger, asNumber, typeName } from "./values.js";
import type { Value } from "./values.js";

/** Python's `==`. */
export function equalValues(machine: Machine, left: Value, right: Value, depth = 0): boolean {
  if (typeof left === "string" && typeof right === "string") {
    machine.spend(Math.min(left.length, right.length) >> 8);
    return left === right;
  }
  if (typeof left === "number" && typeof right === "number") return left === right;
  if (left === right) return true;
  machine.spendOn(typeof left === "bigint" ? left : undefined);
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
    if (left.bytes.length !== right.bytes.length) return false;
    machine.spend(left.bytes.length >> 6);
    return equalBytes(left.bytes, right.bytes);
  }
  if ((left.kind === "list" && right.kind === "list") || (left.kind === "tuple" && right.kind === "tuple")) {
    if (left.items.length !== right.items.length) return false;
    machine.spend(left.items.length >> 2);
    return left.items.every((item, index) =>
      equalValues(machine, item, right.items[index] ?? null, depth + 1),
    );
  }
  if (left.kind === "dict" && right.kind === "dict") {
    if (left.entries.size !== right.entries.size) return false;
    machine.spend(left.entries.size);
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
    return equalPackets(machine, left, right, (one, other) => equalValues(machine, one, other, depth + 1));
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
  if (typeof left === "bigint" || typeof right === "bigint") machine.spendOn(left);
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
    machine.spendOnSearch(container.length, item.length);
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
        // Looking for an item goes through the iterator, as far as it must.
        while (container.at < container.items.length) {
          machine.step();
          container.at += 1;
          if (equalValues(machine, container.items[container.at - 1] ?? null, item)) return true;
        }
        return false;
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
        if (typeof item === "object" && item?.kind === "bytes") {
          machine.spendOnSearch(container.bytes.length, item.bytes.length);
          return text.includes(bytesText(item.bytes));
        }
        const octet = asInteger(item);
        if (octet !== undefined) return container.bytes.includes(Number(octet));
        break;
      }
      case "layer":
        return findLayer(machine, container, layerQuery(item)) !== undefined;
      case "no-payload":
        return false;
      case "flags":
        return setFlags(container).some((name) => name === item);
      default:
        break;
    }
  }
  throw new ScriptError("wrong-type", `TypeError: 'in' cannot look into ${typeName(container)}`);
}
