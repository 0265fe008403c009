import { latin1Bytes } from "../wire/bytes.js";
import { ScriptError } from "./diagnostic.js";
import { dictKey } from "./dict-key.js";
import { digitSteps, formatFloatAs, integerDigits } from "./format-number.js";
import { ascii, formatValue, repr, toText } from "./format-value.js";
import type { Machine } from "./machine.js";
import { buildPacket } from "./packet-operations.js";
import { bytesText } from "./text-codec.js";
import { firstCharacters, textLength } from "./text-length.js";
import { asInteger, asNumber, bytesOf, typeName } from "./values.js";
import type { Value } from "./values.js";

const conversion = /%(?:\(([^)]*)\))?([-+ #0]*)([0-9]+|\*)?(?:\.([0-9]+|\*))?[hlL]?([\s\S]?)/y;

/** What is formatted: text, or octets with a character for each. */
type Formatted = "text" | "octets";

/** `"…" % values`: C's printf conversions, from a tuple, a single value or a dict. */
export function formatPercent(machine: Machine, template: string, values: Value, what: Formatted): string {
  const isTuple = typeof values === "object" && values?.kind === "tuple";
  const isDict = typeof values === "object" && values?.kind === "dict";
  const items = isTuple ? values.items : [values];
  let at = 0;
  let named = false;
  const next = (): Value => {
    const item = items[at];
    if (item === undefined)
      throw new ScriptError(
        "wrong-type",
        "TypeError: not enough arguments for format string",
        "give one value for each % sign",
      );
    at += 1;
    return item;
  };
  const convertNext = ([, key, flags = "", width, precision, type = ""]: RegExpExecArray): string => {
    machine.step();
    if (type === "")
      throw new ScriptError("wrong-value", "ValueError: incomplete format", "write %% for a percent sign");
    if (type === "%") return "%";
    const wide = width === "*" ? starValue(next()) : Number(width ?? 0);
    const precise =
      precision === "*" ? starValue(next()) : precision === undefined ? undefined : Number(precision);
    machine.allocateString(Math.max(Math.abs(wide), precise ?? 0));
    let value: Value;
    if (key === undefined) value = next();
    else {
      if (!isDict)
        throw new ScriptError("wrong-type", "TypeError: format requires a mapping", "give it a dict");
      named = true;
      const wanted = what === "octets" ? bytesOf(latin1Bytes(key)) : key;
      const entry = values.entries.get(dictKey(machine, wanted));
      if (entry === undefined) throw new ScriptError("key-not-found", `KeyError: ${formatValue(wanted, 60)}`);
      value = entry.value;
    }
    return convert(machine, what, value, type, wide < 0 ? `${flags}-` : flags, Math.abs(wide), precise);
  };
  // One conversion after the other: a wrong one ends the work, and so does a result that grows too long.
  let result = "";
  let done = 0;
  for (let sign = template.indexOf("%"); sign !== -1; sign = template.indexOf("%", done)) {
    conversion.lastIndex = sign;
    const match = conversion.exec(template);
    if (match === null) break;
    result += template.slice(done, sign) + convertNext(match);
    machine.checkString(result.length);
    done = sign + match[0].length;
  }
  result += template.slice(done);
  if (!named && at < items.length && !(isDict && at === 0)) {
    throw new ScriptError(
      "wrong-type",
      "TypeError: not all arguments converted during string formatting",
      "give one value for each % sign",
    );
  }
  machine.allocateString(result.length);
  return result;
}

function starValue(value: Value): number {
  const number = asInteger(value);
  if (number === undefined) throw new ScriptError("wrong-type", "TypeError: * wants int");
  return Number(number);
}

function convert(
  machine: Machine,
  what: Formatted,
  value: Value,
  type: string,
  flags: string,
  width: number,
  precision: number | undefined,
): string {
  switch (type) {
    case "b":
      if (what === "text") throw unsupportedConversion(machine, type);
      return padText(firstOf(octetsAsText(machine, value), precision), flags, width);
    case "s": {
      const text = what === "octets" ? octetsAsText(machine, value) : toText(machine, value);
      return padText(firstOf(text, precision), flags, width);
    }
    case "r":
    case "a": {
      const isAscii = type === "a" || what === "octets";
      const text = isAscii ? ascii(machine, value) : repr(machine, value);
      return padText(firstOf(text, precision), flags, width);
    }
    case "c": {
      if (what === "octets") return padText(octetAsText(value), flags, width);
      const code = asInteger(value);
      const isCharacter = typeof value === "string" && value.length <= 2 && textLength(value) === 1;
      if (code === undefined && !isCharacter)
        throw new ScriptError("wrong-type", "TypeError: %c requires int or char");
      if (code !== undefined && (code < 0 || code > 0x10ffff))
        throw new ScriptError("overflow", "OverflowError: %c arg not in range(0x110000)");
      return padText(typeof value === "string" ? value : String.fromCodePoint(Number(code)), flags, width);
    }
    case "d":
    case "i":
    case "u":
    case "x":
    case "X":
    case "o":
      if (typeof value === "bigint") machine.spend(digitSteps);
      return convertInteger(value, type, flags, width, precision);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G": {
      const number = asNumber(value);
      if (number === undefined)
        throw new ScriptError("wrong-type", `TypeError: must be real number, not ${typeName(value)}`);
      const text = formatFloatAs(number, type, precision ?? 6, flags.includes("#"));
      const negative = text.startsWith("-");
      return padNumber(negative ? text.slice(1) : text, negative ? "-" : signOf(flags), flags, width);
    }
    default:
      throw unsupportedConversion(machine, type);
  }
}

function unsupportedConversion(machine: Machine, type: string): ScriptError {
  machine.step();
  return new ScriptError(
    "wrong-value",
    `ValueError: unsupported format character '${type}'`,
    "write %% for a percent sign",
  );
}

function firstOf(text: string, precision: number | undefined): string {
  return precision === undefined ? text : firstCharacters(text, precision);
}

/** What `%s` and `%b` take in octets: octets, or a packet, which stands for its own. */
function octetsAsText(machine: Machine, value: Value): string {
  if (typeof value === "object" && value?.kind === "layer") return bytesText(buildPacket(machine, value));
  if (typeof value !== "object" || value?.kind !== "bytes")
    throw new ScriptError(
      "wrong-type",
      `TypeError: %b requires a bytes-like object, or an object that implements __bytes__, not '${typeName(value)}'`,
      typeof value === "string" ? 'write b"…"' : "use %d for a number",
    );
  machine.allocateString(value.bytes.length);
  return bytesText(value.bytes);
}

function octetAsText(value: Value): string {
  if (typeof value === "object" && value?.kind === "bytes" && value.bytes.length === 1)
    return bytesText(value.bytes);
  const code = asInteger(value);
  if (code === undefined)
    throw new ScriptError(
      "wrong-type",
      "TypeError: %c requires an integer in range(256) or a single byte",
      'write b"…" for octets',
    );
  if (code < 0 || code > 255)
    throw new ScriptError("overflow", "OverflowError: %c arg not in range(256)", "an octet is 0 to 255");
  return String.fromCharCode(Number(code));
}

function convertInteger(
  value: Value,
  type: string,
  flags: string,
  width: number,
  precision: number | undefined,
): string {
  const isDecimal = type === "d" || type === "i" || type === "u";
  let integer = asInteger(value);
  if (integer === undefined && isDecimal && typeof value === "object" && value?.kind === "float") {
    if (!Number.isFinite(value.value))
      throw new ScriptError("overflow", "OverflowError: cannot convert float infinity or NaN to integer");
    integer = BigInt(Math.trunc(value.value));
  }
  if (integer === undefined) {
    throw new ScriptError(
      "wrong-type",
      `TypeError: %${type} format: ${isDecimal ? "a real number" : "an integer"} is required, not ${typeName(value)}`,
      typeof value === "string" ? "use %s for text" : undefined,
    );
  }
  const digits = integerDigits(integer, isDecimal ? "d" : type).padStart(precision ?? 0, "0");
  const prefix = flags.includes("#") && !isDecimal ? `0${type}` : "";
  const sign = integer < 0 ? "-" : signOf(flags);
  return padNumber(digits, sign + prefix, flags, width);
}

function signOf(flags: string): string {
  return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function padText(text: string, flags: string, width: number): string {
  const missing = Math.max(0, width - textLength(text));
  return flags.includes("-") ? text + " ".repeat(missing) : " ".repeat(missing) + text;
}

function padNumber(digits: string, lead: string, flags: string, width: number): string {
  if (flags.includes("0") && !flags.includes("-"))
    return lead + digits.padStart(Math.max(0, width - lead.length), "0");
  return padText(lead + digits, flags, width);
}
