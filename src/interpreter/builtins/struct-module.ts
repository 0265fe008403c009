import { builtin, needNumber, needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import type { Machine } from "../machine.js";
import { bytesText } from "../text-codec.js";
import { asInteger, bytesOf, float, integer, tuple, typeName } from "../values.js";
import type { FunctionValue, Value } from "../values.js";

/** Python's `struct`: pack, unpack and calcsize with standard sizes; native sizes are those of a 64-bit Linux. */
interface Item {
  readonly code: string;
  readonly count: number;
}

const standardSizes: ReadonlyMap<string, number> = new Map([
  ["x", 1],
  ["c", 1],
  ["b", 1],
  ["B", 1],
  ["?", 1],
  ["h", 2],
  ["H", 2],
  ["i", 4],
  ["I", 4],
  ["l", 4],
  ["L", 4],
  ["q", 8],
  ["Q", 8],
  ["f", 4],
  ["d", 8],
  ["s", 1],
]);

interface Layout {
  readonly littleEndian: boolean;
  readonly native: boolean;
  readonly items: readonly Item[];
}

function parseLayout(machine: Machine, given: Value | undefined): Layout {
  const text =
    typeof given === "object" && given?.kind === "bytes"
      ? bytesText(given.bytes)
      : needText(given, "struct's format");
  machine.spend(text.length);
  const order = /^[@=<>!]/.exec(text)?.[0] ?? "@";
  const items: Item[] = [];
  const pattern = /\s*([0-9]*)([a-zA-Z?])|\s+$/y;
  let at = /^[@=<>!]/.test(text) ? 1 : 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const code = match?.[2];
    if (match === null || (code !== undefined && !standardSizes.has(code))) {
      throw new ScriptError(
        "wrong-value",
        `struct.error: bad char in struct format ${formatValue(text, 40)}`,
      );
    }
    at = pattern.lastIndex;
    if (code === undefined) break;
    machine.allocate(8);
    const count = match[1] === "" || match[1] === undefined ? 1 : Number(match[1]);
    if (count > 65_536)
      throw new ScriptError(
        "budget-bytes",
        "struct.error: the repeat count is too large",
        "pack it in pieces",
      );
    items.push({ code, count });
  }
  return { littleEndian: order === "<" || order === "@" || order === "=", native: order === "@", items };
}

function sizeOf(code: string, native: boolean): number {
  if (native && (code === "l" || code === "L")) return 8;
  return standardSizes.get(code) ?? 1;
}

/** Octets up to the alignment that the native layout wants before a value. */
function padding(offset: number, size: number, native: boolean): number {
  return native && size > 1 ? (size - (offset % size)) % size : 0;
}

function pack(layout: Layout, values: readonly Value[]): Uint8Array {
  const bytes: number[] = [];
  let at = 0;
  const next = (): Value => {
    const value = values[at];
    if (value === undefined) {
      const expected = countValues(layout);
      throw new ScriptError(
        "bad-packing",
        `struct.error: pack expected ${expected} items for packing (got ${values.length})`,
      );
    }
    at += 1;
    return value;
  };
  for (const { code, count } of layout.items) {
    if (code === "s") {
      const value = next();
      if (typeof value !== "object" || value?.kind !== "bytes") {
        throw new ScriptError(
          "bad-packing",
          "struct.error: argument for 's' must be a bytes object",
          'write b"…"',
        );
      }
      for (let index = 0; index < count; index += 1) bytes.push(value.bytes[index] ?? 0);
      continue;
    }
    const size = sizeOf(code, layout.native);
    for (let index = padding(bytes.length, size, layout.native); index > 0; index -= 1) bytes.push(0);
    for (let round = 0; round < count; round += 1) {
      if (code === "x") bytes.push(0);
      else bytes.push(...packOne(code, size, layout.littleEndian, next()));
    }
  }
  if (at < values.length)
    throw new ScriptError(
      "bad-packing",
      `struct.error: pack expected ${at} items for packing (got ${values.length})`,
    );
  return Uint8Array.from(bytes);
}

