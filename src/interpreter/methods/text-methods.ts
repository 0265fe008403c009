import { argumentBinder, needInteger, needSmallInteger, needText } from "../arguments.js";
import type { BoundArguments } from "../arguments.js";
import { ScriptError } from "../diagnostic.js";
import { formatTemplate } from "../format-template.js";
import type { Machine } from "../machine.js";
import { itemsOf } from "../sequences.js";
import { textLength, utf8 } from "../text-codec.js";
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

function strip(text: string, characters: Value | undefined, sides: "both" | "left" | "right"): string {
  const set =
    characters === undefined || characters === null
      ? undefined
      : new Set(needText(characters, "strip()'s characters"));
  const isStripped = (character: string): boolean =>
    set === undefined ? /\s/.test(character) : set.has(character);
  let from = 0;
  let to = text.length;
  if (sides !== "right") while (from < to && isStripped(text[from] ?? "")) from += 1;
  if (sides !== "left") while (to > from && isStripped(text[to - 1] ?? "")) to -= 1;
  return text.slice(from, to);
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
    parts = text.trim() === "" ? [] : text.trim().split(/\s+/);
    if (most >= 0 && parts.length > most + 1 && !fromRight) {
      const rest = /^\s*/.exec(text)?.[0].length ?? 0;
      const pattern = new RegExp(`^(?:\\S+\\s+){${Math.min(most, 10_000)}}`);
      const head = pattern.exec(text.slice(rest))?.[0] ?? "";
      parts = [...parts.slice(0, most), text.slice(rest + head.length).trimEnd()];
    }
  } else {
    const mark = needText(separator, "split()'s separator");
    if (mark === "") throw new ScriptError("wrong-value", "ValueError: empty separator");
    machine.allocateItems(text.length);
    parts = text.split(mark);
    if (most >= 0 && parts.length > most + 1) {
      parts = fromRight
        ? [parts.slice(0, parts.length - most).join(mark), ...parts.slice(parts.length - most)]
        : [...parts.slice(0, most), parts.slice(most).join(mark)];
    }
  }
  machine.allocateItems(parts.length);
  return list(parts);
}

function startsWith(
  text: string,
  prefix: Value | undefined,
  test: (text: string, part: string) => boolean,
): boolean {
  const options = typeof prefix === "object" && prefix?.kind === "tuple" ? prefix.items : [prefix];
  return options.some((option) => test(text, needText(option, "the prefix")));
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
  method<string>("encode", "encoding? errors?", (machine, self, [encoding]) => {
    const name =
      encoding === undefined
        ? "utf-8"
        : needText(encoding, "the encoding").toLowerCase().replaceAll("_", "-");
    machine.allocateString(self.length);
    if (name === "utf-8" || name === "utf8") return bytesOf(utf8(self));
    const limit =
      name === "ascii" ? 128 : name === "latin-1" || name === "latin1" || name === "iso-8859-1" ? 256 : 0;
    if (limit === 0)
      throw new ScriptError("wrong-value", `LookupError: unknown encoding: ${name.slice(0, 40)}`);
    return bytesOf(
      Uint8Array.from(self, (character) => {
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
  method<string>("upper", "", (_machine, self) => self.toUpperCase()),
  method<string>("lower", "", (_machine, self) => self.toLowerCase()),
  method<string>("title", "", (_machine, self) =>
    self.replace(/\p{L}+/gu, (word) => (word[0] ?? "").toUpperCase() + word.slice(1).toLowerCase()),
  ),
  method<string>(
    "capitalize",
    "",
    (_machine, self) => self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase(),
  ),
  method<string>("strip", "chars?", (_machine, self, [characters]) => strip(self, characters, "both")),
  method<string>("lstrip", "chars?", (_machine, self, [characters]) => strip(self, characters, "left")),
  method<string>("rstrip", "chars?", (_machine, self, [characters]) => strip(self, characters, "right")),
  method<string>("split", "sep? maxsplit?", (machine, self, [separator, limit]) =>
    split(machine, self, separator, limit, false),
  ),
  method<string>("rsplit", "sep? maxsplit?", (machine, self, [separator, limit]) =>
    split(machine, self, separator, limit, true),
  ),
  method<string>("splitlines", "", (machine, self) => {
    const lines = self.split(/\r\n|\r|\n/);
    if (lines[lines.length - 1] === "") lines.pop();
    machine.allocateItems(lines.length);
    return list(lines);
  }),
  method<string>("replace", "old new count?", (machine, self, [old, replacement, count]) => {
    const mark = needText(old, "replace()'s text");
    const text = needText(replacement, "replace()'s text");
    const most = count === undefined ? -1 : needSmallInteger(count, "replace()'s count");
    const parts = mark === "" ? ["", ...Array.from(self), ""] : self.split(mark);
    const rounds = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
    machine.allocateString(self.length + Math.max(0, rounds) * text.length);
    const head = parts.slice(0, rounds + 1).join(text);
    return rounds + 1 < parts.length ? head + mark + parts.slice(rounds + 1).join(mark) : head;
  }),
  method<string>("startswith", "prefix start? end?", (_machine, self, args) =>
    startsWith(cut(self, args, 1), args[0], (text, part) => text.startsWith(part)),
  ),
  method<string>("endswith", "suffix start? end?", (_machine, self, args) =>
    startsWith(cut(self, args, 1), args[0], (text, part) => text.endsWith(part)),
  ),
  method<string>("find", "sub", (_machine, self, [sub]) => self.indexOf(needText(sub, "find()'s text"))),
  method<string>("index", "sub", (_machine, self, [sub]) => {
    const at = self.indexOf(needText(sub, "index()'s text"));
    if (at === -1) throw new ScriptError("wrong-value", "ValueError: substring not found");
    return at;
  }),
  method<string>("count", "sub", (_machine, self, [sub]) => {
    const mark = needText(sub, "count()'s text");
    return mark === "" ? textLength(self) + 1 : self.split(mark).length - 1;
  }),
  method<string>("partition", "sep", (_machine, self, [separator]) => {
    const mark = needText(separator, "partition()'s separator");
    const at = self.indexOf(mark);
    return at === -1 ? tuple([self, "", ""]) : tuple([self.slice(0, at), mark, self.slice(at + mark.length)]);
  }),
  ...(["zfill", "ljust", "rjust", "center"] as const).map((name) =>
    method<string>(name, "width fillchar?", (machine, self, [width, fill]) => {
      const wanted = Number(needInteger(width, `${name}()'s width`));
      machine.allocateString(Math.max(wanted, self.length));
      const missing = Math.max(0, wanted - textLength(self));
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
  method<string>("isdigit", "", every(/^\p{Nd}+$/u)),
  method<string>("isalpha", "", every(/^\p{L}+$/u)),
  method<string>("isalnum", "", every(/^[\p{L}\p{N}]+$/u)),
  method<string>(
    "isupper",
    "",
    (_machine, self) => self !== self.toLowerCase() && self === self.toUpperCase(),
  ),
  method<string>(
    "islower",
    "",
    (_machine, self) => self !== self.toUpperCase() && self === self.toLowerCase(),
  ),
]);
