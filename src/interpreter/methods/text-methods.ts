import { argumentBinder, needInteger, needSmallInteger, needText } from "../arguments.js";
import type { BoundArguments } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { formatTemplate } from "../format-template.js";
import type { Machine } from "../machine.js";
import { itemsOf } from "../sequences.js";
import { utf8 } from "../text-codec.js";
import { textLength } from "../text-length.js";
import { bytesOf, list, tuple, typeName } from "../values.js";
import type { KeywordValues, Value } from "../values.js";

/** A method: its object is given beside the arguments. */
export type Method<Self> = (
  machine: Machine,
  self: Self,
  positional: readonly Value[],
  keywords: KeywordValues,
) => Value;

export function method<Self>(
  name: string,
  parameters: string,
  body: (machine: Machine, self: Self, args: BoundArguments) => Value,
): [string, Method<Self>] {
  const bindArguments = argumentBinder(name, parameters);
  return [
    name,
    (machine, self, positional, keywords) => body(machine, self, bindArguments(positional, keywords)),
  ];
}

function utf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    bytes[index * 2 + (little ? 0 : 1)] = unit & 255;
    bytes[index * 2 + (little ? 1 : 0)] = unit >> 8;
  }
  return bytes;
}

function cut(text: string, args: BoundArguments, startAt: number): string {
  const start =
    args[startAt] === undefined || args[startAt] === null
      ? undefined
      : needSmallInteger(args[startAt], "the start");
  const end =
    args[startAt + 1] === undefined || args[startAt + 1] === null
      ? undefined
      : needSmallInteger(args[startAt + 1], "the end");
  return text.slice(start, end);
}

function strip(
  machine: Machine,
  text: string,
  characters: Value | undefined,
  sides: "both" | "left" | "right",
): string {
  const set =
    characters === undefined || characters === null
      ? undefined
      : new Set(needText(characters, "strip()'s characters"));
  const isStripped = (character: string): boolean =>
    set === undefined ? /\s/.test(character) : set.has(character);
  if (set !== undefined)
    machine.spend(set.size + (typeof characters === "string" ? characters.length >> 2 : 0));
  let from = 0;
  let to = text.length;
  if (sides !== "right") while (from < to && isStripped(text[from] ?? "")) from += 1;
  if (sides !== "left") while (to > from && isStripped(text[to - 1] ?? "")) to -= 1;
  machine.spend((text.length - to + from) >> 2);
  return text.slice(from, to);
}

/** A text that a method makes of its own. */
function made(machine: Machine, text: string): string {
  machine.allocateString(text.length);
  return text;
}

function indexOf(machine: Machine, text: string, mark: string): number {
  machine.spendOnSearch(text.length, mark.length);
  return text.indexOf(mark);
}

/** Python's `text.split()`: at runs of blanks, into so many parts at most. */
function splitAtBlanks(machine: Machine, text: string, most: number, fromRight: boolean): string[] {
  machine.spend(text.length >> 3);
  const parts = text.trim() === "" ? [] : text.trim().split(/\s+/);
  if (most < 0 || parts.length <= most + 1) return parts;
  let at = fromRight ? text.trimEnd().length : text.length - text.trimStart().length;
  const step = fromRight ? -1 : 1;
  const isBlank = (): boolean => /\s/.test(text[fromRight ? at - 1 : at] ?? "");
  for (let count = 0; count < most; count += 1) {
    while (at >= 0 && at <= text.length && !isBlank()) at += step;
    while (isBlank()) at += step;
  }
  return fromRight
    ? [text.slice(0, at).trimStart(), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), text.slice(at).trimEnd()];
}

function split(
  machine: Machine,
  text: string,
  separator: Value | undefined,
  limit: Value | undefined,
  fromRight: boolean,
): Value {
  const most = limit === undefined ? -1 : needSmallInteger(limit, "split()'s limit");
  let parts: string[];
  if (separator === undefined || separator === null) {
    parts = splitAtBlanks(machine, text, most, fromRight);
  } else {
    const mark = needText(separator, "split()'s separator");
    if (mark === "") throw new ScriptError("wrong-value", "ValueError: empty separator");
    machine.spendOnSearch(text.length, mark.length);
    // One more than a list may have is enough to know.
    parts = text.split(mark, machine.limits.items + 1);
    if (most >= 0 && parts.length > most + 1) {
      parts = fromRight
        ? [parts.slice(0, parts.length - most).join(mark), ...parts.slice(parts.length - most)]
        : [...parts.slice(0, most), parts.slice(most).join(mark)];
    }
  }
  machine.allocateItems(parts.length);
  machine.allocate(parts.length);
  return list(parts);
}

/** Where a text is found between bounds, from the left or from the right; -1 where it is not. */
function findIn(machine: Machine, text: string, args: BoundArguments, fromRight: boolean): number {
  const mark = needText(args[0], "the text to find");
  const bound = (value: Value | undefined, fallback: number): number => {
    if (value === undefined || value === null) return fallback;
    const at = needSmallInteger(value, "the bound");
    return Math.min(Math.max(at < 0 ? at + text.length : at, 0), text.length + (at > text.length ? 1 : 0));
  };
  const [start, end] = [bound(args[1], 0), Math.min(bound(args[2], text.length), text.length)];
  if (start > end) return -1;
  machine.spendOnSearch(end - start, mark.length);
  const at = fromRight ? text.slice(start, end).lastIndexOf(mark) : text.slice(start, end).indexOf(mark);
  return at === -1 ? -1 : at + start;
}

