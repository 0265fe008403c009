import type { DiagnosticCode } from "./diagnostic-codes.js";
import type { Complaint } from "./diagnostic.js";
import { wordAt } from "./word-table.js";

/**
 * Splits a source into Python's tokens, with indentation as tokens of its own. Never fails: what is no token becomes an
 * `error` token and a complaint, and scanning goes on behind it.
 */
export type TokenKind =
  "name" | "keyword" | "number" | "string" | "operator" | "newline" | "indent" | "dedent" | "end" | "error";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The text of a name, keyword, number or operator; empty for the others. */
  readonly text: string;
}

const TAB = 9;
const LINE_FEED = 10;
const FORM_FEED = 12;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const DOT = 46;
const BACKSLASH = 92;

const identifierStart = /\p{ID_Start}/u;
const identifierPart = /\p{ID_Continue}/u;
const stringPrefixes = new Set(["r", "u", "b", "f", "br", "rb", "fr", "rf"]);
const threeCharacterOperators = new Set(["**=", "//=", "<<=", ">>=", "..."]);
const twoCharacterOperators = new Set([
  "**",
  "//",
  "<<",
  ">>",
  "<=",
  ">=",
  "==",
  "!=",
  "->",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "&=",
  "|=",
  "^=",
  "@=",
  ":=",
]);
/** Operators that are no beginning of a longer one. */
const singleOperators: string[] = [];
for (const operator of "()[]{},;~") singleOperators[operator.charCodeAt(0)] = operator;
const oneCharacterOperators = new Set("+-*/%@&|^~<>()[]{},:.;=");
const numberPattern =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?[jJ]?)/y;
const maximalIndents = 100;

