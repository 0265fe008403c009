import { assertNever } from "../contracts/result.js";
import { ScriptError } from "./diagnostic.js";
import { dictKey } from "./dict-key.js";
import { readAttribute, callMethod } from "./attributes.js";
import { callValue } from "./calls.js";
import { compareValues } from "./compare-values.js";
import { formatWithSpec } from "./format-number.js";
import { formatValue, repr, toText } from "./format-value.js";
import type { Machine } from "./machine.js";
import { createLayer } from "./layers/layer-value.js";
import { makeLayer } from "./make-layer.js";
import { binaryOperation, join, unaryOperation } from "./operators.js";
import { layerAt } from "./packet-operations.js";
import { itemAt, itemsOf, iterate } from "./sequences.js";
import type { CallNode, FormattedNode, LayerNode, Node } from "./tree.js";
import { assignTarget } from "./assign.js";
import { isTrue, list, noKeywords, tuple, typeName } from "./values.js";
import type { DictValue, KeywordValues, Value } from "./values.js";

/** The value of an expression. Throws a `ScriptError`, whose place is then `machine.offset` unless it has one. */
export function evaluate(machine: Machine, node: Node): Value {
  switch (node.kind) {
    case "constant":
      return node.value;
    case "slot": {
      const value = machine.slots[node.slot];
      if (value !== undefined) return value;
      machine.offset = node.start;
      throw new ScriptError(
        "unknown-name",
        `NameError: name '${node.name.slice(0, 60)}' is not defined`,
        "assign it before it is used",
      );
    }
    case "layer":
      return evaluateLayer(machine, node);
    case "join": {
      const left = evaluate(machine, node.left);
      const right = evaluate(machine, node.right);
      machine.step();
      machine.offset = node.start;
      const isPacket =
        (typeof left === "object" && left?.kind === "layer") ||
        (typeof right === "object" && right?.kind === "layer");
      return isPacket ? join(machine, left, right, node.fresh) : binaryOperation(machine, "/", left, right);
    }
    case "builtin-call": {
      const positional = evaluateAll(machine, node.positional);
      machine.offset = node.start;
      spendOnArguments(machine, positional);
      return node.callee.call(machine, positional, noKeywords);
    }
    case "call":
      return evaluateCall(machine, node);
    case "attribute": {
      const object = evaluate(machine, node.object);
      machine.offset = node.start;
      return readAttribute(machine, object, node.name);
    }
    case "index":
      return evaluateIndex(machine, node);
    case "binary": {
      const left = evaluate(machine, node.left);
      const right = evaluate(machine, node.right);
      machine.step();
      machine.offset = node.start;
      return binaryOperation(machine, node.operator, left, right);
    }
    case "unary": {
      const operand = evaluate(machine, node.operand);
      machine.step();
      if (node.operator === "not") return !isTrue(operand);
      machine.offset = node.start;
      return unaryOperation(machine, node.operator, operand);
    }
    case "logical": {
      machine.step();
      const left = evaluate(machine, node.left);
      return isTrue(left) === (node.operator === "or") ? left : evaluate(machine, node.right);
    }
    case "comparison": {
      let left = evaluate(machine, node.first);
      for (const { operator, operand } of node.rest) {
        const right = evaluate(machine, operand);
        machine.step();
        machine.offset = node.start;
        if (!compareValues(machine, operator, left, right)) return false;
        left = right;
      }
      return true;
    }
    case "conditional":
      machine.step();
      return evaluate(machine, isTrue(evaluate(machine, node.condition)) ? node.then : node.otherwise);
    case "list":
    case "tuple": {
      const items = [...evaluateAll(machine, node.items)];
      machine.offset = node.start;
      machine.allocateItems(items.length);
      return node.kind === "list" ? list(items) : tuple(items);
    }
    case "dict": {
      const entries = new Map<string, { key: Value; value: Value }>();
      for (const entry of node.entries) {
        const key = evaluate(machine, entry.key);
        const value = evaluate(machine, entry.value);
        machine.offset = node.start;
        entries.set(dictKey(machine, key), { key, value });
      }
      machine.spend(node.entries.length >> 2);
      machine.allocateEntries(entries.size);
      return { kind: "dict", entries };
    }
    case "slice":
      return {
        kind: "slice",
        from: evaluate(machine, node.from),
        to: evaluate(machine, node.to),
        step: evaluate(machine, node.step),
      };
    case "comprehension":
      return evaluateComprehension(machine, node);
    case "formatted": {
      const text = formatParts(machine, node.parts, node.start);
      machine.offset = node.start;
      machine.allocateString(text.length);
      return text;
    }
    case "failure":
      throw new ScriptError(node.code, node.message, node.hint, node.start);
    default:
      return assertNever(node);
  }
}

/** Arguments are evaluated in the order written. */
function evaluateLayer(machine: Machine, node: LayerNode): Value {
  const { spec, keywords, start, sites, unknown, form } = node;
  if (form?.values !== undefined) {
    machine.spend(keywords.length >> 2);
    machine.offset = start;
    const layer = createLayer(machine, spec, form.values, start, sites, form);
    for (const value of form.costly) machine.spendOnField(value);
    return layer;
  }
  const given = spec.unset.slice();
  const positional = evaluateAll(machine, node.positional);
  for (const keyword of keywords) {
    const value = evaluate(machine, keyword.value);
    if (keyword.field >= 0) given[keyword.field] = value;
  }
  machine.spend(keywords.length >> 2);
  machine.offset = start;
  return makeLayer(machine, { spec, start, given, positional, sites, unknown, form });
}

