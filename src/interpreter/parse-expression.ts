import { ScriptError } from "./diagnostic.js";
import { keywords } from "./token-cursor.js";
import { PostfixParser } from "./parse-postfix.js";
import type { BinaryOperator, ComparisonOperator, Expression } from "./syntax-tree.js";
import type { Token } from "./tokenize.js";

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
export class ExpressionParser extends PostfixParser {
  /** One expression or an unparenthesised tuple, as on the right of `=`. */
  parseExpressionList(): Expression {
    return this.parseTupleUntil(() => this.parseTest());
  }

  /** Targets of `for`: a name or tuple of names, which must not swallow `in`. */
  parseTargetList(): Expression {
    return this.parseTupleUntil(() => this.parseBinary(1));
  }

  parseTest(): Expression {
    const plain = this.parsePlainValue();
    if (plain !== undefined) return plain;
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
        "assign on a line of its own: `count = 5`, then use `count`",
        this.token.start,
      );
    }
    this.leave();
    return node;
  }

  /**
   * A number, string or name that is a whole expression, as most arguments are: the rungs of precedence between it and
   * `parseAtom` have nothing to do. Undefined where more than that may stand here.
   */
  private parsePlainValue(): Expression | undefined {
    const { kind } = this.token;
    if (kind !== "number" && kind !== "string" && kind !== "name") return undefined;
    const next = this.tokens[this.at + 1];
    if (next === undefined || !endsPlainValue(next)) return undefined;
    if (kind === "name" && keywords.has(this.token.text)) return undefined;
    this.enter();
    const value = this.parseAtom();
    this.leave();
    return value;
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

  protected parseOr(): Expression {
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
      throw this.unsupported("`await`", "leave it out: packet scripts run from top to bottom", token.start);
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

  protected parseNested(tokens: readonly Token[]): { value: Expression; end: Token; height: number } {
    const parser = new ExpressionParser(this.source, tokens, this.complaints, this.limits, this.count);
    const value = parser.parseExpressionList();
    return { value, end: parser.token, height: parser.height };
  }

  private skipLambda(token: Token): Expression {
    this.complain(
      "unsupported-expression",
      "`lambda` is not part of packet scripts",
      token.start,
      "write the expression where it is needed: `[value * 2 for value in values]`",
    );
    this.at += 1;
    while (!this.isOperator(":") && !["newline", "end"].includes(this.token.kind)) this.at += 1;
    if (!this.isOperator(":")) throw this.unexpected("expected `:` of the lambda");
    this.at += 1;
    this.parseTest();
    // Its parameters are names of its own: what it does is not looked at.
    return { kind: "constant", start: token.start, value: null };
  }
}

/** What stands behind an argument or item that goes on no further. */
function endsPlainValue({ kind, text }: Token): boolean {
  if (kind === "operator") return text === "," || text === ")" || text === "]";
  return kind === "newline" || kind === "end";
}
