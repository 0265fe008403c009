import { needInteger, needNumber, needSmallInteger, needText } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import type { Machine } from "../machine.js";
import { bytesText } from "../text-codec.js";
import { asInteger, float, integer, typeName } from "../values.js";
import type { Value } from "../values.js";

/** Python's `int`, `float`, `round` and `pow` with a modulus. */

export function toInteger(machine: Machine, value: Value | undefined, base: Value | undefined): Value {
  if (value === undefined) return 0;
  if (base !== undefined) {
    const text =
      typeof value === "object" && value?.kind === "bytes"
        ? bytesText(value.bytes)
        : needText(value, "int()'s text");
    return parseInteger(machine, text, needSmallInteger(base, "int()'s base"));
  }
  const whole = asInteger(value);
  if (whole !== undefined) return whole;
  if (typeof value === "string") return parseInteger(machine, value, 10);
  if (typeof value === "object" && value?.kind === "float") {
    if (!Number.isFinite(value.value))
      throw new ScriptError("overflow", "OverflowError: cannot convert float infinity or NaN to integer");
    return integer(BigInt(Math.trunc(value.value)));
  }
  if (typeof value === "object" && value?.kind === "bytes")
    return parseInteger(machine, bytesText(value.bytes), 10);
  throw new ScriptError(
    "wrong-type",
    `TypeError: int() needs a number or text, not ${typeName(value)}`,
    value !== null && typeof value === "object" && "items" in value
      ? "pick one of its items: value[0]"
      : undefined,
  );
}

function parseInteger(machine: Machine, text: string, base: number): Value {
  machine.spend(text.length >> 3);
  const bad = (): ScriptError =>
    new ScriptError(
      "wrong-value",
      `ValueError: invalid literal for int() with base ${base}: ${formatValue(text, 40)}`,
    );
  const match = /^\s*([+-]?)(0[xXoObB]_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)\s*$/.exec(text);
  if (match === null || base === 1 || base < 0 || base > 36) throw bad();
  let digits = (match[3] ?? "").replaceAll("_", "").toLowerCase();
  let radix = base;
  const prefix = (match[2] ?? "").toLowerCase()[1];
  const prefixBase = prefix === "x" ? 16 : prefix === "o" ? 8 : prefix === "b" ? 2 : undefined;
  if (prefixBase !== undefined) {
    if (radix === 0) radix = prefixBase;
    else if (radix !== prefixBase) digits = `0${prefix}${digits}`;
  } else if (radix === 0) radix = 10;
  for (const digit of digits) if (!(Number.parseInt(digit, 36) < radix)) throw bad();
  machine.checkInteger((digits.length - 1) * Math.log2(radix));
  let value = 0n;
  for (const digit of digits) value = value * BigInt(radix) + BigInt(Number.parseInt(digit, 36));
  machine.allocate(digits.length >> 2);
  // Each digit makes the number longer that the next one multiplies.
  machine.spend((digits.length * digits.length) >> 10);
  return integer(match[1] === "-" ? -value : value);
}

export function toFloat(machine: Machine, value: Value | undefined): Value {
  if (value === undefined) return float(0);
  if (typeof value !== "string") return float(needNumber(value, "float()'s argument"));
  machine.spend(value.length >> 2);
  const text = value.trim().replaceAll("_", "").toLowerCase();
  // Written so that there is one way only to read a text: a long one takes no longer than it must.
  if (/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/.test(text)) return float(Number(text));
  if (/^[+-]?(?:inf|infinity)$/.test(text)) return float(text.startsWith("-") ? -Infinity : Infinity);
  if (/^[+-]?nan$/.test(text)) return float(Number.NaN);
  throw new ScriptError(
    "wrong-value",
    `ValueError: could not convert string to float: ${formatValue(value, 40)}`,
  );
}

export function round(machine: Machine, value: Value | undefined, digits: Value | undefined): Value {
  const whole = asInteger(value ?? null);
  if (whole !== undefined) {
    const places = digits === undefined || digits === null ? 0 : needSmallInteger(digits, "round()'s digits");
    if (places >= 0) return whole;
    machine.checkInteger(-places * 4);
    machine.spend(-places >> 4);
    const unit = 10n ** BigInt(-places);
    const big = BigInt(whole);
    const magnitude = big < 0n ? -big : big;
    let quotient = magnitude / unit;
    const rest = (magnitude % unit) * 2n;
    if (rest > unit || (rest === unit && quotient % 2n === 1n)) quotient += 1n;
    return integer((big < 0n ? -quotient : quotient) * unit);
  }
  const number = needNumber(value, "round()'s argument");
  if (digits === undefined || digits === null) {
    if (!Number.isFinite(number))
      throw new ScriptError("overflow", "OverflowError: cannot convert float infinity or NaN to integer");
    return integer(BigInt(roundHalfEven(number)));
  }
  return float(roundToDigits(number, needSmallInteger(digits, "round()'s digits")));
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Correctly rounded from the float's exact decimal expansion, as Python rounds. */
function roundToDigits(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 323) return value;
  if (digits < -308) return value < 0 ? -0 : 0;
  if (digits < 0) {
    const unit = 10 ** -digits;
    return roundHalfEven(value / unit) * unit;
  }
  if (digits > 100) return value;
  // toFixed rounds the exact value, except that it takes halves up; an exact half has few binary places.
  const text = Math.abs(value).toFixed(digits);
  const isHalf =
    digits <= 20 &&
    Number.isInteger(Math.abs(value) * 2 ** (digits + 1)) &&
    Math.abs(value)
      .toFixed(digits + 1)
      .endsWith("5");
  let rounded = Number(text);
  if (isHalf && Number(text[text.length - 1] ?? "0") % 2 === 1)
    rounded = Number(
      Math.abs(value)
        .toFixed(digits + 1)
        .slice(0, -1),
    );
  return value < 0 ? -rounded : rounded;
}

/** `pow(base, exponent, modulus)` of ints, by squaring. */
export function powModulo(
  machine: Machine,
  base: Value | undefined,
  exponent: Value | undefined,
  modulus: Value,
): Value {
  const m = BigInt(needInteger(modulus, "pow()'s modulus"));
  let e = BigInt(needInteger(exponent, "pow()'s exponent"));
  if (m === 0n) throw new ScriptError("wrong-value", "ValueError: pow() 3rd argument cannot be 0");
  if (e < 0n) {
    throw new ScriptError(
      "not-known-yet",
      "pow() with a negative exponent and a modulus is not supported",
      "write the inverse out",
    );
  }
  // Two products and remainders for each bit, each of which takes the square of the modulus' length.
  const words = m.toString(16).length / 16;
  machine.spend(Math.ceil(e.toString(2).length * (8 + (words * words) / 24)));
  const size = m < 0n ? -m : m;
  let result = 1n % size;
  let square = BigInt(needInteger(base, "pow()'s base")) % size;
  if (square < 0n) square += size;
  for (; e > 0n; e >>= 1n) {
    if ((e & 1n) === 1n) result = (result * square) % size;
    square = (square * square) % size;
  }
  // As every remainder of Python, of the modulus' sign.
  return integer(m < 0n && result !== 0n ? result + m : result);
}
