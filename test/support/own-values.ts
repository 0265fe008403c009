import { layerSpecs } from "../../src/interpreter/layers/layer-table.js";
import type { Machine } from "../../src/interpreter/machine.js";

/**
 * What is reachable from a script's variables and is not one of the interpreter's own values: a host object, a number that
 * is no exact int, a hole in a list. Empty where all is ours. It knows nothing of how values are made: shapes only.
 */
export function foreignValues(machine: Machine): string[] {
  const walk = new Walk();
  machine.slots.forEach((value, index) => {
    if (value !== undefined) walk.value(value, `slot ${index}`);
  });
  machine.sent.forEach((packet, index) => {
    walk.value(packet, `sent ${index}`);
  });
  walk.value(machine.lastValue, "last value");
  return walk.foreign;
}

/** The keys of each kind of value, besides `kind`. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  float: ["value"],
  bytes: ["bytes"],
  list: ["items"],
  tuple: ["items"],
  dict: ["entries"],
  range: ["start", "step", "length"],
  iterator: ["items", "at"],
  slice: ["from", "to", "step"],
  flags: ["bits", "names", "separator"],
  function: ["name", "call"],
  module: ["name", "members"],
  "layer-class": ["spec"],
  layer: [
    "spec",
    "values",
    "payload",
    "under",
    "time",
    "startSeconds",
    "timeIsAssigned",
    "sleeps",
    "offset",
    "sites",
    "form",
    "attributes",
  ],
  "no-payload": [],
};

/** The commonest values, of which nothing more needs to be known. */
function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
  return value === null || typeof value === "string" || typeof value === "boolean";
}

const knownSpecs: ReadonlySet<unknown> = new Set(layerSpecs);

class Walk {
  readonly foreign: string[] = [];
  readonly #seen = new Set<unknown>();

  /** By a list of what is still to be seen, since values may nest as deep as a script likes. */
  value(first: unknown, place: string): void {
    const left: [value: unknown, place: string][] = [[first, place]];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [value, at] = next;
      if (this.foreign.length > 20) return;
      this.#one(value, at, (inner, name) => {
        if (!isScalar(inner)) left.push([inner, `${at.slice(0, 200)}.${name}`]);
      });
    }
  }

  #one(value: unknown, place: string, visit: (value: unknown, name: string) => void): void {
    if (value === null || typeof value === "boolean" || typeof value === "string") return;
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value) || Object.is(value, -0))
        this.foreign.push(`${place}: number ${value}`);
      return;
    }
    if (typeof value === "bigint") {
      if (Number.isSafeInteger(Number(value))) this.foreign.push(`${place}: bigint ${value}`);
      return;
    }
    if (typeof value !== "object") {
      this.foreign.push(`${place}: ${typeof value}`);
      return;
    }
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    this.#object(value, place, visit);
  }

  #object(value: object, place: string, visit: (value: unknown, name: string) => void): void {
    if (Object.getPrototypeOf(value) !== Object.prototype) {
      this.foreign.push(`${place}: an object of the host`);
      return;
    }
    const fields = value as Record<string, unknown>;
    const kind = fields["kind"];
    const shape = typeof kind === "string" && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    const keys = Object.keys(value).filter((key) => key !== "kind");
    if (shape === undefined || keys.length !== shape.length || keys.some((key) => !shape.includes(key))) {
      this.foreign.push(`${place}: ${String(kind)} with ${keys.join(" ")}`);
      return;
    }
    this.#parts(kind as string, fields, place, visit);
  }

  #parts(
    kind: string,
    fields: Record<string, unknown>,
    place: string,
    visit: (value: unknown, name: string) => void,
  ): void {
    const need = (isOurs: boolean, what: string): void => {
      if (!isOurs) this.foreign.push(`${place}: ${kind} whose ${what} is wrong`);
    };
    const items = (of: unknown, what: string, holes: boolean): void => {
      need(Array.isArray(of), what);
      if (!Array.isArray(of)) return;
      for (let index = 0; index < of.length; index += 1) {
        if (of[index] !== undefined || !holes) visit(of[index] as unknown, String(index));
      }
    };
    switch (kind) {
      case "float":
        return need(typeof fields["value"] === "number", "value");
      case "bytes":
        return need(fields["bytes"] instanceof Uint8Array, "bytes");
      case "list":
      case "tuple":
      case "iterator":
        return items(fields["items"], "items", false);
      case "dict": {
        const { entries } = fields;
        need(entries instanceof Map, "entries");
        if (!(entries instanceof Map)) return;
        for (const [key, entry] of entries as Map<unknown, { key: unknown; value: unknown }>) {
          need(typeof key === "string", "key");
          visit(entry.key, "key");
          visit(entry.value, String(key).slice(0, 20));
        }
        return;
      }
      case "range":
      case "slice":
        for (const name of shapes[kind] ?? [])
          if (name === "length") need(Number(fields[name]) >= 0, name);
          else visit(fields[name], name);
        return;
      case "flags":
        return need(Number.isInteger(fields["bits"]) && Number(fields["bits"]) >= 0, "bits");
      case "function":
        return need(typeof fields["name"] === "string" && typeof fields["call"] === "function", "name");
      case "module":
        need(fields["members"] instanceof Map, "members");
        for (const [name, member] of fields["members"] as Map<string, unknown>) visit(member, name);
        return;
      case "layer-class":
        return need(knownSpecs.has(fields["spec"]), "class");
      case "layer": {
        need(knownSpecs.has(fields["spec"]), "class");
        need(Number.isFinite(fields["time"]), "time");
        items(fields["values"], "values", true);
        // What is kept for the next layer of the same call is what this one has, unchanged.
        const form = fields["form"] as { readonly values: unknown } | undefined;
        need(form === undefined || form.values === fields["values"], "form");
        for (const name of ["payload", "under"]) if (fields[name] !== undefined) visit(fields[name], name);
        const { attributes } = fields;
        if (attributes !== undefined)
          for (const [name, value] of attributes as Map<string, unknown>) visit(value, name);
        return;
      }
    }
  }
}