function startsWith(
  machine: Machine,
  text: string,
  prefix: Value | undefined,
  test: (text: string, part: string) => boolean,
): boolean {
  const options = typeof prefix === "object" && prefix?.kind === "tuple" ? prefix.items : [prefix];
  return options.some((option) => {
    const part = needText(option, "the prefix");
    machine.spend(Math.min(part.length, text.length) >> 5);
    return test(text, part);
  });
}

function every(pattern: RegExp): (machine: Machine, self: string) => Value {
  return (_machine, self) => pattern.test(self);
}

export const textMethods: ReadonlyMap<string, Method<string>> = new Map([
  [
    "format",
    ((machine, self, positional, keywords) =>
      formatTemplate(machine, self, positional, keywords)) as Method<string>,
  ] as [string, Method<string>],
  method<string>("join", "iterable", (machine, self, [iterable]) => {
    const parts: string[] = [];
    let length = 0;
    for (const item of itemsOf(machine, iterable ?? null)) {
      if (typeof item !== "string") {
        throw new ScriptError(
          "wrong-type",
          `TypeError: sequence item ${parts.length}: expected str, found ${typeName(item)}`,
          "turn the items into text with str(…)",
        );
      }
      parts.push(item);
      length += item.length + self.length;
    }
    machine.allocateString(length);
    return parts.join(self);
  }),
  method<string>("encode", "encoding? errors?", (machine, self, [encoding, errors]) => {
    const name =
      encoding === undefined
        ? "utf-8"
        : needText(encoding, "the encoding").toLowerCase().replaceAll("_", "-");
    machine.allocateString(self.length);
    machine.spend(self.length >> 3);
    if (name === "utf-8" || name === "utf8") return bytesOf(utf8(self));
    const wide = /^utf-?16-?(le|be)$/.exec(name)?.[1];
    if (wide !== undefined) return bytesOf(utf16(self, wide === "le"));
    // The narrow encodings are written character by character.
    machine.spend(self.length >> 1);
    const lenient = errors === "ignore" ? "" : errors === "replace" ? "?" : undefined;
    const limit =
      name === "ascii" ? 128 : name === "latin-1" || name === "latin1" || name === "iso-8859-1" ? 256 : 0;
    if (limit === 0)
      throw new ScriptError("wrong-value", `LookupError: unknown encoding: ${name.slice(0, 40)}`);
    const kept =
      lenient === undefined
        ? self
        : Array.from(self, (each) => ((each.codePointAt(0) ?? 0) < limit ? each : lenient)).join("");
    return bytesOf(
      Uint8Array.from(kept, (character) => {
        const code = character.codePointAt(0) ?? 0;
        if (code >= limit)
          throw new ScriptError(
            "wrong-value",
            `UnicodeEncodeError: '${name}' cannot encode a character of the text`,
          );
        return code;
      }),
    );
  }),
  method<string>("upper", "", (machine, self) => made(machine, self.toUpperCase())),
  method<string>("lower", "", (machine, self) => made(machine, self.toLowerCase())),
  method<string>("title", "", (machine, self) => {
    machine.spend(self.length >> 1);
    return made(
      machine,
      self.replace(/\p{L}+/gu, (word) => (word[0] ?? "").toUpperCase() + word.slice(1).toLowerCase()),
    );
  }),
  method<string>("capitalize", "", (machine, self) =>
    made(machine, self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase()),
  ),
  method<string>("strip", "chars?", (machine, self, [characters]) =>
    strip(machine, self, characters, "both"),
  ),
  method<string>("lstrip", "chars?", (machine, self, [characters]) =>
    strip(machine, self, characters, "left"),
  ),
  method<string>("rstrip", "chars?", (machine, self, [characters]) =>
    strip(machine, self, characters, "right"),
  ),
  method<string>("split", "sep? maxsplit?", (machine, self, [separator, limit]) =>
    split(machine, self, separator, limit, false),
  ),
  method<string>("rsplit", "sep? maxsplit?", (machine, self, [separator, limit]) =>
    split(machine, self, separator, limit, true),
  ),
  method<string>("splitlines", "", (machine, self) => {
    machine.spend(self.length >> 3);
    const lines = self.split(/\r\n|\r|\n/, machine.limits.items + 2);
    if (lines[lines.length - 1] === "") lines.pop();
    machine.allocateItems(lines.length);
    return list(lines);
  }),
  method<string>("replace", "old new count?", (machine, self, [old, replacement, count]) => {
    const mark = needText(old, "replace()'s text");
    const text = needText(replacement, "replace()'s text");
    const most = count === undefined ? -1 : needSmallInteger(count, "replace()'s count");
    machine.spendOnSearch(self.length, mark.length);
    if (mark === "") machine.allocate(self.length * 2);
    const parts = mark === "" ? ["", ...Array.from(self), ""] : self.split(mark);
    const rounds = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
    machine.spend(parts.length >> 2);
    machine.allocateString(self.length + Math.max(0, rounds) * text.length);
    const head = parts.slice(0, rounds + 1).join(text);
    return rounds + 1 < parts.length ? head + mark + parts.slice(rounds + 1).join(mark) : head;
  }),
  method<string>("startswith", "prefix start? end?", (machine, self, args) =>
    startsWith(machine, cut(self, args, 1), args[0], (text, part) => text.startsWith(part)),
  ),
  method<string>("endswith", "suffix start? end?", (machine, self, args) =>
    startsWith(machine, cut(self, args, 1), args[0], (text, part) => text.endsWith(part)),
  ),
  ...(["find", "rfind", "index", "rindex"] as const).map((name) =>
    method<string>(name, "sub start? end?", (machine, self, args) => {
      const at = findIn(machine, self, args, name.startsWith("r"));
      if (at === -1 && name.endsWith("index"))
        throw new ScriptError("wrong-value", "ValueError: substring not found");
      return at;
    }),
  ),
  method<string>("count", "sub start? end?", (machine, self, args) => {
    const mark = needText(args[0], "count()'s text");
    const text = cut(self, args, 1);
    if (mark === "") return textLength(text) + 1;
    machine.spendOnSearch(text.length, mark.length);
    let count = 0;
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + mark.length)) count += 1;
    machine.spend(count >> 2);
    return count;
  }),
  method<string>("swapcase", "", (machine, self) => {
    machine.allocateString(self.length);
    machine.spend(self.length);
    return Array.from(self, (each) =>
      each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase(),
    ).join("");
  }),
  method<string>("casefold", "", (machine, self) => {
    machine.spend(self.length >> 2);
    return made(machine, self.toLowerCase().replaceAll("ß", "ss"));
  }),
  method<string>("removeprefix", "prefix", (_machine, self, [prefix]) => {
    const text = needText(prefix, "the prefix");
    return self.startsWith(text) ? self.slice(text.length) : self;
  }),
  method<string>("removesuffix", "suffix", (_machine, self, [suffix]) => {
    const text = needText(suffix, "the suffix");
    return text !== "" && self.endsWith(text) ? self.slice(0, -text.length) : self;
  }),
  method<string>("rpartition", "sep", (machine, self, [separator]) => {
    const mark = needText(separator, "rpartition()'s separator");
    if (mark === "") throw new ScriptError("wrong-value", "ValueError: empty separator");
    machine.spendOnSearch(self.length, mark.length);
    const at = self.lastIndexOf(mark);
    return at === -1 ? tuple(["", "", self]) : tuple([self.slice(0, at), mark, self.slice(at + mark.length)]);
  }),
  method<string>("partition", "sep", (machine, self, [separator]) => {
    const mark = needText(separator, "partition()'s separator");
    if (mark === "") throw new ScriptError("wrong-value", "ValueError: empty separator");
    const at = indexOf(machine, self, mark);
    return at === -1 ? tuple([self, "", ""]) : tuple([self.slice(0, at), mark, self.slice(at + mark.length)]);
  }),
  ...(["zfill", "ljust", "rjust", "center"] as const).map((name) =>
    method<string>(name, "width fillchar?", (machine, self, [width, fill]) => {
      const wanted = Number(needInteger(width, `${name}()'s width`));
      machine.allocateString(Math.max(wanted, self.length));
      const missing = Math.max(0, wanted - textLength(self));
      if (typeof fill === "string" && textLength(fill) !== 1) {
        throw new ScriptError(
          "wrong-type",
          "TypeError: the fill character must be exactly one character long",
          "give it one character",
        );
      }
      const filler = name === "zfill" ? "0" : fill === undefined ? " " : needText(fill, "the fill character");
      if (name === "ljust") return self + filler.repeat(missing);
      if (name === "rjust") return filler.repeat(missing) + self;
      if (name === "zfill") {
        const sign = /^[+-]/.exec(self)?.[0] ?? "";
        return sign + filler.repeat(missing) + self.slice(sign.length);
      }
      const before = (missing >> 1) + (missing & wanted & 1);
      return filler.repeat(before) + self + filler.repeat(missing - before);
    }),
  ),
  method<string>("isspace", "", every(/^\s+$/)),
  method<string>("isnumeric", "", every(/^\p{N}+$/u)),
  method<string>("isdecimal", "", every(/^\p{Nd}+$/u)),
  method<string>("isdigit", "", every(/^\p{Nd}+$/u)),
  method<string>("isalpha", "", every(/^\p{L}+$/u)),
  method<string>("isalnum", "", every(/^[\p{L}\p{N}]+$/u)),
  method<string>("isupper", "", (machine, self) => {
    machine.spend(self.length >> 3);
    return self !== self.toLowerCase() && self === self.toUpperCase();
  }),
  method<string>("islower", "", (machine, self) => {
    machine.spend(self.length >> 3);
    return self !== self.toUpperCase() && self === self.toLowerCase();
  }),
]);
