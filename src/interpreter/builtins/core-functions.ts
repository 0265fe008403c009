import { builtin, needInteger, needSmallInteger, needText } from "../arguments.js";
import type { BoundArguments } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { dictKey } from "../dict-key.js";
import { formatWithSpec } from "../format-number.js";
import { ascii, repr, toText } from "../format-value.js";
import type { Machine } from "../machine.js";
import { numberOperation } from "../numbers.js";
import { orderOf } from "../compare-values.js";
import { binaryOperation } from "../operators.js";
import { buildPacket, summarizePacket } from "../packet-operations.js";
import { itemsOf, lengthOf } from "../sequences.js";
import { utf8 } from "../text-codec.js";
import { asInteger, asNumber, bytesOf, float, integer, isTrue, list, tuple, typeName } from "../values.js";
import type { FunctionValue, KeywordValues, Value } from "../values.js";
import { powModulo, round, toFloat, toInteger } from "./number-conversions.js";

function range(machine: Machine, args: BoundArguments): Value {
  const [first, second, third] = args;
  const start = second === undefined ? 0 : needSmallInteger(first, "range()'s start");
  const stop = needSmallInteger(second ?? first, "range()'s stop");
  const step = third === undefined ? 1 : needSmallInteger(third, "range()'s step");
  if (step === 0) throw new ScriptError("wrong-value", "ValueError: range() arg 3 must not be zero");
  machine.step();
  return { kind: "range", start, step, length: Math.max(0, Math.ceil((stop - start) / step)) };
}

function toBytes(machine: Machine, value: Value | undefined, encoding: Value | undefined): Value {
  if (value === undefined) return bytesOf(new Uint8Array(0));
  if (typeof value === "string") {
    if (encoding === undefined)
      throw new ScriptError(
        "wrong-type",
        "TypeError: string argument without an encoding",
        'write bytes(text, "utf-8")',
      );
    machine.allocateString(value.length);
    machine.spend(value.length >> 3);
    return bytesOf(utf8(value));
  }
  const size = asInteger(value);
  if (size !== undefined) {
    if (size < 0) throw new ScriptError("wrong-value", "ValueError: negative count");
    machine.allocateString(Number(size));
    return bytesOf(new Uint8Array(Number(size)));
  }
  if (typeof value === "object" && value !== null) {
    if (value.kind === "bytes") return value;
    if (value.kind === "layer") return bytesOf(buildPacket(machine, value));
    if (value.kind === "no-payload") return bytesOf(new Uint8Array(0));
  }
  const items = itemsOf(machine, value);
  machine.allocateString(items.length);
  machine.spend(items.length >> 2);
  return bytesOf(
    Uint8Array.from(items, (item) => {
      const octet = needInteger(item, "a byte");
      if (octet < 0 || octet > 255)
        throw new ScriptError("wrong-value", "ValueError: bytes must be in range(0, 256)");
      return Number(octet);
    }),
  );
}

/** `min` and `max`, with `key` and `default`. */
function extreme(name: "min" | "max"): FunctionValue {
  return {
    kind: "function",
    name,
    call(machine, positional, keywords) {
      const items = positional.length === 1 ? itemsOf(machine, positional[0] ?? null).slice() : positional;
      const fallback = keywords.get("default");
      const key = keyFunction(machine, keywords);
      let best: Value | undefined;
      let bestKey: Value = null;
      for (const item of items) {
        machine.step();
        const itemKey = key(item);
        const isBetter =
          best === undefined ||
          (name === "min"
            ? orderOf(machine, "<", itemKey, bestKey, 0) < 0
            : orderOf(machine, ">", itemKey, bestKey, 0) > 0);
        if (isBetter) [best, bestKey] = [item, itemKey];
      }
      if (best !== undefined) return best;
      if (fallback !== undefined) return fallback;
      throw new ScriptError("wrong-value", `ValueError: ${name}() arg is an empty sequence`);
    },
  };
}

function keyFunction(machine: Machine, keywords: KeywordValues): (value: Value) => Value {
  const key = keywords.get("key");
  if (key === undefined || key === null) return (value) => value;
  if (typeof key !== "object" || key.kind !== "function") {
    throw new ScriptError(
      "wrong-type",
      "TypeError: key must be a function",
      "use a built-in function such as len",
    );
  }
  return (value) => key.call(machine, [value], new Map());
}

export function sortValues(machine: Machine, items: readonly Value[], keywords: KeywordValues): Value[] {
  const key = keyFunction(machine, keywords);
  machine.allocateItems(items.length);
  machine.spend(items.length >> 2);
  // From a copy: a key function may be a method of the very list.
  const keyed = items.slice().map((item) => ({ item, key: key(item) }));
  const direction = isTrue(keywords.get("reverse") ?? false) ? -1 : 1;
  keyed.sort((left, right) => {
    machine.step();
    return direction * orderOf(machine, "<", left.key, right.key, 0);
  });
  return keyed.map(({ item }) => item);
}

