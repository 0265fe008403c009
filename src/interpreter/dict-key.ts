import { ScriptError } from "./diagnostic.js";
import type { Machine } from "./machine.js";
import { asInteger, aKind } from "./values.js";
import type { Value } from "./values.js";

/** A text that tells dict keys apart as Python does: 1, 1.0 and True are the same key. */
export function dictKey(machine: Machine, value: Value, depth = 0): string {
  if (typeof value === "string") {
    machine.spend(value.length >> 8);
    return `s${value}`;
  }
  const integer = asInteger(value);
  if (integer !== undefined) return `n${integer}`;
  if (value === null) return "0";
  if (typeof value === "object" && depth < 20) {
    switch (value.kind) {
      case "float":
        return `n${value.value}`;
      case "bytes":
        machine.spend(value.bytes.length >> 4);
        return `b${value.bytes.join(",")}`;
      case "tuple": {
        const keys = value.items.map((item) => dictKey(machine, item, depth + 1));
        return `t${keys.map((key) => `${key.length}:${key}`).join("")}`;
      }
      case "layer-class":
        return `c${value.spec.name}`;
      case "function":
      case "module":
        return `f${value.name}`;
      default:
        break;
    }
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${aKind(value)} cannot be a dict's key`,
    "use text, numbers or tuples of them",
  );
}