const noValues: Value[] = [];

/** Nobody changes the list: it is the same one where there is nothing to evaluate. */
function evaluateAll(machine: Machine, nodes: readonly Node[]): readonly Value[] {
  if (nodes.length === 0) return noValues;
  const values: Value[] = [];
  for (const node of nodes) values.push(evaluate(machine, node));
  return values;
}

function evaluateCall(machine: Machine, node: CallNode): Value {
  const { callee } = node;
  const isMethod = callee.kind === "attribute";
  const object = isMethod ? evaluate(machine, callee.object) : evaluate(machine, callee);
  const positional: Value[] = [];
  for (const { value, starred } of node.positional) {
    const argument = evaluate(machine, value);
    if (starred) for (const item of itemsOf(machine, argument)) positional.push(item);
    else positional.push(argument);
  }
  let keywords: KeywordValues = noKeywords;
  if (node.keywords.length > 0) {
    const given = new Map<string, Value>();
    for (const { name, value } of node.keywords) {
      const argument = evaluate(machine, value);
      if (name === undefined) spread(machine, given, argument);
      else if (given.has(name)) throw twiceGiven(name);
      else given.set(name, argument);
    }
    keywords = given;
  }
  machine.offset = isMethod ? callee.start : node.start;
  spendOnArguments(machine, positional);
  machine.spend(keywords.size * 2);
  for (const value of keywords.values()) machine.spendOn(value);
  return isMethod
    ? callMethod(machine, object, callee.name, positional, keywords, node)
    : callValue(machine, object, positional, keywords, node);
}

/** Most functions go through what they are given. */
function spendOnArguments(machine: Machine, positional: readonly Value[]): void {
  for (const value of positional) machine.spendOn(value);
  machine.spend(positional.length);
}

function twiceGiven(name: string): ScriptError {
  return new ScriptError(
    "wrong-type",
    `TypeError: got multiple values for keyword argument '${name.slice(0, 60)}'`,
  );
}

function spread(machine: Machine, given: Map<string, Value>, mapping: Value): void {
  if (typeof mapping !== "object" || mapping?.kind !== "dict") {
    throw new ScriptError("wrong-type", `TypeError: after ** there must be a dict, not ${typeName(mapping)}`);
  }
  machine.spend(mapping.entries.size);
  for (const { key, value } of mapping.entries.values()) {
    if (typeof key !== "string") throw new ScriptError("wrong-type", "TypeError: keywords must be strings");
    if (given.has(key)) throw twiceGiven(key);
    given.set(key, value);
  }
}

function evaluateIndex(machine: Machine, node: Extract<Node, { kind: "index" }>): Value {
  const object = evaluate(machine, node.object);
  const key = evaluate(machine, node.index);
  machine.step();
  machine.offset = node.start;
  if (typeof object === "object" && object !== null) {
    if (object.kind === "layer") return layerAt(machine, object, key);
    if (object.kind === "dict") {
      const entry = object.entries.get(dictKey(machine, key));
      if (entry !== undefined) return entry.value;
      throw new ScriptError("key-not-found", `KeyError: ${formatValue(key, 60)}`, keysHint(object.entries));
    }
    if (object.kind === "no-payload")
      throw new ScriptError("layer-not-found", "IndexError: there is no layer here");
  }
  return itemAt(machine, object, key);
}

function keysHint(entries: DictValue["entries"]): string {
  if (entries.size === 0) return "the dict is empty";
  const shown: string[] = [];
  for (const { key } of entries.values()) {
    if (shown.length === 12) break;
    shown.push(formatValue(key, 40));
  }
  return `its keys: ${shown.join(", ")}`;
}

function evaluateComprehension(machine: Machine, node: Extract<Node, { kind: "comprehension" }>): Value {
  const items: Value[] = [];
  const entries = new Map<string, { key: Value; value: Value }>();
  const run = (depth: number): void => {
    const clause = node.clauses[depth];
    if (clause === undefined) {
      machine.step();
      machine.offset = node.start;
      if (node.key !== undefined) {
        const key = evaluate(machine, node.key);
        if (entries.size >= machine.limits.items) machine.allocateItems(entries.size + 1);
        machine.allocate(16);
        entries.set(dictKey(machine, key), { key, value: evaluate(machine, node.element) });
      } else {
        if (items.length >= machine.limits.items) machine.allocateItems(items.length + 1);
        machine.allocate(1);
        items.push(evaluate(machine, node.element));
      }
      return;
    }
    for (const item of iterate(machine, evaluate(machine, clause.iterable))) {
      machine.step();
      assignTarget(machine, clause.target, item, evaluate);
      if (clause.conditions.every((condition) => isTrue(evaluate(machine, condition)))) run(depth + 1);
    }
  };
  run(0);
  if (node.result === "dict") return { kind: "dict", entries };
  return node.result === "list" ? list(items) : { kind: "iterator", items, at: 0 };
}

function formatParts(machine: Machine, parts: readonly FormattedNode[], start: number): string {
  let text = "";
  machine.spend(parts.length);
  for (const part of parts) {
    if ("text" in part) {
      text += part.text;
      continue;
    }
    const value = evaluate(machine, part.value);
    const spec = part.format === undefined ? "" : formatParts(machine, part.format, start);
    machine.offset = start;
    const asText = (each: Value): string => toText(machine, each);
    const shown =
      part.conversion === undefined ? value : part.conversion === "s" ? asText(value) : repr(machine, value);
    text += formatWithSpec(machine, shown, spec, asText);
    machine.checkString(text.length);
  }
  return text;
}
