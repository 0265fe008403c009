import { latin1Bytes } from "../wire/bytes.js";
import { ScriptError } from "./diagnostic.js";
import { formatPercent } from "./format-percent.js";
import { flagBits } from "./layers/number-fields.js";
import { copyPacket, createLayer, joinFresh, fieldSite } from "./layers/layer-value.js";
import type { LayerValue } from "./layers/layer-value.js";
import { rawLayer } from "./layers/raw.js";
import type { Machine } from "./machine.js";
import { numberOperation, unsupportedOperands } from "./numbers.js";
import type { NumberOperator } from "./numbers.js";
import type { BinaryOperator } from "./syntax-tree.js";
import { bytesText, utf8 } from "./text-codec.js";
import { aKind, asInteger, bytesOf, list, tuple, typeName } from "./values.js";
import type { BytesValue, Value } from "./values.js";

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
  machine.spendOn(left);
  machine.spendOn(right);
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
      if (typeof left === "string") return formatPercent(machine, left, right, "text");
      if (typeof left === "object" && left?.kind === "bytes") return formatOctets(machine, left.bytes, right);
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
        machine.allocateEntries(left.entries.size + right.entries.size);
        return { kind: "dict", entries: new Map([...left.entries, ...right.entries]) };
      }
      break;
    default:
      break;
  }
  throw unsupportedOperands(operator, left, right);
}

/** `b"%x\r\n" % 5`: as for text, an octet for a character. */
function formatOctets(machine: Machine, format: Uint8Array, values: Value): Value {
  machine.allocateString(format.length);
  const text = formatPercent(machine, bytesText(format), values, "octets");
  machine.spend(text.length >> 4);
  return bytesOf(latin1Bytes(text));
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
  return { ...flags, bits: bits >>> 0 };
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
  return joinFresh(machine, top, bottom);
}

function rawOf(machine: Machine, load: BytesValue): LayerValue {
  const { offset } = machine;
  return createLayer(machine, rawLayer, [load], offset, [fieldSite(0, offset)]);
}

function rawFrom(machine: Machine, value: Value, left: Value, right: Value): LayerValue {
  if (typeof value === "string") {
    machine.allocate(value.length);
    return rawOf(machine, bytesOf(utf8(value)));
  }
  if (typeof value === "object" && value?.kind === "bytes") return rawOf(machine, value);
  if (typeof value === "object" && value?.kind === "layer-class") throw classWithoutCall(left, right);
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${aKind(value)} cannot be joined to a packet with /`,
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
  if (typeof count === "bigint" && (count >= 1n << 63n || count < -(1n << 63n)))
    throw new ScriptError(
      "overflow",
      "OverflowError: cannot fit 'int' into an index-sized integer",
      "use a smaller number",
    );
  // An empty value stays empty however often it is repeated.
  const times = count < 0 || sizeOf(sequence) === 0 ? 0 : Number(count);
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

function sizeOf(sequence: Value): number | undefined {
  if (typeof sequence === "string") return sequence.length;
  if (typeof sequence !== "object" || sequence === null) return undefined;
  if (sequence.kind === "bytes") return sequence.bytes.length;
  return sequence.kind === "list" || sequence.kind === "tuple" ? sequence.items.length : undefined;
}

export function unaryOperation(machine: Machine, operator: "+" | "-" | "~", value: Value): Value {
  if (typeof value === "object" && value?.kind === "float") {
    if (operator === "-") return { kind: "float", value: -value.value };
    if (operator === "+") return value;
  }
  const result =
    operator === "~"
      ? typeof value === "object"
        ? undefined
        : numberOperation(machine, "-", -1, value)
      : numberOperation(machine, operator, 0, value);
  if (result !== undefined) return result;
  throw new ScriptError(
    "wrong-type",
    `TypeError: bad operand type for unary ${operator}: ${typeName(value)}`,
  );
}
