import type { DiagnosticCode } from "./diagnostic-codes.js";
import { ScriptError } from "./diagnostic.js";
import type { Complaint } from "./diagnostic.js";
import type { Limits } from "./limits.js";
import { isStatementLine, lineAt } from "./resume-line.js";
import { closeBracket } from "./tokenize.js";
import type { Token } from "./tokenize.js";

/** Each goes through the tokens from the beginning: enough for as many faults as anybody reads. */
const mostScans = 100;

/**
 * Where a parser stands among its tokens: looking at the next one, complaining about it, and counting parts and depth
 * against the limits.
 */
export class TokenCursor {
  protected readonly source: string;
  protected tokens: readonly Token[];
  protected readonly complaints: Complaint[];
  protected readonly limits: Limits;
  protected at = 0;
  /** Shared by the parsers of nested f-strings. */
  protected readonly count: { nodes: number; depth: number; scans: number };
  /** The height of the tree last returned: a long chain of operators is as deep as its number of operators. */
  height = 0;

  constructor(
    source: string,
    tokens: readonly Token[],
    complaints: Complaint[],
    limits: Limits,
    count: { nodes: number; depth: number; scans: number } = { nodes: 0, depth: 0, scans: 0 },
  ) {
    this.source = source;
    this.tokens = tokens;
    this.complaints = complaints;
    this.limits = limits;
    this.count = count;
  }

  protected get token(): Token {
    const token = this.tokens[this.at] ?? this.tokens[this.tokens.length - 1];
    if (token === undefined) throw new Error("no tokens");
    return token;
  }

  protected is(kind: Token["kind"]): boolean {
    return this.token.kind === kind;
  }

  protected isOperator(text: string): boolean {
    const token = this.token;
    return token.kind === "operator" && token.text === text;
  }

  /** Whether a bracket is closed here, be it the wrong one. */
  protected isCloser(): boolean {
    const { kind, text } = this.token;
    return kind === "operator" && (text === ")" || text === "]" || text === "}");
  }

  protected isKeyword(text: string): boolean {
    const token = this.token;
    return token.kind === "keyword" && token.text === text;
  }

  protected unexpected(expectation: string): ScriptError {
    const token = this.token;
    if (token.kind === "error") {
      // The tokenizer has already complained about this place.
      return new ScriptError("syntax", "", undefined, token.start);
    }
    const what =
      token.kind === "newline"
        ? "the line ends here"
        : token.kind === "end"
          ? "the script ends here"
          : token.kind === "indent" || token.kind === "dedent"
            ? "the indentation changes here"
            : token.kind === "string"
              ? "found a string"
              : `found \`${token.text.slice(0, 40)}\``;
    return new ScriptError("syntax", `${expectation}, but ${what}`, undefined, token.start);
  }

  protected complain(code: DiagnosticCode, message: string, offset: number, hint?: string): void {
    this.complaints.push({ code, message, hint, offset });
  }

  /** Counts a level of recursion and a node. */
  protected enter(): void {
    this.count.depth += 1;
    if (this.count.depth > this.limits.depth) this.tooDeep();
    this.count.nodes += 1;
    if (this.count.nodes > this.limits.nodes) {
      throw new ScriptError(
        "budget-nodes",
        `the script has more than ${this.limits.nodes} parts`,
        "write a shorter script",
        this.token.start,
      );
    }
  }

  protected leave(): void {
    this.count.depth -= 1;
  }

  private tooDeep(): never {
    throw new ScriptError(
      "budget-depth",
      `expressions are nested more than ${this.limits.depth} deep`,
      "split it over several lines with variables",
      this.token.start,
    );
  }

  /** Sets the height of a node from its highest child's. */
  protected grow(childHeight: number): void {
    this.height = childHeight + 1;
    if (this.height > this.limits.depth) this.tooDeep();
  }

  /**
   * Expects the bracket that closes `open`. A wrong one, and one that is missing before that of a bracket outside, are
   * complained of and taken as closing, so that what follows can be read.
   */
  protected close(text: string, open: Token): void {
    if (this.isOperator(text)) {
      this.at += 1;
      return;
    }
    const token = this.token;
    const isEnd = token.kind === "end" || token.kind === "newline" || token.kind === "dedent";
    if (isEnd || (this.beginsStatement() && !this.isClosedLater()))
      throw neverClosed(open, `add the missing \`${text}\``);
    if (token.kind === "operator" && [")", "]", "}"].includes(token.text)) {
      if (this.openAround(open).includes(openerOf(token.text))) {
        this.complainOf(neverClosed(open, `add the missing \`${text}\` before the \`${token.text}\``));
        return;
      }
      this.complain(
        "syntax",
        `\`${token.text}\` does not match the opening \`${open.text}\``,
        token.start,
        `write \`${text}\` instead`,
      );
      this.at += 1;
      return;
    }
    throw this.missingComma(text, open);
  }

  /** The brackets that are open where `open` stands, outermost first; none where a script has asked too often. */
  protected openAround(open: Token): string[] {
    const brackets: string[] = [];
    this.count.scans += 1;
    if (this.count.scans > mostScans) return brackets;
    for (const token of this.tokens) {
      if (token.start >= open.start) break;
      if (token.kind !== "operator") continue;
      if (token.text === "(" || token.text === "[" || token.text === "{") brackets.push(token.text);
      else if (token.text === ")" || token.text === "]" || token.text === "}")
        closeBracket(brackets, token.text);
    }
    return brackets;
  }

  protected complainOf(error: ScriptError): void {
    this.complain(error.code, error.message, error.offset ?? this.token.start, error.hint);
  }

