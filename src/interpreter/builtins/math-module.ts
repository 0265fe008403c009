import { builtin, needInteger, needNumber } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { asInteger, float, integer } from "../values.js";
import type { FunctionValue, Value } from "../values.js";

/** The functions of Python's `math` that packet scripts use. */
function domain(): ScriptError {
  return new ScriptError(
    "wrong-value",
    "ValueError: math domain error",
    "the function has no value for this number: give it a positive one",
  );
}

function real(
  name: string,
  compute: (x: number) => number,
  allowed: (x: number) => boolean = () => true,
): FunctionValue {
  return builtin(name, "x", (_machine, [x]) => {
    const value = needNumber(x, `math.${name}'s argument`);
    if (!allowed(value)) throw domain();
    return float(finite(compute(value), value));
  });
}

/** A result, unless it is infinite or no number though the arguments are finite: Python then complains. */
function finite(result: number, ...given: readonly number[]): number {
  if (Number.isFinite(result) || given.some(Number.isNaN)) return result;
  if (Number.isNaN(result)) throw domain();
  if (given.some((each) => !Number.isFinite(each))) return result;
  throw new ScriptError("overflow", "OverflowError: math range error", "use smaller numbers");
}

function rounding(name: string, compute: (x: number) => number): FunctionValue {
  return builtin(name, "x", (_machine, [x]) => {
    const whole = asInteger(x ?? null);
    if (whole !== undefined) return whole;
    const value = compute(needNumber(x, `math.${name}'s argument`));
    if (!Number.isFinite(value))
      throw new ScriptError("overflow", "OverflowError: cannot convert float infinity or NaN to integer");
    return integer(BigInt(value));
  });
}

function power(x: number, y: number): Value {
  if (x === 0 && y < 0) throw domain();
  return float(x === 1 ? 1 : finite(x ** y, x, y));
}

export const mathFunctions: readonly FunctionValue[] = [
  rounding("floor", Math.floor),
  rounding("ceil", Math.ceil),
  rounding("trunc", Math.trunc),
  real("sqrt", Math.sqrt, (x) => x >= 0),
  real("exp", Math.exp),
  real("sin", Math.sin),
  real("cos", Math.cos),
  real("log2", Math.log2, (x) => x > 0),
  real("log10", Math.log10, (x) => x > 0),
  real("fabs", Math.abs),
  builtin("log", "x base?", (_machine, [x, base]) => {
    const value = needNumber(x, "math.log's argument");
    if (!(value > 0)) throw domain();
    return float(
      base === undefined ? Math.log(value) : Math.log(value) / Math.log(needNumber(base, "math.log's base")),
    );
  }),
  builtin("pow", "x y", (_machine, [x, y]) =>
    power(needNumber(x, "math.pow's base"), needNumber(y, "math.pow's exponent")),
  ),
  builtin("gcd", "a b", (machine, [a, b]) => {
    let [left, right] = [BigInt(needInteger(a, "a")), BigInt(needInteger(b, "b"))];
    while (right !== 0n) {
      machine.spend(4);
      [left, right] = [right, left % right];
    }
    return integer(left < 0n ? -left : left);
  }),
];

export const mathConstants: ReadonlyMap<string, Value> = new Map([
  ["pi", float(Math.PI)],
  ["e", float(Math.E)],
  ["inf", float(Number.POSITIVE_INFINITY)],
  ["nan", float(Number.NaN)],
]);
