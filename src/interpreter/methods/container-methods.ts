import { needSmallInteger } from "../arguments.js";
import { sortValues } from "../builtins/core-functions.js";
import { ScriptError } from "../diagnostic.js";
import { dictKey, growDict } from "../dict-key.js";
import { formatValue } from "../format-value.js";
import type { Machine } from "../machine.js";
import { equalValues } from "../compare-values.js";
import { itemsOf, position } from "../sequences.js";
import { list, tuple, typeName } from "../values.js";
import type { DictValue, ListValue, TupleValue, Value } from "../values.js";
import { method } from "./text-methods.js";
import type { Method } from "./text-methods.js";

function indexOfValue(machine: Machine, items: readonly Value[], wanted: Value): number {
  const at = items.findIndex((item) => {
    machine.step();
    return equalValues(machine, item, wanted);
  });
  if (at === -1)
    throw new ScriptError("wrong-value", `ValueError: ${formatValue(wanted, 60)} is not in the list`);
  return at;
}

/** Makes room for more items in a list, within the budget. */
function grow(machine: Machine, target: ListValue, count: number): void {
  if (target.items.length + count > machine.limits.items) machine.allocateItems(target.items.length + count);
  machine.allocate(count);
}

export const listMethods: ReadonlyMap<string, Method<ListValue>> = new Map([
  [
    "append",
    ((machine, self, positional, keywords) => {
      const [item] = positional;
      if (positional.length !== 1 || item === undefined || keywords.size > 0) {
        throw new ScriptError(
          "wrong-type",
          `TypeError: append() takes one argument, but is given ${positional.length}`,
          "append items one by one",
        );
      }
      grow(machine, self, 1);
      self.items.push(item);
      return null;
    }) as Method<ListValue>,
  ] as [string, Method<ListValue>],
  method<ListValue>("extend", "iterable", (machine, self, [iterable]) => {
    const items = [...itemsOf(machine, iterable ?? null)];
    grow(machine, self, items.length);
    for (const item of items) self.items.push(item);
    return null;
  }),
  method<ListValue>("insert", "index object", (machine, self, [index, item]) => {
    grow(machine, self, 1);
    machine.spend(self.items.length >> 4);
    self.items.splice(needSmallInteger(index, "insert()'s index"), 0, item ?? null);
    return null;
  }),
  method<ListValue>("pop", "index?", (machine, self, [index]) => {
    machine.spend(self.items.length >> 4);
    const at = position(
      index === undefined ? -1 : needSmallInteger(index, "pop()'s index"),
      self.items.length,
      "list",
    );
    return self.items.splice(at, 1)[0] ?? null;
  }),
  method<ListValue>("remove", "value", (machine, self, [value]) => {
    self.items.splice(indexOfValue(machine, self.items, value ?? null), 1);
    return null;
  }),
  method<ListValue>("clear", "", (_machine, self) => {
    self.items.length = 0;
    return null;
  }),
  method<ListValue>("copy", "", (machine, self) => {
    machine.allocateItems(self.items.length);
    return list([...self.items]);
  }),
  method<ListValue>("reverse", "", (_machine, self) => {
    self.items.reverse();
    return null;
  }),
  [
    "sort",
    ((machine, self, _positional, keywords) => {
      const sorted = sortValues(machine, self.items, keywords);
      self.items.length = 0;
      for (const item of sorted) self.items.push(item);
      return null;
    }) as Method<ListValue>,
  ] as [string, Method<ListValue>],
  method<ListValue>("index", "value", (machine, self, [value]) =>
    indexOfValue(machine, self.items, value ?? null),
  ),
  method<ListValue>(
    "count",
    "value",
    (machine, self, [value]) =>
      self.items.filter((item) => {
        machine.step();
        return equalValues(machine, item, value ?? null);
      }).length,
  ),
]);

export const tupleMethods: ReadonlyMap<string, Method<TupleValue>> = new Map([
  method<TupleValue>("index", "value", (machine, self, [value]) =>
    indexOfValue(machine, self.items, value ?? null),
  ),
  method<TupleValue>(
    "count",
    "value",
    (machine, self, [value]) =>
      self.items.filter((item) => {
        machine.step();
        return equalValues(machine, item, value ?? null);
      }).length,
  ),
]);

export const dictMethods: ReadonlyMap<string, Method<DictValue>> = new Map([
  method<DictValue>(
    "get",
    "key default?",
    (machine, self, [key, fallback]) =>
      self.entries.get(dictKey(machine, key ?? null))?.value ?? fallback ?? null,
  ),
  method<DictValue>("keys", "", (machine, self) => {
    machine.allocateItems(self.entries.size);
    machine.spend(self.entries.size >> 3);
    return list(Array.from(self.entries.values(), (entry) => entry.key));
  }),
  method<DictValue>("values", "", (machine, self) => {
    machine.allocateItems(self.entries.size);
    machine.spend(self.entries.size >> 3);
    return list(Array.from(self.entries.values(), (entry) => entry.value));
  }),
  method<DictValue>("items", "", (machine, self) => {
    machine.allocateItems(self.entries.size);
    machine.spend(self.entries.size >> 3);
    machine.allocate(self.entries.size * 12);
    return list(Array.from(self.entries.values(), (entry) => tuple([entry.key, entry.value])));
  }),
  method<DictValue>("update", "other", (machine, self, [other]) => {
    if (typeof other !== "object" || other?.kind !== "dict") {
      throw new ScriptError("wrong-type", `TypeError: update() needs a dict, not ${typeName(other ?? null)}`);
    }
    machine.allocateEntries(other.entries.size);
    for (const [key, entry] of other.entries) self.entries.set(key, { ...entry });
    return null;
  }),
  method<DictValue>("setdefault", "key default?", (machine, self, [key, fallback]) => {
    const name = dictKey(machine, key ?? null);
    const entry = self.entries.get(name);
    if (entry !== undefined) return entry.value;
    growDict(machine, self);
    self.entries.set(name, { key: key ?? null, value: fallback ?? null });
    return fallback ?? null;
  }),
  method<DictValue>("pop", "key default?", (machine, self, [key, fallback]) => {
    const name = dictKey(machine, key ?? null);
    const entry = self.entries.get(name);
    self.entries.delete(name);
    if (entry !== undefined) return entry.value;
    if (fallback !== undefined) return fallback;
    throw new ScriptError("key-not-found", `KeyError: ${formatValue(key ?? null, 60)}`);
  }),
  method<DictValue>("copy", "", (machine, self) => {
    machine.allocateEntries(self.entries.size);
    return {
      kind: "dict",
      entries: new Map(Array.from(self.entries, ([key, entry]) => [key, { ...entry }])),
    };
  }),
]);
