import { latin1Text } from "../wire/bytes.js";
import { ScriptError } from "./diagnostic.js";
import { formatFloat } from "./numbers.js";
import { formatFlags } from "./format-flags.js";
import type { Machine } from "./machine.js";
import { typeName } from "./values.js";
import type { Value } from "./values.js";

/** For error messages: Python's `repr`, cut off where it grows beyond `limit` characters. */
export function formatValue(value: Value, limit = 200): string {
  const writer = new ValueWriter(limit, false);
  writer.write(value);
  return writer.text.length > limit ? `${writer.text.slice(0, limit)}…` : writer.text;
}

/** `ascii(value)`: its `repr` with every character beyond ASCII as an escape. */
export function ascii(machine: Machine, value: Value): string {
  const text = repr(machine, value);
  machine.spend(text.length >> 2);
  const written = text.replace(/[^\0-\x7f]/gu, (each) => {
    const code = each.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
  });
  machine.allocateString(written.length);
  return written;
}

/** Python's `repr`, within the budget. */
export function repr(machine: Machine, value: Value): string {
  const writer = new ValueWriter(machine.limits.stringLength, true);
  writer.write(value);
  machine.allocateString(writer.text.length);
  // What is escaped is written character by character.
  machine.spend(writer.text.length >> (writer.text.includes("\\") ? 2 : 3));
  return writer.text;
}

/** Python's `str`, within the budget. */
export function toText(machine: Machine, value: Value): string {
  return isText(value) ? plainText(value) : repr(machine, value);
}

/** Python's `str` of a value that holds no others. */
export function plainText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && value.kind === "flags") return formatFlags(value);
  return formatValue(value, longestNumber);
}

function isText(value: Value): boolean {
  return typeof value === "string" || (typeof value === "object" && value?.kind === "flags");
}

/** Digits of the largest integer, and more. */
const longestNumber = 10_000;
/** Values inside one another that Python's own recursion would still show. */
const deepest = 200;
/** The same for error messages. */
const deepestShown = 20;

/** Writes a value as Python's `repr` does; a list that holds itself is `[...]` inside. Stops soon beyond the limit. */
class ValueWriter {
  text = "";
  readonly #limit: number;
  readonly #isWhole: boolean;
  /** The lists, tuples and dicts around the present place. */
  readonly #open: Value[] = [];

  constructor(limit: number, isWhole: boolean) {
    this.#limit = limit;
    this.#isWhole = isWhole;
  }

  write(value: Value): void {
    if (this.text.length > this.#limit) return;
    if (typeof value !== "object" || value === null) {
      this.text += scalar(value, this.#limit);
      return;
    }
    switch (value.kind) {
      case "bytes":
        this.text += `b${quoteBytes(value.bytes, this.#limit)}`;
        break;
      case "list":
        this.#nest(value, "[", "]", () => {
          this.#items(value.items);
        });
        break;
      case "tuple":
        this.#nest(value, "(", value.items.length === 1 ? ",)" : ")", () => {
          this.#items(value.items);
        });
        break;
      case "dict":
        this.#nest(value, "{", "}", () => {
          this.#entries(value.entries.values());
        });
        break;
      default:
        this.text += leaf(value);
    }
  }

  #nest(value: Value, open: string, close: string, body: () => void): void {
    if (this.#open.includes(value)) {
      this.text += `${open}...${close.slice(-1)}`;
      return;
    }
    if (this.#open.length >= (this.#isWhole ? deepest : deepestShown)) {
      if (this.#isWhole)
        throw new ScriptError("budget-depth", "RecursionError: the values hold one another too deeply");
      this.text += "...";
      return;
    }
    this.#open.push(value);
    this.text += open;
    body();
    this.text += close;
    this.#open.pop();
  }

  #items(items: readonly Value[]): void {
    let isFirst = true;
    for (const item of items) {
      if (this.text.length > this.#limit) return;
      if (!isFirst) this.text += ", ";
      isFirst = false;
      this.write(item);
    }
  }

  #entries(entries: Iterable<{ readonly key: Value; readonly value: Value }>): void {
    let isFirst = true;
    for (const { key, value } of entries) {
      if (this.text.length > this.#limit) return;
      if (!isFirst) this.text += ", ";
      isFirst = false;
      this.write(key);
      this.text += ": ";
      this.write(value);
    }
  }
}

function scalar(value: null | boolean | number | bigint | string, limit: number): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? quote(value, limit) : value.toString();
}

function leaf(value: Exclude<Value, null | boolean | number | bigint | string>): string {
  switch (value.kind) {
    case "float":
      return formatFloat(value.value);
    case "range": {
      const end = value.start + value.length * value.step;
      return value.step === 1
        ? `range(${value.start}, ${end})`
        : `range(${value.start}, ${end}, ${value.step})`;
    }
    case "flags":
      return `<Flag ${value.bits} (${formatFlags(value)})>`;
    case "layer-class":
      return `<class '${value.spec.name}'>`;
    case "layer":
      return `<${value.spec.name} |>`;
    case "no-payload":
      return "";
    case "module":
      return `<module '${value.name}'>`;
    default:
      return `<${typeName(value)}>`;
  }
}

/** Characters that `repr` writes as they are, quotes excepted. */
const plain = /^[ !#-&(-[\]-~]*$/;
/** Those that it escapes, quotes excepted. */
const escaped = /[\\\p{C}]|(?! )\p{Z}/u;
const escapedOctet = /[^ -[\]-~]/;

function quote(text: string, limit: number): string {
  if (plain.test(text)) return `'${text}'`;
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (!text.includes(mark) && !escaped.test(text)) return mark + text + mark;
  let quoted = "";
  for (const character of text) {
    if (quoted.length > limit) break;
    const code = character.codePointAt(0) ?? 0;
    if (character === mark || character === "\\") quoted += `\\${character}`;
    else if (code === 10) quoted += "\\n";
    else if (code === 13) quoted += "\\r";
    else if (code === 9) quoted += "\\t";
    else if (code < 32 || code === 127) quoted += `\\x${hex(code, 2)}`;
    else if (code > 126 && /[\p{C}\p{Z}]/u.test(character)) {
      quoted +=
        code > 0xffff ? `\\U${hex(code, 8)}` : code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`;
    } else quoted += character;
  }
  return mark + quoted + mark;
}

function quoteBytes(bytes: Uint8Array, limit: number): string {
  const text = latin1Text(bytes);
  if (plain.test(text)) return `'${text}'`;
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (!text.includes(mark) && !escapedOctet.test(text)) return mark + text + mark;
  let quoted = "";
  for (const octet of bytes) {
    if (quoted.length > limit) break;
    const character = String.fromCharCode(octet);
    if (character === mark || character === "\\") quoted += `\\${character}`;
    else if (octet === 10) quoted += "\\n";
    else if (octet === 13) quoted += "\\r";
    else if (octet === 9) quoted += "\\t";
    else if (octet < 32 || octet > 126) quoted += `\\x${hex(octet, 2)}`;
    else quoted += character;
  }
  return mark + quoted + mark;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
