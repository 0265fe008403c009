import { ScriptError } from "./diagnostic.js";
import type { Complaint } from "./diagnostic.js";
import type { Limits } from "./limits.js";
import { parseStringTokens } from "./parse-string.js";
import type {
  Argument,
  BinaryOperator,
  ComparisonOperator,
  ComprehensionClause,
  Expression,
  KeywordArgument,
} from "./syntax-tree.js";
import type { Token } from "./tokenize.js";

/** Words of Python that are no names. */
export const keywords: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** How tightly the binary operators bind; `**` is handled apart, since it binds to the right. */
const binaryPrecedence: ReadonlyMap<string, number> = new Map([
  ["|", 1],
  ["^", 2],
  ["&", 3],
  ["<<", 4],
  [">>", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["//", 6],
  ["%", 6],
  ["@", 6],
]);
const comparisonOperators: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/**
 * A recursive-descent parser for expressions. It throws a `ScriptError` with a place at a syntax error; constructs that
 * are Python but outside the subset are noted in `complaints`, and parsing goes on behind them.
 */
export class ExpressionParser {
  protected readonly source: string;
  protected readonly tokens: readonly Token[];
  protected readonly complaints: Complaint[];
  protected readonly limits: Limits;
  protected at = 0;
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

  /** One expression or an unparenthesised tuple, as on the right of `=`. */
  parseExpressionList(): Expression {
    return this.parseTupleUntil(() => this.parseTest());
  }

  /** Targets of `for`: a name or tuple of names, which must not swallow `in`. */
  parseTargetList(): Expression {
    return this.parseTupleUntil(() => this.parseBinary(1));
  }

  parseTest(): Expression {
    this.enter();
    const token = this.token;
    if (token.kind === "name" && token.text === "lambda") {
      const node = this.skipLambda(token);
      this.leave();
      return node;
    }
    let node = this.parseOr();
    if (this.isName("if")) {
      const start = this.token.start;
      let height = this.height;
      this.at += 1;
      const condition = this.parseOr();
      height = Math.max(height, this.height);
      if (!this.isName("else")) throw this.unexpected("expected `else` of the conditional expression");
      this.at += 1;
      const otherwise = this.parseTest();
      this.grow(Math.max(height, this.height));
      node = { kind: "conditional", start, condition, then: node, otherwise };
    } else if (this.isOperator(":=")) {
      throw new ScriptError(
        "unsupported-expression",
        "assignment inside an expression (:=) is not part of packet scripts",
        "assign on a line of its own",
        this.token.start,
      );
    }
    this.leave();
    return node;
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

  protected complain(code: string, message: string, offset: number, hint?: string): void {
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

  private parseTupleUntil(parseItem: () => Expression): Expression {
    const start = this.token.start;
    const first = this.parseItemOrStar(parseItem);
    if (!this.isOperator(",")) return first;
    const items = [first];
    let height = this.height;
    while (this.isOperator(",")) {
      this.at += 1;
      if (!this.startsExpression()) break;
      items.push(this.parseItemOrStar(parseItem));
      height = Math.max(height, this.height);
    }
    this.grow(height);
    return { kind: "tuple", start, items };
  }

  private parseItemOrStar(parseItem: () => Expression): Expression {
    if (this.isOperator("*")) {
      throw new ScriptError(
        "unsupported-expression",
        "unpacking with * is not part of packet scripts here",
        "name the items one by one, or join lists with +",
        this.token.start,
      );
    }
    return parseItem();
  }

  protected startsExpression(): boolean {
    const token = this.token;
    if (token.kind === "number" || token.kind === "string" || token.kind === "error") return true;
    if (token.kind === "name") {
      return (
        !keywords.has(token.text) ||
        ["not", "None", "True", "False", "lambda", "await", "yield"].includes(token.text)
      );
    }
    return token.kind === "operator" && ["(", "[", "{", "-", "+", "~", "*", "..."].includes(token.text);
  }

  private parseOr(): Expression {
    let left = this.parseAnd();
    while (this.isName("or")) {
      const start = this.token.start;
      const height = this.height;
      this.at += 1;
      const right = this.parseAnd();
      this.grow(Math.max(height, this.height));
      left = { kind: "logical", start, operator: "or", left, right };
    }
    return left;
  }

  private parseAnd(): Expression {
    let left = this.parseNot();
    while (this.isName("and")) {
      const start = this.token.start;
      const height = this.height;
      this.at += 1;
      const right = this.parseNot();
      this.grow(Math.max(height, this.height));
      left = { kind: "logical", start, operator: "and", left, right };
    }
    return left;
  }

  private parseNot(): Expression {
    if (!this.isName("not")) return this.parseComparison();
    const start = this.token.start;
    this.at += 1;
    this.enter();
    const operand = this.parseNot();
    this.leave();
    this.grow(this.height);
    return { kind: "unary", start, operator: "not", operand };
  }

  private parseComparison(): Expression {
    const first = this.parseBinary(1);
    let operator = this.comparisonOperator();
    if (operator === undefined) return first;
    const start = this.token.start;
    let height = this.height;
    const rest: { operator: ComparisonOperator; operand: Expression }[] = [];
    while (operator !== undefined) {
      this.at += operator === "not in" || operator === "is not" ? 2 : 1;
      const operand = this.parseBinary(1);
      height = Math.max(height, this.height);
      rest.push({ operator, operand });
      operator = this.comparisonOperator();
    }
    this.grow(height);
    return { kind: "comparison", start, first, rest };
  }

  private comparisonOperator(): ComparisonOperator | undefined {
    const token = this.token;
    if (token.kind === "operator") {
      return comparisonOperators.has(token.text) ? (token.text as ComparisonOperator) : undefined;
    }
    if (token.kind !== "name") return undefined;
    if (token.text === "in") return "in";
    const next = this.tokens[this.at + 1];
    const nextName = next?.kind === "name" ? next.text : undefined;
    if (token.text === "is") return nextName === "not" ? "is not" : "is";
    if (token.text === "not" && nextName === "in") return "not in";
    return undefined;
  }

  private parseBinary(minimum: number): Expression {
    let left = this.parseUnary();
    for (;;) {
      const token = this.token;
      if (token.kind !== "operator") return left;
      const precedence = binaryPrecedence.get(token.text);
      if (precedence === undefined || precedence < minimum) return left;
      const height = this.height;
      this.at += 1;
      const right = this.parseBinary(precedence + 1);
      this.grow(Math.max(height, this.height));
      left = { kind: "binary", start: token.start, operator: token.text as BinaryOperator, left, right };
    }
  }

  private parseUnary(): Expression {
    const token = this.token;
    if (token.kind === "operator" && (token.text === "-" || token.text === "+" || token.text === "~")) {
      this.at += 1;
      this.enter();
      const operand = this.parseUnary();
      this.leave();
      this.grow(this.height);
      return { kind: "unary", start: token.start, operator: token.text, operand };
    }
    if (token.kind === "name" && token.text === "await") {
      throw this.unsupported("`await`", "packet scripts run in one go", token.start);
    }
    const base = this.parsePostfix();
    if (!this.isOperator("**")) return base;
    const start = this.token.start;
    const height = this.height;
    this.at += 1;
    this.enter();
    const right = this.parseUnary();
    this.leave();
    this.grow(Math.max(height, this.height));
    return { kind: "binary", start, operator: "**", left: base, right };
  }

  private parsePostfix(): Expression {
    let node = this.parseAtom();
    for (;;) {
      const token = this.token;
      if (token.kind === "string" && node.kind === "name") {
        throw new ScriptError(
          "syntax",
          `expected an operator, a comma or the end between \`${node.name.slice(0, 40)}\` and the string`,
          "a comma or an operator is missing",
          token.start,
        );
      }
      if (token.kind !== "operator") return node;
      const height = this.height;
      if (token.text === ".") {
        this.at += 1;
        const name = this.token;
        if (name.kind !== "name") throw this.unexpected("expected a name after the dot");
        this.at += 1;
        this.grow(height);
        node = { kind: "attribute", start: name.start, object: node, name: name.text };
      } else if (token.text === "(") {
        node = this.parseCall(node, token, height);
      } else if (token.text === "[") {
        this.at += 1;
        const index = this.parseSubscript();
        this.close("]", token);
        this.grow(Math.max(height, this.height));
        node = { kind: "index", start: token.start, object: node, index };
      } else return node;
      this.count.nodes += 1;
    }
  }

  private parseCall(callee: Expression, open: Token, calleeHeight: number): Expression {
    this.at += 1;
    let height = calleeHeight;
    const positional: Argument[] = [];
    const keywordArguments: KeywordArgument[] = [];
    const seen = new Set<string>();
    while (!this.isOperator(")")) {
      const token = this.token;
      if (token.kind === "operator" && (token.text === "*" || token.text === "**")) {
        this.at += 1;
        const value = this.parseTest();
        if (token.text === "*") positional.push({ value, starred: true });
        else keywordArguments.push({ name: undefined, start: token.start, value });
      } else {
        const next = this.tokens[this.at + 1];
        const isKeyword = token.kind === "name" && next?.kind === "operator" && next.text === "=";
        if (isKeyword) {
          if (keywords.has(token.text)) {
            throw new ScriptError(
              "syntax",
              `\`${token.text}\` is a word of Python and cannot name an argument`,
              undefined,
              token.start,
            );
          }
          if (seen.has(token.text)) {
            throw new ScriptError(
              "syntax",
              `keyword argument repeated: ${token.text}`,
              "give each field once",
              token.start,
            );
          }
          seen.add(token.text);
          this.at += 2;
          keywordArguments.push({ name: token.text, start: token.start, value: this.parseTest() });
        } else {
          const value = this.parseTest();
          if (this.isComprehension()) {
            positional.push({
              value: this.parseComprehension("generator", undefined, value, open),
              starred: false,
            });
          } else {
            if (keywordArguments.some((argument) => argument.name !== undefined)) {
              throw new ScriptError(
                "syntax",
                "a positional argument follows keyword arguments",
                "name the field: field=value",
                token.start,
              );
            }
            positional.push({ value, starred: false });
          }
        }
      }
      height = Math.max(height, this.height);
      if (this.isOperator(",")) this.at += 1;
      else break;
    }
    this.close(")", open);
    this.grow(height);
    return { kind: "call", start: callee.start, callee, positional, keywords: keywordArguments };
  }

  private parseSubscript(): Expression {
    const start = this.token.start;
    const first = this.parseSliceOrTest();
    if (!this.isOperator(",")) return first;
    const items = [first];
    let height = this.height;
    while (this.isOperator(",")) {
      this.at += 1;
      if (this.isOperator("]")) break;
      items.push(this.parseSliceOrTest());
      height = Math.max(height, this.height);
    }
    this.grow(height);
    return { kind: "tuple", start, items };
  }

  private parseSliceOrTest(): Expression {
    const start = this.token.start;
    let height = 0;
    const part = (): Expression | undefined => {
      if (this.isOperator(":") || this.isOperator("]") || this.isOperator(",")) return undefined;
      const value = this.parseTest();
      height = Math.max(height, this.height);
      return value;
    };
    const from = part();
    if (!this.isOperator(":")) {
      if (from === undefined) throw this.unexpected("expected an index");
      return from;
    }
    this.at += 1;
    const to = part();
    let step: Expression | undefined;
    if (this.isOperator(":")) {
      this.at += 1;
      step = part();
    }
    this.grow(height);
    return { kind: "slice", start, from, to, step };
  }

  private parseAtom(): Expression {
    const token = this.token;
    this.height = 1;
    if (token.kind === "name") {
      if (token.text === "None" || token.text === "True" || token.text === "False") {
        this.at += 1;
        return {
          kind: "constant",
          start: token.start,
          value: token.text === "None" ? null : token.text === "True",
        };
      }
      if (token.text === "yield")
        throw this.unsupported("`yield`", "put the packets into a list", token.start);
      if (keywords.has(token.text)) throw this.unexpected("expected a value");
      this.at += 1;
      return { kind: "name", start: token.start, name: token.text };
    }
    if (token.kind === "number") {
      this.at += 1;
      return this.numberConstant(token);
    }
    if (token.kind === "string") {
      const parts: Token[] = [];
      while (this.token.kind === "string") {
        parts.push(this.token);
        this.at += 1;
      }
      const node = parseStringTokens(this.source, parts, this.complaints, (tokens) => {
        const parser = new ExpressionParser(this.source, tokens, this.complaints, this.limits, this.count);
        const value = parser.parseExpressionList();
        this.height = Math.max(this.height, parser.height);
        return { value, end: parser.token };
      });
      this.grow(this.height);
      return node;
    }
    if (token.kind === "operator") {
      if (token.text === "(") return this.parseParenthesised(token);
      if (token.text === "[") return this.parseList(token);
      if (token.text === "{") return this.parseDictOrSet(token);
      if (token.text === "...") throw this.unsupported("the ellipsis", "write the values out", token.start);
    }
    throw this.unexpected("expected a value");
  }

  private numberConstant(token: Token): Expression {
    const text = token.text.replaceAll("_", "");
    if (/[jJ]$/.test(text)) throw this.unsupported("complex numbers", undefined, token.start);
    if (/^0[xXoObB]/.test(text)) {
      if (text.length * 4 > this.limits.integerBits) throw this.tooLarge(token);
      return { kind: "constant", start: token.start, value: smallest(BigInt(text)) };
    }
    if (/[.eE]/.test(text)) return { kind: "constant", start: token.start, value: { float: Number(text) } };
    if (text.length > 1 && text.startsWith("0") && /[1-9]/.test(text)) {
      throw new ScriptError(
        "syntax",
        `leading zeros are not allowed in a number: ${text.slice(0, 40)}`,
        "leave the zeros out, or write 0x for hexadecimal",
        token.start,
      );
    }
    if (text.length * 3.33 > this.limits.integerBits) throw this.tooLarge(token);
    const value = Number(text);
    return {
      kind: "constant",
      start: token.start,
      value: Number.isSafeInteger(value) ? value : BigInt(text),
    };
  }

  private tooLarge(token: Token): ScriptError {
    return new ScriptError(
      "budget-integer",
      "this number is too large",
      `at most ${this.limits.integerBits} bits`,
      token.start,
    );
  }

  private parseParenthesised(open: Token): Expression {
    this.at += 1;
    if (this.isOperator(")")) {
      this.at += 1;
      return { kind: "tuple", start: open.start, items: [] };
    }
    const value = this.parseExpressionList();
    if (this.isComprehension()) {
      const node = this.parseComprehension("generator", undefined, value, open);
      this.close(")", open);
      return node;
    }
    this.close(")", open);
    return value;
  }

  private parseList(open: Token): Expression {
    this.at += 1;
    const items: Expression[] = [];
    let height = 0;
    while (!this.isOperator("]")) {
      const item = this.parseItemOrStar(() => this.parseTest());
      if (items.length === 0 && this.isComprehension()) {
        const node = this.parseComprehension("list", undefined, item, open);
        this.close("]", open);
        return node;
      }
      items.push(item);
      height = Math.max(height, this.height);
      if (!this.isOperator(",")) break;
      this.at += 1;
    }
    this.close("]", open);
    this.grow(height);
    return { kind: "list", start: open.start, items };
  }

  private parseDictOrSet(open: Token): Expression {
    this.at += 1;
    const entries: { key: Expression; value: Expression }[] = [];
    const items: Expression[] = [];
    let height = 0;
    while (!this.isOperator("}")) {
      if (this.isOperator("**"))
        throw this.unsupported("`**` inside a dict", "write the entries out", this.token.start);
      const key = this.parseItemOrStar(() => this.parseTest());
      height = Math.max(height, this.height);
      if (items.length === 0 && this.isOperator(":")) {
        this.at += 1;
        const value = this.parseTest();
        height = Math.max(height, this.height);
        if (entries.length === 0 && this.isComprehension()) {
          const node = this.parseComprehension("dict", key, value, open);
          this.close("}", open);
          return node;
        }
        entries.push({ key, value });
      } else if (entries.length === 0) {
        if (items.length === 0 && this.isComprehension()) {
          const node = this.parseComprehension("set", undefined, key, open);
          this.close("}", open);
          return node;
        }
        items.push(key);
      } else throw this.unexpected("expected `:` after the key");
      if (!this.isOperator(",")) break;
      this.at += 1;
    }
    this.close("}", open);
    this.grow(height);
    return items.length > 0
      ? { kind: "set", start: open.start, items }
      : { kind: "dict", start: open.start, entries };
  }

  private isComprehension(): boolean {
    return this.isName("for") || this.isName("async");
  }

  private parseComprehension(
    result: "list" | "set" | "dict" | "generator",
    key: Expression | undefined,
    element: Expression,
    open: Token,
  ): Expression {
    let height = this.height;
    const clauses: ComprehensionClause[] = [];
    while (this.isComprehension()) {
      if (this.isName("async"))
        throw this.unsupported("`async`", "packet scripts run in one go", this.token.start);
      this.at += 1;
      const target = this.parseTargetList();
      if (!this.isName("in")) throw this.unexpected("expected `in`");
      this.at += 1;
      const iterable = this.parseOr();
      height = Math.max(height, this.height);
      const conditions: Expression[] = [];
      while (this.isName("if")) {
        this.at += 1;
        conditions.push(this.parseOr());
        height = Math.max(height, this.height);
      }
      clauses.push({ target, iterable, conditions });
    }
    // Each clause is a loop inside the one before.
    this.grow(height + clauses.length);
    return { kind: "comprehension", start: open.start, result, key, element, clauses };
  }

  /** Expects the bracket that closes `open`. */
  private close(text: string, open: Token): void {
    if (this.isOperator(text)) {
      this.at += 1;
      return;
    }
    const token = this.token;
    if (
      token.kind === "end" ||
      token.kind === "newline" ||
      token.kind === "dedent" ||
      this.beginsStatement()
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
          error.offset,
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

  private skipLambda(token: Token): Expression {
    this.complain(
      "unsupported-expression",
      "`lambda` is not part of packet scripts",
      token.start,
      "write the expression where it is needed, or use a for loop",
    );
    this.at += 1;
    while (!this.isOperator(":") && !["newline", "end"].includes(this.token.kind)) this.at += 1;
    if (!this.isOperator(":")) throw this.unexpected("expected `:` of the lambda");
    this.at += 1;
    return this.parseTest();
  }

  protected unsupported(what: string, hint: string | undefined, offset: number): ScriptError {
    return new ScriptError("unsupported-expression", `${what} is not part of packet scripts`, hint, offset);
  }
}

function smallest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