  /** Where a value should stand: what the token there may have been meant for. */
  protected noValue(): ScriptError {
    const error = this.unexpected("expected a value");
    if (error.message === "") return error;
    const { token } = this;
    const before = this.tokens[this.at - 1];
    error.hint = this.valueHint(token, before);
    // The line ends behind the operator that waits for a value.
    if (token.kind === "newline" && before !== undefined) error.offset = before.start;
    return error;
  }

  private valueHint(token: Token, before: Token | undefined): string {
    const { text } = token;
    const isFirst =
      this.source.slice(this.source.lastIndexOf("\n", token.start - 1) + 1, token.start).trim() === "";
    const source = this.source.slice(token.start, token.start + 80);
    if (before?.text === text && (text === "&" || text === "|"))
      return `write \`${text === "&" ? "and" : "or"}\``;
    if (text === "//" || source.startsWith("/*")) return "a comment begins with #";
    if (/^<[\w .-]+>/.test(source)) return "put a value in the place of the placeholder";
    if (text === ">" && before?.text === "=") return "write the value behind the `=` alone";
    if (
      token.kind === "newline" &&
      (before?.text === "+" || before?.text === "-") &&
      this.tokens[this.at - 2]?.text === before.text
    )
      return `write \`+= 1\` or \`-= 1\``;
    if (token.kind === "newline" || token.kind === "end")
      return "write a value behind it, or remove it; what goes on in the next line must stand in brackets";
    if (text === "/" && isFirst)
      return "put the packet in brackets to go on in a new line, or end the line above with \\";
    if (text === "/" && before?.text === "=") return 'put text in quotes: "/index.html"';
    if ((text === "," || text === ")") && before?.text === "=")
      return "write a value behind the `=`, or leave the field out";
    if (text === "," || text === ")" || text === "]" || text === "}")
      return `remove this \`${text}\`, or write a value before it`;
    if (text === ">>") return "remove the prompt at the beginning of the line";
    return "write a number, a text in quotes, a name or a layer";
  }

  /** Two values side by side: the comma is missing behind the first. */
  private missingComma(closer: string, open: Token): ScriptError {
    const error = this.unexpected(`expected a comma or \`${closer}\``);
    if (error.message === "") return error;
    const { token } = this;
    const before = this.tokens[this.at - 1];
    const gap = before === undefined ? "" : this.source.slice(before.end, token.start);
    if (token.kind === "string" && gap === "" && before?.kind !== "operator") {
      error.hint = "a quote is missing, or one too many";
      return error;
    }
    if (token.text === ":" && open.text === "(") {
      const next = this.tokens[this.at + 1];
      const isLast =
        next === undefined ||
        next.kind === "end" ||
        next.kind === "newline" ||
        this.source.slice(token.end, next.start).includes("\n");
      if (isLast) return neverClosed(open, `add the missing \`${closer}\` before the \`:\``);
      const inside = this.source.slice(open.end, open.end + 300);
      error.hint = /^[^"'\n]*=\s*[0-9a-f]{1,4}:[0-9a-f:]+/i.test(inside)
        ? 'put the address in quotes: "02:00:5e:10:00:01"'
        : /^\s*[\w"']+\s*:/.test(inside)
          ? "write field=value, with `=` for `:`"
          : `close the bracket first: a \`${closer}\` is missing`;
      return error;
    }
    if (token.text === "=") {
      error.hint = "compare with `==`; a loop over numbers is `for index in range(3):`";
      return error;
    }
    const beginsValue = ["name", "keyword", "number", "string"].includes(token.kind);
    if (!beginsValue && !"([{".includes(token.text)) {
      error.hint = "a comma, an operator or a closing bracket is missing";
      return error;
    }
    // As CPython: the place is where the comma belongs, not the next line, where it was missed.
    error.offset = before?.end ?? token.start;
    error.hint = `put a comma here, before ${token.kind === "string" ? "the string" : `\`${token.text.slice(0, 40)}\``}`;
    return error;
  }

  /** Whether a new statement seems to begin here, so that a bracket above was left open. */
  private beginsStatement(): boolean {
    const { token } = this;
    if (token.kind !== "name" && token.kind !== "keyword") return false;
    const lineStart = this.source.lastIndexOf("\n", token.start - 1) + 1;
    if (this.source.slice(lineStart, token.start).trim() !== "") return false;
    return isStatementLine(lineAt(this.source, token.start));
  }

  /** Whether the innermost open bracket is closed further down: then a comma is missing here, not the bracket. */
  private isClosedLater(): boolean {
    let depth = 1;
    for (let index = this.at; index < this.tokens.length && depth > 0; index += 1) {
      const { kind, text } = this.tokens[index] ?? this.token;
      if (kind !== "operator") continue;
      if (text === "(" || text === "[" || text === "{") depth += 1;
      else if (text === ")" || text === "]" || text === "}") depth -= 1;
    }
    return depth === 0;
  }

  protected unsupported(what: string, hint: string | undefined, offset: number): ScriptError {
    return new ScriptError("unsupported-expression", `${what} is not part of packet scripts`, hint, offset);
  }
}

/** The complaint of a bracket that was left open, at that bracket. */
export function neverClosed(open: Token, hint: string): ScriptError {
  return new ScriptError("syntax", `\`${open.text}\` was never closed`, hint, open.start);
}

export function closerOf(open: Token): string {
  return open.text === "(" ? ")" : open.text === "[" ? "]" : "}";
}

function openerOf(closer: string): string {
  return closer === ")" ? "(" : closer === "]" ? "[" : "{";
}
