import { bytesText } from "./text-codec.js";
import { formatFloat } from "./numbers.js";
import { formatFlags } from "./format-flags.js";
import { typeName } from "./values.js";
import type { Value } from "./values.js";

/** Python's `repr`, cut off where it grows beyond `limit` characters or nests too deeply. */
export function formatValue(value: Value, limit = 200): string {
  const text = repr(value, 0);
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

/** Python's `str`. */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && value.kind === "flags") return formatFlags(value);
  return repr(value, 0);
}

const deepest = 20;

export function repr(value: Value, depth: number): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "bigint") return value.toString();
  if (depth > deepest) return "...";
  switch (value.kind) {
    case "float":
      return formatFloat(value.value);
    case "bytes":
      return `b${quoteBytes(value.bytes)}`;
    case "list":
      return `[${joinItems(value.items, depth)}]`;
    case "tuple":
      return value.items.length === 1
        ? `(${joinItems(value.items, depth)},)`
        : `(${joinItems(value.items, depth)})`;
    case "dict": {
      const entries = Array.from(
        value.entries.values(),
        (entry) => `${repr(entry.key, depth + 1)}: ${repr(entry.value, depth + 1)}`,
      );
      return `{${entries.join(", ")}}`;
    }
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

function joinItems(items: readonly Value[], depth: number): string {
  const parts: string[] = [];
  let length = 0;
  for (const item of items) {
    const part = repr(item, depth + 1);
    parts.push(part);
    length += part.length;
    // A list that holds itself many times would grow without end.
    if (length > 100_000) {
      parts.push("...");
      break;
    }
  }
  return parts.join(", ");
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let quoted = "";
  for (const character of text) {
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

function quoteBytes(bytes: Uint8Array): string {
  const text = bytesText(bytes);
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let quoted = "";
  for (const octet of bytes) {
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