/** `expression` scans one expression (an f-string's), where line ends and indentation mean nothing. */
export function tokenize(
  text: string,
  from: number,
  to: number,
  mode: "file" | "expression",
  complaints: Complaint[],
  openIndents: readonly number[] = [0],
): Token[] {
  const tokens: Token[] = [];
  const indents = [...openIndents];
  /** The same with tabs of one column, as far as they are known: lines must compare alike, however wide a tab is. */
  const narrowIndents: (number | undefined)[] = openIndents.map((indent) => (indent === 0 ? 0 : undefined));
  let at = from;
  const brackets: string[] = mode === "expression" ? ["{"] : [];
  let atLineStart = mode === "file";
  if (mode === "file" && text.charCodeAt(at) === 0xfeff) at += 1;

  const complain = (code: DiagnosticCode, message: string, offset: number, hint?: string): void => {
    // Nobody reads more; the parser stops there too.
    if (complaints.length < 1000) complaints.push({ code, message, hint, offset });
  };
  const push = (kind: TokenKind, start: number, end: number, value = ""): void => {
    tokens.push({ kind, start, end, text: value });
  };

  while (at < to) {
    if (atLineStart) {
      // Measure the line's indentation; blank lines and lines of comment only have none.
      const lineStart = at;
      let column = 0;
      let narrow = 0;
      let withTab = false;
      let code = text.charCodeAt(at);
      while (at < to && (code === SPACE || code === TAB || code === FORM_FEED)) {
        if (code === TAB) {
          withTab = true;
          column = (column | 7) + 1;
          narrow += 1;
        } else if (code === SPACE) {
          column += 1;
          narrow += 1;
        } else column = narrow = 0;
        at += 1;
        code = text.charCodeAt(at);
      }
      if (at >= to) break;
      if (code === LINE_FEED || code === CARRIAGE_RETURN) {
        at += 1;
        continue;
      }
      if (code === HASH) {
        const end = text.indexOf("\n", at);
        at = end === -1 ? to : Math.min(end + 1, to);
        continue;
      }
      atLineStart = false;
      const current = indents[indents.length - 1] ?? 0;
      let isMixed = withTab && column + current > 0 && text.slice(lineStart, at).includes(" ");
      if (column > current) {
        if (indents.length > maximalIndents) {
          complain(
            "budget-depth",
            "blocks are nested too deeply",
            at,
            `at most ${maximalIndents} levels are allowed`,
          );
          break;
        }
        isMixed ||= narrow <= (narrowIndents.at(-1) ?? -1);
        indents.push(column);
        narrowIndents.push(narrow);
        push("indent", at, at);
      } else if (column < current) {
        while ((indents[indents.length - 1] ?? 0) > column) {
          indents.pop();
          narrowIndents.pop();
          push("dedent", at, at);
        }
        if ((indents[indents.length - 1] ?? 0) !== column) {
          complain(
            "indentation",
            "this line is indented like no block around it",
            at,
            "align it with the block it belongs to",
          );
          indents.push(column);
          narrowIndents.push(narrow);
        }
      }
      if (isMixed || narrow !== (narrowIndents.at(-1) ?? narrow))
        complain(
          "indentation",
          "tabs and spaces are mixed in the indentation",
          lineStart,
          "indent with spaces only",
        );
    }
    const code = text.charCodeAt(at);
    if (code === SPACE || code === TAB || code === FORM_FEED || code === CARRIAGE_RETURN) {
      at += 1;
      continue;
    }
    if (code === LINE_FEED) {
      if (brackets.length === 0) {
        push("newline", at, at + 1);
        atLineStart = true;
      }
      at += 1;
      continue;
    }
    if (code === HASH) {
      const end = text.indexOf("\n", at);
      at = end === -1 ? to : Math.min(end, to);
      continue;
    }
    if (isNameCharacter[code] === 1 && !isDigit(code)) {
      const start = at;
      let hash = code;
      for (at += 1; at < to; at += 1) {
        const following = text.charCodeAt(at);
        if (isNameCharacter[following] !== 1) break;
        hash = (Math.imul(hash, 31) + following) | 0;
      }
      // Letters beyond ASCII are rare.
      const isPlain = at >= to || text.charCodeAt(at) < 0x80;
      if (!isPlain) at = nameEnd(text, at, to);
      const next = text.charCodeAt(at);
      const isQuote = at < to && (next === DOUBLE_QUOTE || next === SINGLE_QUOTE);
      if (isQuote && at - start <= 2 && stringPrefixes.has(text.slice(start, at).toLowerCase())) {
        at = scanString(at, start);
        continue;
      }
      if (isPlain) {
        const word = wordAt(text, start, at, hash);
        push(word.isKeyword ? "keyword" : "name", start, at, word.text);
      } else push("name", start, at, text.slice(start, at));
      continue;
    }
    const plainEnd = isDigit(code) ? plainIntegerEnd(text, at, to) : undefined;
    if (plainEnd !== undefined) {
      push("number", at, plainEnd, text.slice(at, plainEnd));
      at = plainEnd;
      continue;
    }
    if ((code >= 48 && code <= 57) || (code === DOT && isDigit(text.charCodeAt(at + 1)))) {
      numberPattern.lastIndex = at;
      const match = numberPattern.exec(text);
      let end = match === null ? at + 1 : Math.min(at + match[0].length, to);
      const start = at;
      const after = text.charCodeAt(end);
      const isBad =
        end < to &&
        ((after >= 48 && after <= 57) || after === 95 || isLetter(after)) &&
        // Python 3.11 still reads `1if x else y` as two tokens.
        !/^(?:if|in|is|and|or|else|for|not)\b/.test(text.slice(end, end + 5));
      const isDottedTwice = end < to && after === DOT && text.slice(start, end).includes(".");
      if (isBad || isDottedTwice) {
        while (end < to && /[\w.]/.test(text[end] ?? "")) end += 1;
        complain(
          "syntax",
          `${quoteShort(text.slice(start, end))} is not a number`,
          start,
          numberHint(text.slice(start, Math.min(end, start + 60))),
        );
        push("error", start, end);
      } else push("number", start, end, text.slice(start, end));
      at = end;
      continue;
    }
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      at = scanString(at, at);
      continue;
    }
    if (code === BACKSLASH) {
      let end = at + 1;
      if (text.charCodeAt(end) === CARRIAGE_RETURN) end += 1;
      if (end < to && text.charCodeAt(end) === LINE_FEED) {
        at = end + 1;
        continue;
      }
      complain(
        "syntax",
        "unexpected character after a backslash",
        at,
        /^[ \t]+(?:\r?\n|$)/.test(text.slice(at + 1, at + 80))
          ? "remove the blanks behind the backslash"
          : "a backslash outside a string may only end a line: remove it",
      );
      push("error", at, at + 1);
      at += 1;
      continue;
    }
    const operator = operatorAt(text, at, to);
    if (operator !== undefined) {
      if (operator === "(" || operator === "[" || operator === "{") brackets.push(operator);
      else if (operator === ")" || operator === "]" || operator === "}") {
        closeBracket(brackets, operator, mode === "expression" ? 1 : 0);
      }
      push("operator", at, at + operator.length, operator);
      at += operator.length;
      continue;
    }
    at = scanOther(at);
  }
  if (mode === "file") {
    if (tokens.length > 0 && tokens[tokens.length - 1]?.kind !== "newline") push("newline", to, to);
    for (let level = indents.length; level > 1; level -= 1) push("dedent", to, to);
  }
  push("end", to, to);
  return tokens;

  /** Scans a string literal whose quote stands at `quoteAt`; returns the offset behind it. */
  function scanString(quoteAt: number, start: number): number {
    const quote = text[quoteAt] ?? '"';
    const isTriple = text.startsWith(quote.repeat(3), quoteAt);
    const quoteCode = quote.charCodeAt(0);
    let end = quoteAt + (isTriple ? 3 : 1);
    while (end < to) {
      const code = text.charCodeAt(end);
      if (code === BACKSLASH) {
        end += text.charCodeAt(end + 1) === CARRIAGE_RETURN && text.charCodeAt(end + 2) === LINE_FEED ? 3 : 2;
        continue;
      }
      if (code === quoteCode && (!isTriple || text.startsWith(quote.repeat(3), end))) {
        end += isTriple ? 3 : 1;
        push("string", start, end);
        return end;
      }
      if (code === LINE_FEED && !isTriple) break;
      end += 1;
    }
    end = Math.min(end, to);
    complain(
      "syntax",
      "this string has no closing quote",
      start,
      `end it with ${isTriple ? quote.repeat(3) : quote}`,
    );
    push("error", start, end);
    return end;
  }

  /** Scans a character that is neither ASCII name, number, string nor operator. */
  function scanOther(start: number): number {
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    let end = start + character.length;
    if (identifierStart.test(character)) {
      end = nameEnd(text, end, to);
      push("name", start, end, text.slice(start, end));
      return end;
    }
    // Complain once about a run of the same character.
    while (end < to && text.startsWith(character, end)) end += character.length;
    complain("syntax", `unexpected character ${describeCharacter(character)}`, start, hintFor(character));
    push("error", start, end);
    return end;
  }
}

