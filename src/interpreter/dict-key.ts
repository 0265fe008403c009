import { ScriptError } from "./diagnostic.js";
import type { Machine } from "./machine.js";
import { bytesText } from "./text-codec.js";
import { aKind, asInteger } from "./values.js";
import type { DictValue, Value } from "./values.js";

/** A text that tells dict keys apart as Python does: 1, 1.0 and True are the same key. */
export function dictKey(machine: Machine, value: Value, depth = 0): string {
  if (typeof value === "string") {
    machine.spend(value.length >> 8);
    return `s${value}`;
  }
  const integer = asInteger(value);
  machine.spendOn(value);
  if (typeof integer === "bigint") return bigKey(integer);
  if (integer !== undefined) return `n${integer}`;
  if (value === null) return "0";
  if (typeof value === "object" && depth < 20) {
    switch (value.kind) {
      case "float":
        return Number.isInteger(value.value) && !Number.isSafeInteger(value.value)
          ? bigKey(BigInt(value.value))
          : `n${value.value + 0}`;
      case "bytes":
        machine.spend(value.bytes.length >> 4);
        return `b${bytesText(value.bytes)}`;
      case "tuple": {
        let keys = "t";
        for (const item of value.items) {
          machine.step();
          const key = dictKey(machine, item, depth + 1);
          keys += `${key.length}:${key}`;
          machine.checkString(keys.length);
        }
        return keys;
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

/** In hexadecimal, which takes no time that grows with the square of the length. */
function bigKey(value: bigint): string {
  return `h${value.toString(16)}`;
}

/** Makes room for one more entry, within the budget. */
export function growDict(machine: Machine, { entries }: DictValue): void {
  if (entries.size >= machine.limits.items) machine.allocateItems(entries.size + 1);
  machine.allocate(16);
}
