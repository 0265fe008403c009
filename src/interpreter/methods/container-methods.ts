import { joinBytes } from "../../wire/bytes.js";
import { needSmallInteger, needText } from "../arguments.js";
import { sortValues } from "../builtins/core-functions.js";
import { ScriptError } from "../diagnostic.js";
import { dictKey, growDict } from "../dict-key.js";
import { formatValue } from "../format-value.js";
import type { Machine } from "../machine.js";
import { equalValues } from "../compare-values.js";
import { itemsOf, position } from "../sequences.js";
import { bytesText } from "../text-codec.js";
import { bytesOf, list, tuple, typeName } from "../values.js";
import type { BytesValue, DictValue, ListValue, TupleValue, Value } from "../values.js";
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
    return list(Array.from(self.entries.values(), (entry) => entry.key));
  }),
  method<DictValue>("values", "", (machine, self) => {
    machine.allocateItems(self.entries.size);
    return list(Array.from(self.entries.values(), (entry) => entry.value));
  }),
  method<DictValue>("items", "", (machine, self) => {
    machine.allocateItems(self.entries.size);
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

export const bytesMethods: ReadonlyMap<string, Method<BytesValue>> = new Map([
  method<BytesValue>("decode", "encoding? errors?", (machine, self, [encoding]) => {
    machine.allocateString(self.bytes.length);
    const name = encoding === undefined ? "utf-8" : needText(encoding, "the encoding").toLowerCase();
    if (/^(?:latin|iso)/.test(name)) return bytesText(self.bytes);
    if (!/^(?:utf|u8|ascii|us-ascii)/.test(name))
      throw new ScriptError(
        "wrong-value",
        `LookupError: unknown encoding: ${name.slice(0, 40)}`,
        'use "utf-8"',
      );
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(self.bytes);
    } catch {
      throw new ScriptError(
        "wrong-value",
        "UnicodeDecodeError: the bytes are no UTF-8 text",
        'decode("latin-1") takes any bytes',
      );
    }
  }),
  method<BytesValue>("hex", "", (machine, self) => {
    machine.allocateString(self.bytes.length * 2);
    return Array.from(self.bytes, (octet) => octet.toString(16).padStart(2, "0")).join("");
  }),
  method<BytesValue>("join", "iterable", (machine, self, [iterable]) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (const item of itemsOf(machine, iterable ?? null)) {
      if (typeof item !== "object" || item?.kind !== "bytes") {
        throw new ScriptError(
          "wrong-type",
          `TypeError: a bytes-like object is required, not ${typeName(item)}`,
        );
      }
      if (parts.length > 0) parts.push(self.bytes);
      parts.push(item.bytes);
      length += item.bytes.length + (parts.length > 1 ? self.bytes.length : 0);
    }
    machine.spend(parts.length >> 3);
    machine.allocateString(length);
    return bytesOf(joinBytes(parts));
  }),
]);
