import type { DiagnosticCode } from "./diagnostic-codes.js";
import { ScriptError } from "./diagnostic.js";
import type { Complaint } from "./diagnostic.js";
import type { Limits } from "./limits.js";
import type { Token } from "./tokenize.js";

/** Words of Python that are no names. */
export const keywords: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/**
 * Where a parser stands among its tokens: looking at the next one, complaining about it, and counting parts and depth
 * against the limits.
 */
export class TokenCursor {
  protected readonly source: string;
  protected readonly tokens: readonly Token[];
  protected readonly complaints: Complaint[];
  protected readonly limits: Limits;
  protected at = 0;
  /** Where the value that was read last begins. */
  protected lastValueStart = 0;
  /** Shared by the parsers of nested f-strings. */
  protected readonly count: { nodes: number; depth: number };
  /** The height of the tree last returned: a long chain of operators is as deep as its number of operators. */
  height = 0;

  constructor(
    source: string,
    tokens: readonly Token[],
    complaints: Complaint[],
    limits: Limits,
    count: { nodes: number; depth: number } = { nodes: 0, depth: 0 },
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

  protected isName(text: string): boolean {
    const token = this.token;
    return token.kind === "name" && token.text === text;
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

  /** Expects the bracket that closes `open`. */
  protected close(text: string, open: Token): void {
    if (this.isOperator(text)) {
      this.at += 1;
      return;
    }
    const token = this.token;
    if (
      token.kind === "end" ||
      token.kind === "newline" ||
      token.kind === "dedent" ||
      (this.beginsStatement() && !this.isClosedLater())
    ) {
      throw new ScriptError(
        "syntax",
        `\`${open.text}\` was never closed`,
        `add the missing \`${text}\``,
        open.start,
      );
    }
    if (token.kind === "operator" && [")", "]", "}"].includes(token.text)) {
      throw new ScriptError(
        "syntax",
        `\`${token.text}\` does not match the opening \`${open.text}\``,
        `close with \`${text}\` first`,
        token.start,
      );
    }
    const error = this.unexpected(`expected a comma or \`${text}\``);
    throw error.message === ""
      ? error
      : new ScriptError(
          "syntax",
          error.message,
          "a comma, an operator or a closing bracket is missing",
          this.beginsValue() ? this.lastValueStart : error.offset,
        );
  }

  /** Whether a value begins here, so that a comma is missing behind the one before, where Python puts the blame. */
  private beginsValue(): boolean {
    const { kind, text } = this.token;
    if (kind === "number" || (kind === "operator" && (text === "{" || text === "~"))) return true;
    if (kind === "string") return this.tokens[this.at - 1]?.kind !== "name";
    return (
      kind === "name" && (!keywords.has(text) || ["not", "None", "True", "False", "lambda"].includes(text))
    );
  }

  /** Whether a new assignment seems to begin here, so that a bracket above was left open. */
  private beginsStatement(): boolean {
    const token = this.token;
    const next = this.tokens[this.at + 1];
    if (token.kind !== "name" || next?.kind !== "operator" || !["=", "+="].includes(next.text)) return false;
    const lineStart = this.source.lastIndexOf("\n", token.start - 1) + 1;
    return this.source.slice(lineStart, token.start).trim() === "";
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
