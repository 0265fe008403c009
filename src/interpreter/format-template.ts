import { ScriptError } from "./diagnostic.js";
import { dictKey } from "./dict-key.js";
import { formatWithSpec } from "./format-number.js";
import { formatValue, repr, toText } from "./format-value.js";
import type { Machine } from "./machine.js";
import { itemAt } from "./sequences.js";
import type { KeywordValues, Value } from "./values.js";

/** `"{} {name!r:>8}".format(…)`: replacement fields by position or name, with [index] but without attribute walks. */
export function formatTemplate(
  machine: Machine,
  template: string,
  positional: readonly Value[],
  keywords: KeywordValues,
): string {
  let next = 0;
  let result = "";
  let at = 0;
  const lookUp = (path: string): Value => {
    const name = /^[^.[]*/.exec(path)?.[0] ?? "";
    let value: Value | undefined;
    if (name === "" || /^[0-9]+$/.test(name)) {
      const index = name === "" ? next : Number(name);
      if (name === "") next += 1;
      value = positional[index];
      if (value === undefined) {
        throw new ScriptError(
          "index-out-of-range",
          `IndexError: Replacement index ${index} out of range for positional args tuple`,
          "give one value for each {}",
        );
      }
    } else {
      value = keywords.get(name);
      if (value === undefined)
        throw new ScriptError(
          "key-not-found",
          `KeyError: ${formatValue(name, 60)}`,
          "give it as a keyword argument",
        );
    }
    return follow(machine, value, path.slice(name.length));
  };
  const expand = (spec: string): string =>
    spec.replace(/\{([^{}]*)\}/g, (_, path: string) => {
      machine.step();
      const text = toText(machine, lookUp(path));
      // A format's own fields are a fill, a width or a precision.
      if (text.length > longestSpecField)
        throw new ScriptError("wrong-value", "ValueError: Invalid format specifier");
      return text;
    });
  while (at < template.length) {
    const brace = template.slice(at).search(/[{}]/);
    if (brace === -1) break;
    const open = at + brace;
    result += template.slice(at, open);
    const character = template[open] ?? "";
    if (template[open + 1] === character) {
      result += character;
      machine.step();
      at = open + 2;
      continue;
    }
    const close = character === "{" ? fieldEnd(template, open) : -1;
    if (close === -1) {
      const message =
        character === "{"
          ? "Single '{' encountered in format string"
          : "Single '}' encountered in format string";
      throw new ScriptError(
        "wrong-value",
        `ValueError: ${message}`,
        `write ${character}${character} for the character`,
      );
    }
    machine.step();
    machine.spend((close - open) >> 5);
    const match = /^([^!:]*)(?:!([rsa]))?(?::([\s\S]*))?$/.exec(template.slice(open + 1, close));
    if (match === null)
      throw new ScriptError("wrong-value", "ValueError: a replacement field is not understood");
    let value = lookUp(match[1] ?? "");
    if (match[2] !== undefined) value = match[2] === "s" ? toText(machine, value) : repr(machine, value);
    result += formatWithSpec(machine, value, expand(match[3] ?? ""), (each) => toText(machine, each));
    machine.checkString(result.length);
    at = close + 1;
  }
  result += template.slice(at);
  machine.allocateString(result.length);
  return result;
}

/** More digits than a width can have that is worked with. */
const longestSpecField = 5000;

/** The brace that closes the field opened at `open`; -1 where there is none. */
function fieldEnd(template: string, open: number): number {
  let depth = 0;
  for (let at = open; at < template.length; at += 1) {
    if (template[at] === "{") depth += 1;
    else if (template[at] === "}") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function follow(machine: Machine, value: Value, path: string): Value {
  let current = value;
  let rest = path;
  while (rest !== "") {
    const match = /^\[([^\]]*)\]/.exec(rest);
    if (match === null) {
      throw new ScriptError(
        "unsupported-expression",
        "attributes inside a format's braces are not part of packet scripts",
        "give the value itself to format()",
      );
    }
    const key = match[1] ?? "";
    if (typeof current === "object" && current?.kind === "dict") {
      const entry = current.entries.get(dictKey(machine, /^[0-9]+$/.test(key) ? Number(key) : key));
      if (entry === undefined) throw new ScriptError("key-not-found", `KeyError: ${formatValue(key, 60)}`);
      current = entry.value;
    } else current = itemAt(machine, current, /^[0-9]+$/.test(key) ? Number(key) : key);
    rest = rest.slice(match[0].length);
  }
  return current;
}
