import { needSmallInteger, needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { isTrue, bytesOf } from "../values.js";
import type { FloatValue, Value } from "../values.js";
import { method } from "./text-methods.js";
import type { Method } from "./text-methods.js";

/** Methods of ints. */
export const integerMethods: ReadonlyMap<string, Method<number | bigint>> = new Map([
  method<number | bigint>("bit_length", "", (_machine, self) => {
    const magnitude = self < 0 ? -BigInt(self) : BigInt(self);
    return magnitude === 0n ? 0 : magnitude.toString(2).length;
  }),
  method<number | bigint>(
    "to_bytes",
    "length? byteorder? signed?",
    (machine, self, [length, order, signed]) => {
      const count = length === undefined ? 1 : needSmallInteger(length, "to_bytes()'s length");
      if (count < 0) throw new ScriptError("wrong-value", "ValueError: length argument must be non-negative");
      machine.allocateString(count);
      return bytesOf(integerOctets(BigInt(self), count, isLittle(order), isTrue(signed ?? false)));
    },
  ),
]);

/** Whether a byte order is little-endian; unset, it is big-endian. */
export function isLittle(order: Value | undefined): boolean {
  if (order === undefined) return false;
  const text = needText(order, "the byte order");
  if (text === "little" || text === "big") return text === "little";
  throw new ScriptError("wrong-value", "ValueError: byteorder must be either 'little' or 'big'");
}

function integerOctets(value: bigint, count: number, little: boolean, signed: boolean): Uint8Array {
  const span = 1n << BigInt(count * 8);
  const low = signed ? -span / 2n : 0n;
  if (!signed && value < 0n)
    throw new ScriptError("overflow", "OverflowError: can't convert negative int to unsigned");
  if (value < low || value >= low + span)
    throw new ScriptError("overflow", "OverflowError: int too big to convert", "give it more bytes");
  const bytes = new Uint8Array(count);
  let rest = BigInt.asUintN(count * 8, value);
  for (let index = 0; index < count; index += 1) {
    bytes[little ? index : count - 1 - index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** Methods of floats. */
export const floatMethods: ReadonlyMap<string, Method<FloatValue>> = new Map([
  method<FloatValue>("is_integer", "", (_machine, self) => Number.isInteger(self.value)),
]);
