import { ScriptError } from "./diagnostic.js";
import { dictKey, growDict } from "./dict-key.js";
import type { Machine } from "./machine.js";
import { deletePacketAttribute, writePacketAttribute } from "./packet-operations.js";
import { itemsOf, position, sliceBounds, slicePositions } from "./sequences.js";
import type { Node, Target } from "./tree.js";
import { asInteger, aKind, typeName } from "./values.js";
import type { Value } from "./values.js";

/** The module that stands for `conf`. */
export const settingsModule = "scapy.config.conf";

/** What gives an expression's value: passed in, since expressions bind names too, in comprehensions. */
export type Evaluate = (machine: Machine, node: Node) => Value;

/** Binds a target to a value: a name, a packet's field, a place in a list or dict, or several of them. */
export function assignTarget(machine: Machine, target: Target, value: Value, evaluate: Evaluate): void {
  switch (target.kind) {
    case "slot":
      machine.slots[target.slot] = value;
      machine.noteAssignment(target.slot);
      break;
    case "attribute":
      assignAttribute(machine, evaluate(machine, target.object), target.name, value, target.start);
      break;
    case "index": {
      const object = evaluate(machine, target.object);
      const key = evaluate(machine, target.index);
      assignIndex(machine, object, key, value, target.start);
      break;
    }
    case "targets":
      unpack(machine, target.items, value, target.start, evaluate);
  }
  if (machine.observer !== undefined) machine.observer.assigned(target, value);
}

export function assignAttribute(
  machine: Machine,
  object: Value,
  name: string,
  value: Value,
  offset: number,
): void {
  machine.offset = offset;
  // Scapy's settings change what it prints and where it sends: nothing of that happens here.
  if (typeof object === "object" && object?.kind === "module" && object.name === settingsModule) return;
  if (typeof object !== "object" || object?.kind !== "layer") {
    throw new ScriptError(
      "wrong-type",
      `AttributeError: ${aKind(object)}'s attribute ${name.slice(0, 60)} cannot be set`,
      "set fields of packets only",
    );
  }
  machine.allocate(16);
  writePacketAttribute(machine, object, name, value, offset);
}

export function assignIndex(machine: Machine, object: Value, key: Value, value: Value, offset: number): void {
  machine.offset = offset;
  if (typeof object === "object" && object !== null) {
    if (object.kind === "dict") {
      const name = dictKey(machine, key);
      if (!object.entries.has(name)) growDict(machine, object);
      object.entries.set(name, { key, value });
      return;
    }
    if (object.kind === "list") {
      if (typeof key === "object" && key?.kind === "slice") {
        if (key.step !== null)
          throw new ScriptError(
            "not-known-yet",
            "assigning a slice with a step is not supported",
            "assign items one by one",
          );
        const items = [...itemsOf(machine, value)];
        machine.allocateItems(object.items.length + items.length);
        const { from, length } = sliceBounds(key, object.items.length);
        machine.spend(object.items.length >> 3);
        const kept = object.items.splice(from).slice(length);
        for (const item of items) object.items.push(item);
        for (const item of kept) object.items.push(item);
        return;
      }
      const index = asInteger(key);
      if (index === undefined)
        throw new ScriptError("wrong-type", `TypeError: list indices must be integers, not ${typeName(key)}`);
      object.items[position(Number(index), object.items.length, "list")] = value;
      return;
    }
    if (object.kind === "layer") {
      throw new ScriptError(
        "not-known-yet",
        "replacing a layer of a packet is not supported",
        "set its fields: packet[TCP].seq = 1",
      );
    }
  }
  throw new ScriptError("wrong-type", `TypeError: ${aKind(object)} does not support item assignment`);
}

function unpack(
  machine: Machine,
  targets: readonly Target[],
  value: Value,
  offset: number,
  evaluate: Evaluate,
): void {
  machine.offset = offset;
  const items = [...itemsOf(machine, value)];
  machine.spend((items.length + targets.length) >> 2);
  if (items.length !== targets.length) {
    const problem = items.length < targets.length ? "not enough values" : "too many values";
    throw new ScriptError(
      "wrong-value",
      `ValueError: ${problem} to unpack (expected ${targets.length}, got ${items.length})`,
      "give as many names as values",
    );
  }
  targets.forEach((target, index) => {
    assignTarget(machine, target, items[index] ?? null, evaluate);
  });
}

export function deleteTarget(machine: Machine, target: Target, evaluate: Evaluate): void {
  machine.offset = target.start;
  switch (target.kind) {
    case "slot":
      if (machine.slots[target.slot] === undefined) {
        throw new ScriptError("unknown-name", `NameError: name '${target.name.slice(0, 60)}' is not defined`);
      }
      machine.slots[target.slot] = undefined;
      return;
    case "attribute": {
      const object = evaluate(machine, target.object);
      machine.offset = target.start;
      if (typeof object !== "object" || object?.kind !== "layer") {
        throw new ScriptError("wrong-type", `AttributeError: ${aKind(object)}'s attribute cannot be deleted`);
      }
      deletePacketAttribute(machine, object, target.name);
      return;
    }
    case "index": {
      const object = evaluate(machine, target.object);
      const key = evaluate(machine, target.index);
      machine.offset = target.start;
      deleteIndex(machine, object, key);
      return;
    }
    case "targets":
      machine.spend(target.items.length);
      for (const item of target.items) deleteTarget(machine, item, evaluate);
  }
}

function deleteIndex(machine: Machine, object: Value, key: Value): void {
  if (typeof object === "object" && object?.kind === "dict") {
    if (!object.entries.delete(dictKey(machine, key)))
      throw new ScriptError("key-not-found", "KeyError: the dict has no such key");
    return;
  }
  const index = asInteger(key);
  if (typeof object === "object" && object?.kind === "list" && index !== undefined) {
    machine.spend(object.items.length >> 4);
    object.items.splice(position(Number(index), object.items.length, "list"), 1);
    return;
  }
  if (
    typeof object === "object" &&
    object?.kind === "list" &&
    typeof key === "object" &&
    key?.kind === "slice"
  ) {
    machine.spend(object.items.length >> 1);
    const gone = new Set(slicePositions(machine, key, object.items.length));
    const kept = object.items.filter((_, at) => !gone.has(at));
    object.items.length = 0;
    for (const item of kept) object.items.push(item);
    return;
  }
  throw new ScriptError("wrong-type", `TypeError: ${aKind(object)} does not support item deletion`);
}
