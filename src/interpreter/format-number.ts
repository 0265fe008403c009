import { ScriptError } from "./diagnostic.js";
import type { Machine } from "./machine.js";
import { formatFloat, toFloat } from "./numbers.js";
import { firstCharacters, textLength } from "./text-length.js";
import { aKind, asInteger, typeName } from "./values.js";
import type { Value } from "./values.js";

/** A float with a fixed number of decimals, an exponent, or the general form, as C and Python print them. */
export function formatFloatAs(value: number, type: string, precision: number, alternate: boolean): string {
  if (Number.isNaN(value)) return type === type.toUpperCase() ? "NAN" : "nan";
  if (!Number.isFinite(value)) {
    const text = value < 0 ? "-inf" : "inf";
    return type === type.toUpperCase() ? text.toUpperCase() : text;
  }
  const lower = type.toLowerCase();
  let text: string;
  if (lower === "f") text = fixed(value, precision);
  else if (lower === "e") text = exponential(value, precision);
  else text = general(value, precision, alternate);
  if (alternate && !text.includes(".") && !text.includes("e")) text += ".";
  return type === lower ? text : text.toUpperCase();
}

function fixed(value: number, precision: number): string {
  const digits = Math.min(precision, 100);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  const text =
    magnitude >= 1e21
      ? `${BigInt(magnitude)}${digits === 0 ? "" : `.${"0".repeat(digits)}`}`
      : magnitude.toFixed(digits);
  return sign + roundHalfEven(magnitude, digits, text) + "0".repeat(precision - digits);
}

/** JavaScript's toFixed rounds an exact half up, C's to even. */
function roundHalfEven(magnitude: number, digits: number, text: string): string {
  if (digits > 20 || magnitude >= 2 ** 52) return text;
  const scaled = magnitude * 2 ** digits;
  // An exact half at `digits` decimals needs a binary fraction of exactly digits + 1 places.
  if (!Number.isInteger(scaled * 2) || Number.isInteger(scaled)) return text;
  const exact = magnitude.toFixed(Math.min(100, digits + 2));
  if (!exact.endsWith("50")) return text;
  const cut = exact.slice(0, exact.length - 2).replace(/\.$/, "");
  const last = Number(cut[cut.length - 1] ?? "0");
  return last % 2 === 0 ? cut : text;
}

function exponential(value: number, precision: number): string {
  const [mantissa = "", exponent = "+0"] = value.toExponential(Math.min(precision, 100)).split("e");
  const sign = exponent.startsWith("-") ? "-" : "+";
  const padded = "0".repeat(precision - Math.min(precision, 100));
  return `${Object.is(value, -0) ? "-" : ""}${mantissa}${padded}e${sign}${exponent.replace(/^[+-]/, "").padStart(2, "0")}`;
}

function general(value: number, precision: number, alternate: boolean): string {
  const digits = Math.min(Math.max(precision, 1), 100);
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const exponent = Number(value.toExponential(digits - 1).split("e")[1] ?? "0");
  let text =
    exponent < -4 || exponent >= digits
      ? exponential(value, digits - 1)
      : fixed(value, digits - 1 - exponent);
  if (!alternate && text.includes(".")) {
    const [mantissa = "", rest] = text.split("e");
    text = mantissa.replace(/\.?0+$/, "") + (rest === undefined ? "" : `e${rest}`);
  }
  return text;
}

/** The digits of an integer in base 2, 8, 10 or 16, without sign. */
export function integerDigits(value: number | bigint, type: string): string {
  const magnitude = value < 0 ? -value : value;
  switch (type) {
    case "x":
      return magnitude.toString(16);
    case "X":
      return magnitude.toString(16).toUpperCase();
    case "o":
      return magnitude.toString(8);
    case "b":
      return magnitude.toString(2);
    default:
      return magnitude.toString();
  }
}

export interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const specPattern = /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?([0-9]+)?([,_])?(?:\.([0-9]+))?([a-zA-Z%])?$/u;