function iterator(machine: Machine, items: readonly Value[]): Value {
  machine.allocateItems(items.length);
  return { kind: "iterator", items, at: 0 };
}

/** Python's built-in functions, as far as packet scripts use them. */
export const coreFunctions: readonly FunctionValue[] = [
  builtin("abs", "x", (_machine, [x]) => {
    if (typeof x === "object" && x?.kind === "float") return float(Math.abs(x.value));
    const number = asInteger(x ?? null);
    if (number === undefined)
      throw new ScriptError("wrong-type", `TypeError: abs() needs a number, not ${typeName(x ?? null)}`);
    return number < 0 ? integer(-BigInt(number)) : number;
  }),
  builtin("len", "obj", (machine, [value]) =>
    lengthOf(machine, value ?? null, (_machine, packet) =>
      typeof packet === "object" && packet?.kind === "layer" ? buildPacket(machine, packet).length : 0,
    ),
  ),
  builtin("range", "start stop? step?", range),
  builtin("int", "x? base?", (machine, [x, base]) => toInteger(machine, x, base)),
  builtin("float", "x?", (machine, [x]) => toFloat(machine, x)),
  builtin("bool", "x?", (_machine, [x]) => isTrue(x ?? false)),
  builtin("str", "object? encoding?", (machine, [value, encoding]) => {
    if (value === undefined) return "";
    if (encoding !== undefined && typeof value === "object" && value?.kind === "bytes") {
      machine.allocateString(value.bytes.length);
      return new TextDecoder().decode(value.bytes);
    }
    return typeof value === "object" && value?.kind === "layer"
      ? summarizePacket(machine, value)
      : toText(machine, value);
  }),
  builtin("repr", "obj", (machine, [value]) => repr(machine, value ?? null)),
  builtin("bytes", "source? encoding?", (machine, [source, encoding]) => toBytes(machine, source, encoding)),
  builtin("raw", "x", (machine, [x]) => toBytes(machine, x, "utf-8")),
  builtin("list", "iterable?", (machine, [value]) => {
    const items = value === undefined ? [] : itemsOf(machine, value);
    machine.allocateItems(items.length);
    return list([...items]);
  }),
  builtin("tuple", "iterable?", (machine, [value]) => {
    const items = value === undefined ? [] : itemsOf(machine, value);
    machine.allocateItems(items.length);
    return tuple([...items]);
  }),
  {
    kind: "function",
    name: "dict",
    call(machine, positional, keywords) {
      const entries = new Map<string, { key: Value; value: Value }>();
      const [source] = positional;
      if (typeof source === "object" && source?.kind === "dict") {
        machine.allocateEntries(source.entries.size);
        for (const [key, entry] of source.entries) entries.set(key, { ...entry });
      } else if (source !== undefined) {
        for (const pair of itemsOf(machine, source)) {
          const [key = null, value = null] = itemsOf(machine, pair);
          machine.spend(1);
          machine.allocate(16);
          entries.set(dictKey(machine, key), { key, value });
        }
      }
      for (const [name, value] of keywords) entries.set(dictKey(machine, name), { key: name, value });
      machine.allocateItems(entries.size);
      return { kind: "dict", entries };
    },
  },
  builtin("hex", "x", (machine, [x]) => prefixed(machine, needInteger(x, "hex()'s argument"), 16, "0x")),
  builtin("bin", "x", (machine, [x]) => prefixed(machine, needInteger(x, "bin()'s argument"), 2, "0b")),
  builtin("oct", "x", (machine, [x]) => prefixed(machine, needInteger(x, "oct()'s argument"), 8, "0o")),
  builtin("chr", "i", (_machine, [i]) => {
    const code = needInteger(i, "chr()'s argument");
    if (code < 0 || code > 0x10ffff)
      throw new ScriptError("wrong-value", "ValueError: chr() arg not in range(0x110000)");
    return String.fromCodePoint(Number(code));
  }),
  builtin("ord", "c", (_machine, [c]) => {
    if (typeof c === "object" && c?.kind === "bytes" && c.bytes.length === 1) return c.bytes[0] ?? 0;
    const text = needText(c, "ord()'s argument");
    const characters = text.length > 2 ? [] : Array.from(text);
    if (characters.length !== 1) throw new ScriptError("wrong-type", "TypeError: ord() expected a character");
    return characters[0]?.codePointAt(0) ?? 0;
  }),
  builtin("round", "number ndigits?", (machine, [number, digits]) => round(machine, number, digits)),
  builtin("sum", "iterable start?", (machine, [iterable, start]) => {
    let total: Value = start ?? 0;
    for (const item of itemsOf(machine, iterable ?? null)) {
      machine.step();
      total = binaryOperation(machine, "+", total, item);
    }
    return total;
  }),
  extreme("min"),
  extreme("max"),
  {
    kind: "function",
    name: "sorted",
    call: (machine, positional, keywords) =>
      list(sortValues(machine, itemsOf(machine, positional[0] ?? null), keywords)),
  },
  builtin("reversed", "sequence", (machine, [value]) =>
    iterator(machine, [...itemsOf(machine, value ?? null)].reverse()),
  ),
  builtin("enumerate", "iterable start?", (machine, [iterable, start]) => {
    const first = start === undefined ? 0 : needSmallInteger(start, "enumerate()'s start");
    const items = itemsOf(machine, iterable ?? null);
    machine.allocate(items.length * 12);
    machine.spend(items.length >> 2);
    return iterator(
      machine,
      items.map((item, index) => tuple([integer(BigInt(first) + BigInt(index)), item])),
    );
  }),
  builtin("zip", "*rest", (machine, [rest]) => {
    const sources =
      typeof rest === "object" && rest?.kind === "tuple"
        ? rest.items.map((item) => itemsOf(machine, item))
        : [];
    const shortest = sources.reduce(
      (least, source) => Math.min(least, source.length),
      sources[0]?.length ?? 0,
    );
    machine.allocateItems(shortest);
    machine.allocate(shortest * (sources.length + 10));
    machine.spend(shortest >> 2);
    return iterator(
      machine,
      Array.from({ length: shortest }, (_, index) => tuple(sources.map((source) => source[index] ?? null))),
    );
  }),
  builtin("map", "function iterable", (machine, [callee, iterable]) => {
    if (typeof callee !== "object" || callee?.kind !== "function")
      throw new ScriptError("wrong-type", "TypeError: map() needs a function");
    // From a copy: the function may be a method of the very list.
    const given = itemsOf(machine, iterable ?? null).slice();
    const items = given.map((item) => {
      machine.step();
      return callee.call(machine, [item], new Map());
    });
    return iterator(machine, items);
  }),
  builtin("any", "iterable", (machine, [iterable]) => itemsOf(machine, iterable ?? null).some(isTrue)),
  builtin("all", "iterable", (machine, [iterable]) => itemsOf(machine, iterable ?? null).every(isTrue)),
  builtin("divmod", "a b", (machine, [a, b]) => {
    const quotient = numberOperation(machine, "//", a ?? null, b ?? null);
    const rest = numberOperation(machine, "%", a ?? null, b ?? null);
    if (quotient === undefined || rest === undefined)
      throw new ScriptError("wrong-type", "TypeError: divmod() needs numbers");
    return tuple([quotient, rest]);
  }),
  builtin("next", "iterator default?", (_machine, [source, fallback]) => {
    if (typeof source !== "object" || source?.kind !== "iterator")
      throw new ScriptError(
        "wrong-type",
        `TypeError: a ${typeName(source ?? null)} is no iterator`,
        "use iter(…)",
      );
    const item = source.items[source.at];
    source.at += 1;
    if (item !== undefined) return item;
    if (fallback !== undefined) return fallback;
    throw new ScriptError("wrong-value", "StopIteration: there is no next item");
  }),
  builtin("iter", "iterable", (machine, [source]) =>
    typeof source === "object" && source?.kind === "iterator"
      ? source
      : iterator(machine, itemsOf(machine, source ?? null)),
  ),
  builtin("filter", "function iterable", (machine, [test, iterable]) => {
    const isKept =
      typeof test === "object" && test?.kind === "function"
        ? (item: Value): boolean => {
            machine.step();
            return isTrue(test.call(machine, [item], new Map()));
          }
        : isTrue;
    if (test !== null && (typeof test !== "object" || test.kind !== "function"))
      throw new ScriptError("wrong-type", `TypeError: a ${typeName(test ?? null)} cannot be called`);
    // From a copy: the function may be a method of the very list.
    const items = itemsOf(machine, iterable ?? null).slice();
    machine.spend(items.length >> 3);
    return iterator(machine, items.filter(isKept));
  }),
  builtin("ascii", "obj", (machine, [value]) => ascii(machine, value ?? null)),
  builtin("pow", "base exp mod?", (machine, [base, exponent, modulus]) => {
    if (modulus !== undefined && modulus !== null) return powModulo(machine, base, exponent, modulus);
    const result =
      asNumber(base ?? null) === undefined
        ? undefined
        : numberOperation(machine, "**", base ?? null, exponent ?? null);
    if (result === undefined) throw new ScriptError("wrong-type", "TypeError: pow() needs numbers");
    return result;
  }),
  builtin("format", "value format_spec?", (machine, [value, spec]) =>
    formatWithSpec(
      machine,
      value ?? null,
      spec === undefined ? "" : needText(spec, "format()'s spec"),
      (each) => toText(machine, each),
    ),
  ),
  { kind: "function", name: "print", call: () => null },
];

function prefixed(machine: Machine, value: number | bigint, base: number, prefix: string): string {
  const text = value < 0 ? `-${prefix}${(-value).toString(base)}` : prefix + value.toString(base);
  machine.allocateString(text.length);
  return text;
}
