import { needSmallInteger, needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { isTrue, bytesOf } from "../values.js";
import type { FloatValue, Value } from "../values.js";
import { method } from "./text-methods.js";
import type { Method } from "./text-methods.js";

/** Octets of the largest integer, and one for its sign. */
const mostOctets = 1025;

/** Methods of ints. */
export const integerMethods: ReadonlyMap<string, Method<number | bigint>> = new Map([
  method<number | bigint>("bit_length", "", (machine, self) => {
    const magnitude = self < 0 ? -BigInt(self) : BigInt(self);
    if (magnitude === 0n) return 0;
    const digits = magnitude.toString(16);
    machine.spend(digits.length >> 6);
    return (digits.length - 1) * 4 + Number.parseInt(digits[0] ?? "", 16).toString(2).length;
  }),
  method<number | bigint>(
    "to_bytes",
    "length? byteorder? signed?",
    (machine, self, [length, order, signed]) => {
      const count = length === undefined ? 1 : needSmallInteger(length, "to_bytes()'s length");
      if (count < 0) throw new ScriptError("wrong-value", "ValueError: length argument must be non-negative");
      machine.allocateString(count);
      machine.spend(Math.min(count, mostOctets) >> 1);
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

function integerOctets(value: bigint, length: number, little: boolean, signed: boolean): Uint8Array {
  // Beyond what a number can have, all octets are its sign.
  const count = Math.min(length, mostOctets);
  const span = 1n << BigInt(count * 8);
  const low = signed ? -span / 2n : 0n;
  if (!signed && value < 0n)
    throw new ScriptError("overflow", "OverflowError: can't convert negative int to unsigned");
  if (value < low || value >= low + span)
    throw new ScriptError("overflow", "OverflowError: int too big to convert", "give it more bytes");
  const bytes = new Uint8Array(length).fill(value < 0n ? 0xff : 0);
  let rest = BigInt.asUintN(count * 8, value);
  for (let index = 0; index < count; index += 1) {
    bytes[little ? index : length - 1 - index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** Methods of floats. */
export const floatMethods: ReadonlyMap<string, Method<FloatValue>> = new Map([
  method<FloatValue>("is_integer", "", (_machine, self) => Number.isInteger(self.value)),
]);
