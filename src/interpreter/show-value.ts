import { formatValue, plainText } from "./format-value.js";
import type { LayerValue } from "./layers/layer-value.js";
import type { Value } from "./values.js";

const deepest = 4;

/**
 * A value for people, as Python's `repr` where that is short; the work done for it is bounded by `limit` too, not only its
 * length. A packet is shown by what the script set: `IP(src='192.0.2.1')/TCP(dport=80)`. A cut is marked with `…`. Characters
 * are as the script has them: whoever prints them escapes them.
 */
export function showValue(value: Value, limit: number): string {
  const writer = new Writer(limit);
  writer.value(value, 0);
  return writer.text.length > limit ? `${writer.text.slice(0, limit - 1)}…` : writer.text;
}

class Writer {
  text = "";
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get #isFull(): boolean {
    return this.text.length > this.#limit;
  }

  value(value: Value, depth: number): void {
    if (this.#isFull) return;
    if (typeof value === "string") this.text += formatValue(value.slice(0, this.#limit + 1), this.#limit + 1);
    else if (typeof value !== "object" || value === null) this.text += formatValue(value, this.#limit + 1);
    else this.#object(value, depth);
  }

  #object(value: Exclude<Value, string | number | bigint | boolean | null>, depth: number): void {
    if (depth > deepest) {
      this.text += "…";
      return;
    }
    switch (value.kind) {
      case "bytes":
        this.text += formatValue(
          { kind: "bytes", bytes: value.bytes.subarray(0, this.#limit + 1) },
          this.#limit + 1,
        );
        return;
      case "list":
        this.#items("[", value.items, "]", depth);
        return;
      case "tuple":
        this.#items("(", value.items, value.items.length === 1 ? ",)" : ")", depth);
        return;
      case "dict":
        this.#dict(value.entries.values(), depth);
        return;
      case "layer":
        this.#packet(value, depth);
        return;
      case "flags":
        // `'SA'`, as a script writes them.
        this.text += formatValue(plainText(value), this.#limit + 1);
        return;
      default:
        this.text += formatValue(value, this.#limit + 1);
    }
  }

  #items(open: string, items: readonly Value[], close: string, depth: number): void {
    this.text += open;
    for (let index = 0; index < items.length && !this.#isFull; index += 1) {
      if (index > 0) this.text += ", ";
      this.value(items[index] ?? null, depth + 1);
    }
    this.text += close;
  }

  #dict(entries: Iterable<{ readonly key: Value; readonly value: Value }>, depth: number): void {
    let separator = "{";
    for (const { key, value } of entries) {
      if (this.#isFull) break;
      this.text += separator;
      separator = ", ";
      this.value(key, depth + 1);
      this.text += ": ";
      this.value(value, depth + 1);
    }
    this.text += separator === "{" ? "{}" : "}";
  }

  #packet(first: LayerValue, depth: number): void {
    for (let layer: LayerValue | undefined = first; layer !== undefined; layer = layer.payload) {
      if (this.#isFull) return;
      this.text += layer === first ? layer.spec.name : `/${layer.spec.name}`;
      this.text += "(";
      let separator = "";
      layer.spec.fields.forEach(({ name }, index) => {
        const set = layer?.values[index];
        if (set === undefined || this.#isFull) return;
        this.text += `${separator}${name}=`;
        separator = ", ";
        this.value(set, depth + 1);
      });
      this.text += ")";
    }
  }
}