/** Where decimal digits end that are a number by themselves; undefined where a letter, a dot or an underscore follows. */
function plainIntegerEnd(text: string, from: number, to: number): number | undefined {
  let at = from + 1;
  while (at < to && isDigit(text.charCodeAt(at))) at += 1;
  if (at >= to) return at;
  const after = text.charCodeAt(at);
  return after === DOT || after === 95 || isLetter(after) ? undefined : at;
}

/**
 * Takes what a closing bracket closes off the open ones: where it does not match the last, the one that it matches and
 * those inside that were never closed; where it matches none, the last, as a slip.
 */
export function closeBracket(open: string[], closer: string, least = 0): void {
  if (open.length <= least) return;
  const opener = closer === ")" ? "(" : closer === "]" ? "[" : "{";
  const lowest = Math.max(least, open.length - mostBracketsClosed);
  let match = open.length - 1;
  while (match >= lowest && open[match] !== opener) match -= 1;
  if (match < lowest || match === open.length - 1) open.pop();
  else open.length = match;
}

/** What is nested deeper is refused: further out nothing is looked for, so that many closing brackets cost no more than few. */
const mostBracketsClosed = 200;

function operatorAt(text: string, at: number, to: number): string | undefined {
  const single = singleOperators[text.charCodeAt(at)];
  if (single !== undefined) return single;
  const one = text[at] ?? "";
  // Every longer operator goes on with one of these.
  const next = at + 1 < to ? text.charCodeAt(at + 1) : 0;
  if (next === 61 || next === 42 || next === 47 || next === 60 || next === 62 || next === DOT) {
    const three = text.slice(at, Math.min(at + 3, to));
    if (threeCharacterOperators.has(three)) return three;
    const two = three.slice(0, 2);
    if (twoCharacterOperators.has(two)) return two;
  }
  return oneCharacterOperators.has(one) ? one : undefined;
}

function nameEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const code = text.charCodeAt(at);
    if (isNameCharacter[code] === 1) at += 1;
    else if (code < 0x80) break;
    else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      if (!identifierPart.test(character)) break;
      at += character.length;
    }
  }
  return at;
}

/** Of ASCII: 1 for letters, digits and the underscore. */
const isNameCharacter = Uint8Array.from({ length: 0x80 }, (_, code) =>
  /\w/.test(String.fromCharCode(code)) ? 1 : 0,
);

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function numberHint(text: string): string {
  if (/^0[xX]/.test(text)) return "hexadecimal digits are 0 to 9 and a to f: 0x1f";
  if (/^\d+[A-Za-z_]\w*$/.test(text)) return `a name begins with a letter; text stands in quotes: "${text}"`;
  return `put it in quotes: "${text}"`;
}

function quoteShort(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function describeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const isPrintable = code > 32 && code !== 127 && !/[\p{C}\p{Z}]/u.test(character);
  return isPrintable ? `${character} (${name})` : name;
}

function hintFor(character: string): string {
  if ("“”„‟″«»".includes(character)) return 'use straight quotes: "';
  if ("‘’‚‛′`".includes(character)) return "use straight quotes: '";
  if ("–—−".includes(character)) return "use the plain hyphen-minus: -";
  if (character === "\u00a0" || /\p{Zs}/u.test(character)) return "use the plain space";
  if (character === "!") return "write `not` to negate";
  if (character === "?") return "write `value if condition else other`";
  if (character === "$") return "put a value in the place of the variable";
  return "remove it, or put the text in quotes";
}
