import { didYouMean } from "./did-you-mean.js";
import { ScriptError } from "./diagnostic.js";
import { asInteger, asNumber, noKeywords, typeName } from "./values.js";
import type { FunctionValue, KeywordValues, Value } from "./values.js";
import type { Machine } from "./machine.js";

/** The arguments of a builtin by position, after keywords have found theirs; undefined where none was given. */
export type BoundArguments = readonly (Value | undefined)[];

export type BuiltinBody = (machine: Machine, args: BoundArguments) => Value;

/**
 * A builtin with named parameters. A name ending in `?` is optional; one beginning with `*` takes the rest as a tuple and
 * is last; `**` means that any keyword is taken and ignored.
 */
export function builtin(name: string, parameters: string, body: BuiltinBody): FunctionValue {
  const bindArguments = argumentBinder(name, parameters);
  return {
    kind: "function",
    name,
    call: (machine, positional, keywords) => body(machine, bindArguments(positional, keywords)),
  };
}

/** Puts arguments into the order of the parameters, as `builtin` describes them. */
export function argumentBinder(
  name: string,
  parameters: string,
): (positional: readonly Value[], keywords: KeywordValues) => BoundArguments {
  const all = parameters === "" ? [] : parameters.split(" ");
  const ignoresKeywords = all.includes("**");
  const rest = all.some((parameter) => parameter === "*rest");
  const names = all
    .filter((parameter) => !parameter.startsWith("*"))
    .map((parameter) => parameter.replace("?", ""));
  const required = all.filter((parameter) => !parameter.startsWith("*") && !parameter.endsWith("?")).length;
  return (positional, keywords) => {
    if (keywords.size === 0 && positional.length <= names.length && positional.length >= required && !rest) {
      return positional;
    }
    return bind(name, names, required, rest, ignoresKeywords, positional, keywords);
  };
}

function bind(
  name: string,
  names: readonly string[],
  required: number,
  rest: boolean,
  ignoresKeywords: boolean,
  positional: readonly Value[],
  keywords: KeywordValues,
): BoundArguments {
  const bound: (Value | undefined)[] = names.map((_, index) => positional[index]);
  if (positional.length > names.length && !rest) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${name}() takes at most ${names.length} arguments, but is given ${positional.length}`,
    );
  }
  for (const [keyword, value] of keywords) {
    const index = names.indexOf(keyword);
    if (index === -1) {
      if (ignoresKeywords) continue;
      throw new ScriptError(
        "wrong-type",
        `TypeError: ${name}() has no parameter ${keyword.slice(0, 40)}`,
        didYouMean(keyword, names) ??
          (names.length === 0 ? "it takes none" : `its parameters: ${names.join(", ")}`),
      );
    }
    if (bound[index] !== undefined)
      throw new ScriptError("wrong-type", `TypeError: ${name}() is given ${keyword} twice`);
    bound[index] = value;
  }
  const missing = names.slice(0, required).find((_, index) => bound[index] === undefined);
  if (missing !== undefined) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: ${name}() needs ${required} argument${required === 1 ? "" : "s"}: ${missing} is missing`,
    );
  }
  if (rest) bound.push({ kind: "tuple", items: positional.slice(names.length) });
  return bound;
}

export function call(machine: Machine, callee: FunctionValue, ...positional: readonly Value[]): Value {
  return callee.call(machine, positional, noKeywords);
}

export function needInteger(value: Value | undefined, what: string): number | bigint {
  const integer = asInteger(value ?? null);
  if (integer !== undefined) return integer;
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${what} is a ${typeName(value ?? null)}, but must be an int`,
    "use int(…)",
  );
}

/** An integer that JavaScript numbers hold exactly. */
export function needSmallInteger(value: Value | undefined, what: string): number {
  const integer = needInteger(value, what);
  if (typeof integer === "number") return integer;
  throw new ScriptError("overflow", `OverflowError: ${what} is too large`);
}

export function needNumber(value: Value | undefined, what: string): number {
  const number = asNumber(value ?? null);
  if (number !== undefined && typeof value === "bigint" && !Number.isFinite(number))
    throw new ScriptError(
      "overflow",
      "OverflowError: int too large to convert to float",
      "use smaller numbers",
    );
  if (number !== undefined) return number;
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${what} is a ${typeName(value ?? null)}, but must be a number`,
  );
}

export function needText(value: Value | undefined, what: string): string {
  if (typeof value === "string") return value;
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${what} is a ${typeName(value ?? null)}, but must be text`,
    "write it in quotes",
  );
}
