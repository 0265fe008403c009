import { ScriptError } from "./diagnostic.js";
import type { Machine } from "./machine.js";
import { asInteger, asNumber, float, integer, typeName } from "./values.js";
import type { Value } from "./values.js";

/** Python's arithmetic on int (exact, of any size within budget) and float. */
export type NumberOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "<<" | ">>" | "&" | "|" | "^";

/** The result of a number operation, or undefined when an operand is no number. */
export function numberOperation(
  machine: Machine,
  operator: NumberOperator,
  left: Value,
  right: Value,
): Value | undefined {
  const leftInteger = asInteger(left);
  const rightInteger = asInteger(right);
  if (leftInteger !== undefined && rightInteger !== undefined) {
    return integerOperation(machine, operator, leftInteger, rightInteger);
  }
  if (asNumber(left) === undefined || asNumber(right) === undefined) return undefined;
  const leftFloat = floatOperand(left, leftInteger);
  const rightFloat = floatOperand(right, rightInteger);
  if (leftFloat === undefined || rightFloat === undefined) return undefined;
  return floatOperation(operator, leftFloat, rightFloat);
}

/** Stands for any integer that needs more than JavaScript's numbers. */
const bigCost = 0n;

function floatOperand(value: Value, asInt: number | bigint | undefined): number | undefined {
  if (asInt !== undefined) return toFloat(asInt);
  return typeof value === "object" && value !== null && value.kind === "float" ? value.value : undefined;
}

export function toFloat(value: number | bigint): number {
  const result = Number(value);
  if (!Number.isFinite(result))
    throw new ScriptError("overflow", "OverflowError: int too large to convert to float");
  return result;
}

function integerOperation(
  machine: Machine,
  operator: NumberOperator,
  left: number | bigint,
  right: number | bigint,
): Value {
  if (typeof left === "number" && typeof right === "number") {
    const quick = smallOperation(operator, left, right);
    if (quick !== undefined) return quick;
  }
  machine.spendOn(bigCost);
  const result = bigOperation(machine, operator, BigInt(left), BigInt(right));
  if (typeof result === "bigint") machine.allocate(bitLength(result) >> 3);
  return result;
}

/** The exact result where JavaScript numbers hold it; adding 0 turns -0, which Python's int lacks, into 0. */
function smallOperation(operator: NumberOperator, left: number, right: number): Value | undefined {
  let result: number;
  switch (operator) {
    case "+":
      result = left + right;
      break;
    case "-":
      result = left - right;
      break;
    case "*":
      result = left * right + 0;
      break;
    case "/":
      if (right === 0) throw divisionByZero("division by zero");
      return float(left / right);
    case "//":
      if (right === 0) throw divisionByZero("integer division or modulo by zero");
      // The quotient of two safe integers may round up to the next integer: take the exact remainder first.
      result = (left - floorModulo(left, right)) / right + 0;
      break;
    case "%":
      if (right === 0) throw divisionByZero("integer modulo by zero");
      result = floorModulo(left, right) + 0;
      break;
    case "&":
    case "|":
    case "^":
      if ((left | 0) !== left || (right | 0) !== right) return undefined;
      return operator === "&" ? left & right : operator === "|" ? left | right : left ^ right;
    case "<<":
      if (right < 0 || right > 52) return undefined;
      result = left * 2 ** right + 0;
      break;
    case ">>":
      if (right < 0 || right > 52) return undefined;
      result = Math.floor(left / 2 ** right) + 0;
      break;
    case "**":
      return undefined;
  }
  return Number.isSafeInteger(result) ? result : undefined;
}

function floorModulo(left: number, right: number): number {
  const remainder = left % right;
  return remainder !== 0 && remainder < 0 !== right < 0 ? remainder + right : remainder;
}

function bigOperation(machine: Machine, operator: NumberOperator, left: bigint, right: bigint): Value {
  switch (operator) {
    case "+":
      return checked(machine, left + right);
    case "-":
      return checked(machine, left - right);
    case "*":
      machine.checkInteger(bitLength(left) + bitLength(right) - 1);
      return integer(left * right);
    case "/": {
      if (right === 0n) throw divisionByZero("division by zero");
      return float(divideExactly(left, right));
    }
    case "//":
      if (right === 0n) throw divisionByZero("integer division or modulo by zero");
      return integer((left - bigModulo(left, right)) / right);
    case "%":
      if (right === 0n) throw divisionByZero("integer modulo by zero");
      return integer(bigModulo(left, right));
    case "&":
      return integer(left & right);
    case "|":
      return integer(left | right);
    case "^":
      return integer(left ^ right);
    case "<<":
      if (right < 0n) throw new ScriptError("wrong-value", "ValueError: negative shift count");
      if (left === 0n) return 0;
      machine.checkInteger(bitLength(left) + Number(right));
      return integer(left << right);
    case ">>":
      if (right < 0n) throw new ScriptError("wrong-value", "ValueError: negative shift count");
      return integer(left >> (right > 1000000n ? 1000000n : right));
    case "**":
      return power(machine, left, right);
  }
}

