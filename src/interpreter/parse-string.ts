import { ScriptError } from "./diagnostic.js";
import type { Complaint } from "./diagnostic.js";
import { decodeEscapes } from "./string-literal.js";
import type { Expression, FormattedPart } from "./syntax-tree.js";
import { tokenize } from "./tokenize.js";
import type { Token } from "./tokenize.js";

const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

type ParseInner = (tokens: readonly Token[]) => { value: Expression; end: Token };

interface Literal {
  readonly isBytes: boolean;
  readonly isRaw: boolean;
  readonly isFormatted: boolean;
  /** Offsets of the body, prefix and quotes left out. */
  readonly from: number;
  readonly to: number;
}

/** Joins neighbouring string tokens, as Python does, into one constant or f-string node. */
export function parseStringTokens(
  source: string,
  tokens: readonly Token[],
  complaints: Complaint[],
  parseInner: ParseInner,
): Expression {
  const first = tokens[0];
  if (first === undefined) throw new Error("no string token");
  const literals = tokens.map((token) => readLiteral(source, token));
  const isBytes = literals[0]?.isBytes ?? false;
  if (literals.some((literal) => literal.isBytes !== isBytes)) {
    throw new ScriptError(
      "syntax",
      "a string and a bytes literal stand side by side",
      "join only strings, or only bytes",
      first.start,
    );
  }
  for (const { from, to } of isBytes ? literals : []) {
    const other = source.slice(from, to).search(/[^\0-\x7f]/);
    if (other !== -1) throw notAscii(from + other);
  }
  if (!literals.some((literal) => literal.isFormatted)) {
    if (isBytes && literals.some(({ from, to }) => /[^\0-\x7f]/.test(source.slice(from, to)))) {
      throw new ScriptError(
        "syntax",
        "bytes literals may hold ASCII characters only",
        'write \\x and two digits, or "…".encode()',
        first.start,
      );
    }
    const text = literals.map((literal) => decode(source, literal, literal.from, literal.to)).join("");
    return { kind: "constant", start: first.start, value: isBytes ? latin1(text, first.start) : text };
  }
  const parts: FormattedPart[] = [];
  for (const literal of literals) {
    if (literal.isFormatted) {
      const scanner = new FormattedScanner(source, literal, complaints, parseInner);
      for (const part of scanner.parts(literal.to, 0)) parts.push(part);
    } else parts.push({ text: decode(source, literal, literal.from, literal.to) });
  }
  return { kind: "formatted", start: first.start, parts };
}

/** The text of a literal without prefix, escapes, line ends and threefold quotes, as most are; undefined for any other. */
export function plainText(source: string, { start, end }: Token): string | undefined {
  const quote = source.charCodeAt(start);
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return undefined;
  if (source.charCodeAt(start + 1) === quote && end - start > 2) return undefined;
  const text = source.slice(start + 1, end - 1);
  return text.includes("\\") || text.includes("\r") ? undefined : text;
}

function readLiteral(source: string, token: Token): Literal {
  let at = token.start;
  let prefix = "";
  while (source[at] !== '"' && source[at] !== "'") {
    prefix += (source[at] ?? "").toLowerCase();
    at += 1;
  }
  const quotes = source.startsWith((source[at] ?? "").repeat(3), at) && token.end - at >= 6 ? 3 : 1;
  return {
    isBytes: prefix.includes("b"),
    isRaw: prefix.includes("r"),
    isFormatted: prefix.includes("f"),
    from: at + quotes,
    to: token.end - quotes,
  };
}

function decode(source: string, literal: Literal, from: number, to: number): string {
  const body = source.slice(from, to);
  if (literal.isRaw) return body.replace(/\r\n?/g, "\n");
  const decoded = decodeEscapes(body, literal.isBytes);
  if (!decoded.ok)
    throw new ScriptError(decoded.code ?? "syntax", decoded.message, decoded.hint, from + decoded.at);
  return decoded.value;
}

function latin1(text: string, offset: number): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 255) {
      throw notAscii(offset);
    }
    bytes[index] = code;
  }
  return bytes;
}

function notAscii(offset: number): ScriptError {
  return new ScriptError(
    "syntax",
    "bytes literals may hold ASCII characters only",
    "write \\x and two digits",
    offset,
  );
}

/** Reads the body of one f-string: text, `{expression!r:format}`, doubled braces. */
class FormattedScanner {
  readonly #source: string;
  readonly #literal: Literal;
  readonly #complaints: Complaint[];
  readonly #parseInner: ParseInner;
  #at: number;