/** Python's format mini-language, as in `f"{value:>08.3f}"` and `"{:x}".format(value)`. */
export function formatWithSpec(
  machine: Machine,
  value: Value,
  specText: string,
  toText: (value: Value) => string,
): string {
  if (specText === "") return toText(value);
  const match = specPattern.exec(specText);
  if (match === null)
    throw new ScriptError("wrong-value", `ValueError: Invalid format specifier '${specText.slice(0, 40)}'`);
  const [, fill, align, sign, hash, zero, width, grouping, precision, type] = match;
  const wide = width === undefined ? 0 : Number(width);
  machine.allocateString(Math.max(wide, Number(precision ?? 0)));
  const spec: FormatSpec = {
    fill: fill ?? (zero === undefined ? " " : "0"),
    align: align ?? (zero === undefined ? "" : "="),
    sign: sign ?? "-",
    alternate: hash !== undefined,
    width: wide,
    grouping: grouping ?? "",
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
  const integer = asInteger(value);
  if (typeof integer === "bigint") machine.spend(digitSteps);
  if (typeof value === "object" && value?.kind === "float") return formatReal(value.value, spec);
  if (integer !== undefined && typeof value !== "object") {
    if (typeof value === "boolean" && spec.type === "") return pad(toText(value), "", spec, "<");
    if ("eEfFgG%".includes(spec.type) && spec.type !== "") return formatReal(toFloat(integer), spec);
    return formatWhole(integer, spec);
  }
  if (typeof value === "string") {
    if (spec.type !== "" && spec.type !== "s") throw unknownCode(spec.type, value);
    if (spec.align === "=")
      throw new ScriptError(
        "wrong-value",
        "ValueError: '=' alignment not allowed in string format specifier",
      );
    const cut = spec.precision === undefined ? value : firstCharacters(value, spec.precision);
    return pad(cut, "", spec, "<");
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${aKind(value)} takes no format`,
    "turn it into text with str(…) first",
  );
}

function formatReal(value: number, spec: FormatSpec): string {
  if (spec.type !== "" && !"eEfFgG%n".includes(spec.type))
    throw unknownCode(spec.type, { kind: "float", value });
  const isPercent = spec.type === "%";
  const scaled = isPercent ? value * 100 : value;
  let text: string;
  if (spec.type === "" && spec.precision === undefined) text = formatFloat(scaled);
  else {
    const type = isPercent ? "f" : spec.type === "" || spec.type === "n" ? "g" : spec.type;
    text = formatFloatAs(scaled, type, spec.precision ?? 6, spec.alternate);
    if (spec.type === "" && !/[.en]/.test(text)) text += ".0";
  }
  const negative = text.startsWith("-");
  const digits = negative ? text.slice(1) : text;
  const [whole = "", ...rest] = digits.split(/(?=[.e])/);
  const grouped = group(whole, spec.grouping, 3) + rest.join("") + (isPercent ? "%" : "");
  return pad(grouped, negative ? "-" : spec.sign === "-" ? "" : spec.sign, spec, ">");
}

function formatWhole(value: number | bigint, spec: FormatSpec): string {
  if (spec.precision !== undefined)
    throw new ScriptError("wrong-value", "ValueError: Precision not allowed in integer format specifier");
  if (spec.type === "c") {
    if (value < 0 || value > 0x10ffff)
      throw new ScriptError("overflow", "OverflowError: %c arg not in range(0x110000)");
    return pad(String.fromCodePoint(Number(value)), "", spec, "<");
  }
  if (spec.type !== "" && !"bdoxXn".includes(spec.type)) throw unknownCode(spec.type, value);
  const prefix = spec.alternate && "boxX".includes(spec.type) && spec.type !== "" ? `0${spec.type}` : "";
  const digits = group(
    integerDigits(value, spec.type),
    spec.grouping,
    "boxX".includes(spec.type) && spec.type !== "" ? 4 : 3,
  );
  const sign = value < 0 ? "-" : spec.sign === "-" ? "" : spec.sign;
  return pad(digits, sign + prefix, spec, ">");
}

function group(digits: string, separator: string, size: number): string {
  if (separator === "") return digits;
  let text = digits.slice(0, digits.length % size);
  for (let index = text.length; index < digits.length; index += size) {
    text += separator + digits.slice(index, index + size);
  }
  return text.startsWith(separator) ? text.slice(1) : text;
}

function unknownCode(type: string, value: Value): ScriptError {
  return new ScriptError(
    "wrong-value",
    `ValueError: Unknown format code '${type}' for object of type '${typeName(value)}'`,
  );
}

/** What the decimal digits of an integer beyond 53 bits cost, which may have thousands of bits. */
export const digitSteps = 512;

/** Fills up to the width; `lead` (sign and prefix) stays in front of the fill where the alignment is `=`. */
function pad(text: string, lead: string, spec: FormatSpec, usual: string): string {
  const align = spec.align === "" ? usual : spec.align;
  const missing = Math.max(0, spec.width - textLength(text) - lead.length);
  if (align === "=") return lead + spec.fill.repeat(missing) + text;
  if (align === ">") return spec.fill.repeat(missing) + lead + text;
  if (align === "<") return lead + text + spec.fill.repeat(missing);
  const before = missing >> 1;
  return spec.fill.repeat(before) + lead + text + spec.fill.repeat(missing - before);
}