function packOne(code: string, size: number, littleEndian: boolean, value: Value): number[] {
  if (code === "c") {
    if (typeof value === "object" && value?.kind === "bytes" && value.bytes.length === 1)
      return [value.bytes[0] ?? 0];
    throw new ScriptError("bad-packing", "struct.error: char format requires a bytes object of length 1");
  }
  if (code === "f" || code === "d") {
    const number = needNumber(value, "the value");
    if (code === "f" && Number.isFinite(number) && !Number.isFinite(Math.fround(number)))
      throw new ScriptError(
        "overflow",
        "OverflowError: float too large to pack with f format",
        "pack it with d",
      );
    const view = new DataView(new ArrayBuffer(size));
    if (code === "f") view.setFloat32(0, number, littleEndian);
    else view.setFloat64(0, number, littleEndian);
    return Array.from(new Uint8Array(view.buffer));
  }
  if (code === "?") return [value === false || value === null || value === 0 ? 0 : 1];
  const number = asInteger(value);
  if (number === undefined) {
    throw new ScriptError(
      "bad-packing",
      `struct.error: required argument is not an integer, but a ${typeName(value)}`,
      "use int(…)",
    );
  }
  const signed = code === code.toLowerCase();
  const span = 1n << BigInt(size * 8);
  const low = signed ? -(span / 2n) : 0n;
  const big = BigInt(number);
  if (big < low || big >= low + span) {
    throw new ScriptError(
      "bad-packing",
      `struct.error: '${code}' format requires ${low} <= number <= ${low + span - 1n}, not ${formatValue(number, 40)}`,
    );
  }
  let rest = BigInt.asUintN(size * 8, big);
  const octets: number[] = [];
  for (let index = 0; index < size; index += 1) {
    octets.push(Number(rest & 0xffn));
    rest >>= 8n;
  }
  return littleEndian ? octets : octets.reverse();
}

function unpack(layout: Layout, bytes: Uint8Array): Value[] {
  const wanted = calcsize(layout);
  if (bytes.length !== wanted)
    throw new ScriptError(
      "bad-packing",
      `struct.error: unpack requires a buffer of ${wanted} bytes, not ${bytes.length}`,
    );
  const values: Value[] = [];
  let at = 0;
  for (const { code, count } of layout.items) {
    if (code === "s") {
      values.push(bytesOf(bytes.slice(at, at + count)));
      at += count;
      continue;
    }
    const size = sizeOf(code, layout.native);
    at += padding(at, size, layout.native);
    for (let round = 0; round < count; round += 1) {
      if (code !== "x") values.push(unpackOne(code, layout.littleEndian, bytes.slice(at, at + size)));
      at += size;
    }
  }
  return values;
}

function unpackOne(code: string, littleEndian: boolean, octets: Uint8Array): Value {
  if (code === "c") return bytesOf(octets);
  if (code === "?") return octets[0] !== 0;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  if (code === "f") return float(view.getFloat32(0, littleEndian));
  if (code === "d") return float(view.getFloat64(0, littleEndian));
  let value = 0n;
  for (const octet of littleEndian ? octets.slice().reverse() : octets) value = (value << 8n) | BigInt(octet);
  return integer(code === code.toLowerCase() ? BigInt.asIntN(octets.length * 8, value) : value);
}

/** How many values a layout packs, of the codes given or of all. */
function countValues({ items }: Layout, codes = "cbB?hHiIlLqQfds"): number {
  return items.reduce(
    (sum, { code, count }) => sum + (codes.includes(code) ? (code === "s" ? 1 : count) : 0),
    0,
  );
}

function calcsize(layout: Layout): number {
  let size = 0;
  for (const { code, count } of layout.items) {
    const one = sizeOf(code, layout.native);
    size += padding(size, code === "s" ? 1 : one, layout.native) + one * count;
  }
  return size;
}

export const structFunctions: readonly FunctionValue[] = [
  builtin("pack", "format *rest", (machine, [format, rest]) => {
    const values = typeof rest === "object" && rest?.kind === "tuple" ? rest.items : [];
    const layout = parseLayout(machine, format);
    machine.allocateString(calcsize(layout));
    machine.spend(calcsize(layout) >> 2);
    return bytesOf(pack(layout, values));
  }),
  builtin("unpack", "format buffer", (machine, [format, buffer]) => {
    if (typeof buffer !== "object" || buffer?.kind !== "bytes") {
      throw new ScriptError(
        "wrong-type",
        `TypeError: a bytes-like object is required, not ${typeName(buffer ?? null)}`,
      );
    }
    const layout = parseLayout(machine, format);
    if (calcsize(layout) === buffer.bytes.length) machine.allocateItems(countValues(layout));
    // Octets of their own are objects, and slow to make.
    machine.allocate(countValues(layout, "cs") * 36 + countValues(layout, "fdqQlL") * 4);
    machine.spend(countValues(layout));
    return tuple(unpack(layout, buffer.bytes));
  }),
  builtin("calcsize", "format", (machine, [format]) => calcsize(parseLayout(machine, format))),
];
