import { builtin, needInteger, needNumber, needSmallInteger, needText } from "../arguments.js";
import type { BoundArguments } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { dictKey } from "../dict-key.js";
import { formatWithSpec } from "../format-number.js";
import { formatValue, repr, toText } from "../format-value.js";
import type { Machine } from "../machine.js";
import { numberOperation } from "../numbers.js";
import { orderOf } from "../compare-values.js";
import { binaryOperation } from "../operators.js";
import { buildPacket, summarizePacket } from "../packet-operations.js";
import { itemsOf, lengthOf } from "../sequences.js";
import { bytesText, utf8 } from "../text-codec.js";
import { asInteger, asNumber, bytesOf, float, integer, isTrue, list, tuple, typeName } from "../values.js";
import type { FunctionValue, KeywordValues, Value } from "../values.js";

/** Python's built-in functions, as far as packet scripts use them. */
function toInteger(machine: Machine, value: Value | undefined, base: Value | undefined): Value {
  if (value === undefined) return 0;
  if (base !== undefined) {
    const text =
      typeof value === "object" && value?.kind === "bytes"
        ? bytesText(value.bytes)
        : needText(value, "int()'s text");
    return parseInteger(machine, text, needSmallInteger(base, "int()'s base"));
  }
  const whole = asInteger(value);
  if (whole !== undefined) return whole;
  if (typeof value === "string") return parseInteger(machine, value, 10);
  if (typeof value === "object" && value?.kind === "float") {
    if (!Number.isFinite(value.value))
      throw new ScriptError("overflow", "OverflowError: cannot convert float infinity or NaN to integer");
    return integer(BigInt(Math.trunc(value.value)));
  }
  if (typeof value === "object" && value?.kind === "bytes")
    return parseInteger(machine, bytesText(value.bytes), 10);
  throw new ScriptError(
    "wrong-type",
    `TypeError: int() needs a number or text, not ${typeName(value)}`,
    value !== null && typeof value === "object" && "items" in value
      ? "pick one of its items: value[0]"
      : undefined,
  );
}

function parseInteger(machine: Machine, text: string, base: number): Value {
  machine.spend(text.length >> 3);
  const bad = (): ScriptError =>
    new ScriptError(
      "wrong-value",
      `ValueError: invalid literal for int() with base ${base}: ${formatValue(text, 40)}`,
    );
  const match = /^\s*([+-]?)(0[xXoObB]_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)\s*$/.exec(text);
  if (match === null || base === 1 || base < 0 || base > 36) throw bad();
  let digits = (match[3] ?? "").replaceAll("_", "").toLowerCase();
  let radix = base;
  const prefix = (match[2] ?? "").toLowerCase()[1];
  const prefixBase = prefix === "x" ? 16 : prefix === "o" ? 8 : prefix === "b" ? 2 : undefined;
  if (prefixBase !== undefined) {
    if (radix === 0) radix = prefixBase;
    else if (radix !== prefixBase) digits = `0${prefix}${digits}`;
  } else if (radix === 0) radix = 10;
  for (const digit of digits) if (!(Number.parseInt(digit, 36) < radix)) throw bad();
  machine.checkInteger((digits.length - 1) * Math.log2(radix));
  let value = 0n;
  for (const digit of digits) value = value * BigInt(radix) + BigInt(Number.parseInt(digit, 36));
  machine.allocate(digits.length >> 2);
  // Each digit makes the number longer that the next one multiplies.
  machine.spend((digits.length * digits.length) >> 10);
  return integer(match[1] === "-" ? -value : value);
}

function toFloat(machine: Machine, value: Value | undefined): Value {
  if (value === undefined) return float(0);
  if (typeof value !== "string") return float(needNumber(value, "float()'s argument"));
  machine.spend(value.length >> 2);
  const text = value.trim().replaceAll("_", "").toLowerCase();
  // Written so that there is one way only to read a text: a long one takes no longer than it must.
  if (/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/.test(text)) return float(Number(text));
  if (/^[+-]?(?:inf|infinity)$/.test(text)) return float(text.startsWith("-") ? -Infinity : Infinity);
  if (/^[+-]?nan$/.test(text)) return float(Number.NaN);
  throw new ScriptError(
    "wrong-value",
    `ValueError: could not convert string to float: ${formatValue(value, 40)}`,
  );
}

