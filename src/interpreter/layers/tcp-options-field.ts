import type { TcpOption } from "../../wire/tcp-options.js";
import { fitBytes } from "../../wire/bytes.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import { utf8 } from "../text-codec.js";
import { asInteger, aKind } from "../values.js";
import type { Value } from "../values.js";
import type { FieldType } from "./layer-spec.js";
import { nearestWord } from "../did-you-mean.js";

/** Scapy's names of TCP options: kind number, and octets of each number that its value holds. */
interface OptionKind {
  readonly kind: number;
  readonly widths?: readonly number[];
  /** Octets that a value of octets is cut or zero-filled to. */
  readonly octets?: number;
}

const optionKinds: ReadonlyMap<string, OptionKind> = new Map<string, OptionKind>([
  ["EOL", { kind: 0 }],
  ["NOP", { kind: 1 }],
  ["MSS", { kind: 2, widths: [2] }],
  ["WScale", { kind: 3, widths: [1] }],
  ["SAckOK", { kind: 4 }],
  ["SAck", { kind: 5, widths: [] }],
  ["Timestamp", { kind: 8, widths: [4, 4] }],
  ["AltChkSum", { kind: 14, widths: [1, 2] }],
  ["AltChkSumOpt", { kind: 15 }],
  ["MD5", { kind: 19, octets: 16 }],
  ["Mood", { kind: 25 }],
  ["UTO", { kind: 28, widths: [2] }],
  ["AO", { kind: 29 }],
  ["TFO", { kind: 34, widths: [4, 4] }],
]);

/** A list of (name, value) pairs. */
export const tcpOptions: FieldType = {
  description: 'list of pairs such as ("MSS", 1460)',
  accept: (value) => value,
  toWire: (value): readonly TcpOption[] =>
    pairsOf(value)
      .map(optionToWire)
      .filter((option) => option !== undefined),
};

function pairsOf(value: Value): readonly Value[] {
  if (typeof value === "object" && value !== null) {
    if (value.kind === "list" || value.kind === "tuple") return value.items;
    if (value.kind === "bytes" && value.bytes.length === 0) return [];
    if (value.kind === "dict")
      throw new ScriptError("wrong-value", "ValueError: options is given a dict", optionsHint);
  }
  if (value === "") return [];
  throw new ScriptError("wrong-type", `TypeError: options is given ${aKind(value)}`, optionsHint);
}

const optionsHint = 'write a list of pairs: [("MSS", 1460), ("NOP", None)]';

function optionToWire(pair: Value): TcpOption | undefined {
  if (
    typeof pair !== "object" ||
    pair === null ||
    (pair.kind !== "tuple" && pair.kind !== "list") ||
    pair.items.length !== 2
  ) {
    throw new ScriptError(
      "wrong-value",
      `ValueError: a TCP option is ${formatValue(pair)}, not a pair`,
      optionsHint,
    );
  }
  const name = pair.items[0] ?? null;
  const value = pair.items[1] ?? null;
  if (name === "NOP" || name === 1) return { kind: "nop" };
  if (name === "EOL" || name === 0) return { kind: "raw", bytes: Uint8Array.of(0) };
  if (typeof name !== "string") return numberedOption(name, value);
  const known = optionKinds.get(name);
  if (known === undefined) return undefined;
  if (typeof value === "string" && known.octets === undefined)
    return { kind: "unknown", number: known.kind, data: utf8(value) };
  if (typeof value === "object" && value?.kind === "bytes") {
    const data = known.octets === undefined ? value.bytes : fitBytes(value.bytes, known.octets);
    return { kind: "unknown", number: known.kind, data };
  }
  if (known.widths === undefined) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: the option ${name} is given ${aKind(value)}`,
      `write ("${name}", b"")`,
    );
  }
  const numbers = typeof value === "object" && value?.kind === "tuple" ? value.items : [value];
  const widths = name === "SAck" ? numbers.map(() => 4) : known.widths;
  return { kind: "unknown", number: known.kind, data: packNumbers(name, numbers, widths) };
}

/** Scapy drops an option by number whose value is no text; so it is here. */
function numberedOption(name: Value, value: Value): TcpOption | undefined {
  const number = asInteger(name);
  if (number === undefined) return undefined;
  if (number < 0 || number > 255)
    throw new ScriptError("wrong-value", `struct.error: the option kind ${number} is not 0 to 255`);
  if (typeof value === "string") return { kind: "unknown", number: Number(number), data: utf8(value) };
  return typeof value === "object" && value?.kind === "bytes"
    ? { kind: "unknown", number: Number(number), data: value.bytes }
    : undefined;
}

function packNumbers(name: string, numbers: readonly Value[], widths: readonly number[]): Uint8Array {
  if (numbers.length !== widths.length) {
    throw new ScriptError(
      "wrong-value",
      `struct.error: the option ${name} needs ${widths.length} numbers, but is given ${numbers.length}`,
      widths.length === 2 ? `write ("${name}", (0, 0))` : undefined,
    );
  }
  const bytes: number[] = [];
  widths.forEach((width, index) => {
    const number = asInteger(numbers[index] ?? null);
    if (number === undefined || number < 0 || number >= 256 ** width) {
      throw new ScriptError(
        "wrong-value",
        `struct.error: the option ${name} is given ${formatValue(numbers[index] ?? null)}, but its ${width * 8} bits hold 0 to ${256 ** width - 1}`,
      );
    }
    for (let shift = width - 1; shift >= 0; shift -= 1)
      bytes.push(Math.floor(Number(number) / 256 ** shift) % 256);
  });
  return Uint8Array.from(bytes);
}

/** The names an author may have meant, for a warning about options that Scapy drops silently. */
export function nearestOption(name: string): string | undefined {
  return nearestWord(name, optionKinds.keys());
}