  constructor(source: string, literal: Literal, complaints: Complaint[], parseInner: ParseInner) {
    this.#source = source;
    this.#literal = literal;
    this.#complaints = complaints;
    this.#parseInner = parseInner;
    this.#at = literal.from;
  }

  /** Parts up to `end`, or up to the brace that ends a format when `level` is not 0. */
  parts(end: number, level: number): FormattedPart[] {
    const parts: FormattedPart[] = [];
    let textStart = this.#at;
    let text = "";
    const flush = (to: number): void => {
      text += decode(this.#source, this.#literal, textStart, to);
    };
    while (this.#at < end) {
      const character = this.#source[this.#at];
      const doubled = this.#source[this.#at + 1] === character && this.#at + 1 < end && level === 0;
      if ((character === "{" || character === "}") && doubled) {
        flush(this.#at + 1);
        this.#at += 2;
        textStart = this.#at;
      } else if (character === "{") {
        flush(this.#at);
        if (text !== "") parts.push({ text });
        text = "";
        parts.push(this.#replacement(end, level));
        textStart = this.#at;
      } else if (character === "}") {
        if (level > 0) break;
        throw new ScriptError(
          "syntax",
          "a single `}` in an f-string",
          "write `}}` for the character",
          this.#at,
        );
      } else if (character === "\\" && !this.#literal.isRaw) this.#at += 2;
      else this.#at += 1;
    }
    flush(Math.min(this.#at, end));
    if (text !== "") parts.push({ text });
    return parts;
  }

  #replacement(end: number, level: number): FormattedPart {
    const open = this.#at;
    if (level > 1)
      throw new ScriptError("syntax", "an f-string's format is nested too deeply", undefined, open);
    const stop = this.#expressionEnd(open + 1, end);
    const inner = this.#source.slice(open + 1, stop);
    if (stop >= end) {
      const isCut = /^[\w"'([]/.test(this.#source.slice(this.#literal.to + 1, this.#literal.to + 2));
      const hint = isCut
        ? "inside the braces use the other kind of quotes than around the text"
        : "add the missing `}`";
      throw new ScriptError("syntax", "an f-string's `{` was never closed", hint, open);
    }
    if (inner.trim() === "")
      throw new ScriptError(
        "syntax",
        "an f-string's braces hold no expression",
        "write a name between them, or double them: {{}}",
        open,
      );
    if (inner.includes("\\")) {
      throw new ScriptError(
        "syntax",
        "an f-string's expression may hold no backslash",
        "assign it to a variable first",
        open + 1,
      );
    }
    if (inner.trimEnd().endsWith("=")) {
      throw new ScriptError(
        "unsupported-expression",
        "`{name=}` in an f-string is not part of packet scripts",
        "write the name in the text",
        open,
      );
    }
    const tokens = tokenize(this.#source, open + 1, stop, "expression", this.#complaints);
    const { value, end: last } = this.#parseInner(tokens);
    if (last.kind !== "end") {
      throw new ScriptError(
        "syntax",
        "the f-string's expression does not end where its brace does",
        "write one expression between the braces: {port + 1}",
        last.start,
      );
    }
    this.#at = stop;
    let conversion: "s" | "r" | "a" | undefined;
    if (this.#source[this.#at] === "!") {
      const letter = this.#source[this.#at + 1];
      if (letter !== "s" && letter !== "r" && letter !== "a") {
        throw new ScriptError("syntax", "an f-string's conversion is !s, !r or !a", undefined, this.#at);
      }
      conversion = letter;
      this.#at += 2;
    }
    let format: FormattedPart[] | undefined;
    if (this.#source[this.#at] === ":" && this.#at < end) {
      this.#at += 1;
      format = this.parts(end, level + 1);
    }
    if (this.#source[this.#at] !== "}" || this.#at >= end) {
      throw new ScriptError("syntax", "an f-string's `{` was never closed", "add the missing `}`", open);
    }
    this.#at += 1;
    return { value, conversion, format };
  }

  /** Where the expression that begins at `from` ends: at `}`, `!x` or `:` outside brackets and quotes. */
  #expressionEnd(from: number, end: number): number {
    let brackets = 0;
    let quote = "";
    for (let at = from; at < end; at += 1) {
      const character = this.#source[at] ?? "";
      if (quote !== "") {
        if (character === quote) quote = "";
      } else if (character === '"' || character === "'") quote = character;
      else if ("([{".includes(character)) brackets += 1;
      else if (brackets > 0 && ")]}".includes(character)) brackets -= 1;
      else if (brackets === 0) {
        if (character === "}" || character === ":") return at;
        if (character === "!" && this.#source[at + 1] !== "=") return at;
      }
    }
    return end;
  }
}