function round(machine: Machine, value: Value | undefined, digits: Value | undefined): Value {
  const whole = asInteger(value ?? null);
  if (whole !== undefined) {
    const places = digits === undefined || digits === null ? 0 : needSmallInteger(digits, "round()'s digits");
    if (places >= 0) return whole;
    machine.checkInteger(-places * 4);
    machine.spend(-places >> 4);
    const unit = 10n ** BigInt(-places);
    const big = BigInt(whole);
    const magnitude = big < 0n ? -big : big;
    let quotient = magnitude / unit;
    const rest = (magnitude % unit) * 2n;
    if (rest > unit || (rest === unit && quotient % 2n === 1n)) quotient += 1n;
    return integer((big < 0n ? -quotient : quotient) * unit);
  }
  const number = needNumber(value, "round()'s argument");
  if (digits === undefined || digits === null) {
    if (!Number.isFinite(number))
      throw new ScriptError("overflow", "OverflowError: cannot convert float infinity or NaN to integer");
    return integer(BigInt(roundHalfEven(number)));
  }
  return float(roundToDigits(number, needSmallInteger(digits, "round()'s digits")));
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Correctly rounded from the float's exact decimal expansion, as Python rounds. */
function roundToDigits(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 323) return value;
  if (digits < -308) return value < 0 ? -0 : 0;
  if (digits < 0) {
    const unit = 10 ** -digits;
    return roundHalfEven(value / unit) * unit;
  }
  if (digits > 100) return value;
  // toFixed rounds the exact value, except that it takes halves up; an exact half has few binary places.
  const text = Math.abs(value).toFixed(digits);
  const isHalf =
    digits <= 20 &&
    Number.isInteger(Math.abs(value) * 2 ** (digits + 1)) &&
    Math.abs(value)
      .toFixed(digits + 1)
      .endsWith("5");
  let rounded = Number(text);
  if (isHalf && Number(text[text.length - 1] ?? "0") % 2 === 1)
    rounded = Number(
      Math.abs(value)
        .toFixed(digits + 1)
        .slice(0, -1),
    );
  return value < 0 ? -rounded : rounded;
}

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

/** `pow(base, exponent, modulus)` of ints, by squaring. */
function powModulo(
  machine: Machine,
  base: Value | undefined,
  exponent: Value | undefined,
  modulus: Value,
): Value {
  const m = BigInt(needInteger(modulus, "pow()'s modulus"));
  let e = BigInt(needInteger(exponent, "pow()'s exponent"));
  if (m === 0n) throw new ScriptError("wrong-value", "ValueError: pow() 3rd argument cannot be 0");
  if (e < 0n) {
    throw new ScriptError(
      "not-known-yet",
      "pow() with a negative exponent and a modulus is not supported",
      "write the inverse out",
    );
  }
  // Two products and remainders for each bit, each of which takes the square of the modulus' length.
  const words = m.toString(16).length / 16;
  machine.spend(Math.ceil(e.toString(2).length * (8 + (words * words) / 24)));
  const size = m < 0n ? -m : m;
  let result = 1n % size;
  let square = BigInt(needInteger(base, "pow()'s base")) % size;
  if (square < 0n) square += size;
  for (; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = (result * square) % size;
    square = (square * square) % size;
  }
  // As every remainder of Python, of the modulus' sign.
  return integer(m < 0n && result !== 0n ? result + m : result);
}

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
  builtin("ascii", "obj", (machine, [value]) => {
    const text = repr(machine, value ?? null);
    machine.spend(text.length >> 2);
    const written = Array.from(text, (each) => {
      const code = each.codePointAt(0) ?? 0;
      if (code < 128) return each;
      if (code < 256) return `\\x${code.toString(16).padStart(2, "0")}`;
      return code < 65_536
        ? `\\u${code.toString(16).padStart(4, "0")}`
        : `\\U${code.toString(16).padStart(8, "0")}`;
    }).join("");
    machine.allocateString(written.length);
    return written;
  }),
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
