import { formatHex } from "../../wire/bytes.js";
import { builtin, needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { dictKey } from "../dict-key.js";
import type { Machine } from "../machine.js";
import { isLittle } from "../methods/number-methods.js";
import { itemsOf } from "../sequences.js";
import { bytesOf, integer, isTrue, typeName } from "../values.js";
import type { FunctionValue, Value } from "../values.js";

/** Functions that Python's types have: `bytes.fromhex`, `int.from_bytes`, `dict.fromkeys`. By the type's name. */
export const classMethods: ReadonlyMap<string, readonly FunctionValue[]> = new Map([
  [
    "bytes",
    [builtin("fromhex", "string", (machine, [text]) => fromHex(machine, needText(text, "fromhex()'s text")))],
  ],
  [
    "int",
    [
      builtin("from_bytes", "bytes byteorder? signed?", (machine, [bytes, order, signed]) => {
        if (typeof bytes !== "object" || bytes?.kind !== "bytes")
          throw new ScriptError(
            "wrong-type",
            `TypeError: cannot convert ${typeName(bytes ?? null)} to bytes`,
          );
        machine.checkInteger(bytes.bytes.length * 8);
        machine.spend(bytes.bytes.length >> 2);
        const octets = isLittle(order) ? bytes.bytes.slice().reverse() : bytes.bytes;
        const value = octets.length === 0 ? 0n : BigInt(`0x${formatHex(octets)}`);
        return integer(isTrue(signed ?? false) ? BigInt.asIntN(octets.length * 8, value) : value);
      }),
    ],
  ],
  [
    "dict",
    [
      builtin("fromkeys", "iterable value?", (machine, [keys, value]) => {
        const entries = new Map<string, { key: Value; value: Value }>();
        for (const key of itemsOf(machine, keys ?? null)) {
          machine.spend(1);
          machine.allocate(16);
          entries.set(dictKey(machine, key), { key, value: value ?? null });
        }
        machine.allocateItems(entries.size);
        return { kind: "dict", entries };
      }),
    ],
  ],
]);

/** Pairs of hexadecimal digits; blanks may stand between pairs. */
function fromHex(machine: Machine, text: string): Value {
  machine.allocate(text.length);
  machine.spend(text.length >> 1);
  const octets: number[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? "")) {
      at += 1;
      continue;
    }
    const pair = text.slice(at, at + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) {
      throw new ScriptError(
        "wrong-value",
        `ValueError: non-hexadecimal number found in fromhex() arg at position ${at}`,
        "write pairs of hexadecimal digits",
      );
    }
    octets.push(Number.parseInt(pair, 16));
    at += 2;
  }
  return bytesOf(Uint8Array.from(octets));
}