function power(machine: Machine, base: bigint, exponent: bigint): Value {
  if (exponent < 0n) {
    if (base === 0n) throw divisionByZero("0.0 cannot be raised to a negative power");
    return float(toFloat(base) ** toFloat(exponent));
  }
  if (base === 0n || base === 1n) return exponent === 0n ? 1 : integer(base);
  if (base === -1n) return exponent % 2n === 0n ? 1 : -1;
  machine.checkInteger((bitLength(base) - 1) * Number(exponent));
  return checked(machine, base ** exponent);
}

function bigModulo(left: bigint, right: bigint): bigint {
  const remainder = left % right;
  return remainder !== 0n && remainder < 0n !== right < 0n ? remainder + right : remainder;
}

/** The nearest float of a quotient of large integers, as Python's true division gives. */
function divideExactly(left: bigint, right: bigint): number {
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  if (left <= safe && left >= -safe && right <= safe && right >= -safe) return Number(left) / Number(right);
  const negative = left < 0n !== right < 0n;
  const numerator = left < 0n ? -left : left;
  const denominator = right < 0n ? -right : right;
  // Scale to a quotient of 64 bits or more, keep what is left over as a sticky bit: Number() then rounds correctly.
  const scale = BigInt(Math.max(0, 66 - (bitLength(numerator) - bitLength(denominator))));
  const scaled = (numerator << scale) / denominator;
  const sticky = (numerator << scale) % denominator === 0n ? 0n : 1n;
  let result = Number(scaled | sticky);
  for (let left2 = Number(scale); left2 > 0; left2 -= 500) result /= 2 ** Math.min(left2, 500);
  if (!Number.isFinite(result))
    throw new ScriptError("overflow", "OverflowError: integer division result too large for a float");
  return negative ? -result : result;
}

export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  if (magnitude === 0n) return 0;
  const digits = magnitude.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0] ?? "0", 16)) + 28;
}

function checked(machine: Machine, value: bigint): Value {
  machine.checkInteger(bitLength(value));
  return integer(value);
}

function floatOperation(operator: NumberOperator, left: number, right: number): Value | undefined {
  switch (operator) {
    case "+":
      return float(left + right);
    case "-":
      return float(left - right);
    case "*":
      return float(left * right);
    case "/":
      if (right === 0) throw divisionByZero("float division by zero");
      return float(left / right);
    case "//":
      if (right === 0) throw divisionByZero("float floor division by zero");
      return float(floatFloorDivision(left, right));
    case "%":
      if (right === 0) throw divisionByZero("float modulo");
      return float(floatModulo(left, right));
    case "**": {
      if (left === 0 && right < 0) throw divisionByZero("0.0 cannot be raised to a negative power");
      const result = left ** right;
      // Where Python would answer with a complex number.
      if (Number.isNaN(result) && !Number.isNaN(left) && !Number.isNaN(right)) {
        throw new ScriptError(
          "wrong-value",
          "the root of a negative number is not supported",
          "take the root of abs(…)",
        );
      }
      if (!Number.isFinite(result) && Number.isFinite(left) && Number.isFinite(right)) {
        throw new ScriptError(
          "overflow",
          "OverflowError: numerical result out of range",
          "use smaller numbers",
        );
      }
      return float(left === 1 ? 1 : result);
    }
    default:
      return undefined;
  }
}

function floatModulo(left: number, right: number): number {
  const remainder = left % right;
  if (remainder === 0) return right < 0 ? -0 : 0;
  return remainder < 0 !== right < 0 ? remainder + right : remainder;
}

function floatFloorDivision(left: number, right: number): number {
  const remainder = floatModulo(left, right);
  const quotient = (left - remainder) / right;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function divisionByZero(message: string): ScriptError {
  return new ScriptError("division-by-zero", `ZeroDivisionError: ${message}`);
}

export function unsupportedOperands(operator: string, left: Value, right: Value): ScriptError {
  return new ScriptError(
    "wrong-type",
    `TypeError: unsupported operand types for ${operator}: ${typeName(left)} and ${typeName(right)}`,
  );
}

/** Python's `repr` of a float: the shortest digits that read back, with an exponent from 1e16 and below 1e-4. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Object.is(value, -0)) return "-0.0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= 16 || exponent < -4) {
    const digits = Math.abs(exponent).toString().padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const text = exponent < -6 || exponent >= 21 ? value.toFixed(20) : value.toString();
  return text.includes(".") ? text : `${text}.0`;
}
