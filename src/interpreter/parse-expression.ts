import { ScriptError } from "./diagnostic.js";
import { PostfixParser } from "./parse-postfix.js";
import type { BinaryOperator, ComparisonOperator, Expression } from "./syntax-tree.js";
import type { Token } from "./tokenize.js";

/** How tightly operators bind; `**` is handled apart, since it binds to the right. */
const precedences: ReadonlyMap<string, number> = new Map(
  [
    ["or"],
    ["and"],
    ["not"],
    ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"],
    ["|"],
    ["^"],
    ["&"],
    ["<<", ">>"],
    ["+", "-"],
    ["*", "/", "//", "%", "@"],
  ].flatMap((operators, precedence) => operators.map((operator) => [operator, precedence])),
);
const orPrecedence = 0;
const notPrecedence = 2;
const comparisonPrecedence = 3;

/**
 * A recursive-descent parser for expressions. It throws a `ScriptError` with a place at a syntax error; constructs that
 * are Python but outside the subset are noted in `complaints`, and parsing goes on behind them.
 */
export class ExpressionParser extends PostfixParser {
  /** One expression or an unparenthesised tuple, as on the right of `=`. */
  parseExpressionList(): Expression {
    return this.parseItems("values");
  }

  /** Targets of `for`: a name or tuple of names, which must not swallow `in`. */
  parseTargetList(): Expression {
    return this.parseItems("targets");
  }

  protected parseTarget(): Expression {
    return this.parseOperation(comparisonPrecedence + 1);
  }

  parseTest(): Expression {
    const plain = this.parsePlainValue();
    if (plain !== undefined) return plain;
    this.enter();
    const token = this.token;
    if (token.kind === "keyword" && token.text === "lambda") {
      const node = this.skipLambda(token);
      this.leave();
      return node;
    }
    let node = this.parseOr();
    if (this.isKeyword("if")) {
      const start = this.token.start;
      let height = this.height;
      this.at += 1;
      const condition = this.parseOr();
      height = Math.max(height, this.height);
      if (!this.isKeyword("else")) throw this.unexpected("expected `else` of the conditional expression");
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
    this.enter();
    const value = this.parseAtom();
    this.leave();
    return value;
  }

  private parseItems(of: "values" | "targets"): Expression {
    const start = this.token.start;
    const first = this.parseItem(of);
    if (!this.isOperator(",")) return first;
    const items = [first];
    let height = this.height;
    while (this.isOperator(",")) {
      this.at += 1;
      if (!this.startsExpression()) break;
      items.push(this.parseItem(of));
      height = Math.max(height, this.height);
    }
    this.grow(height);
    return { kind: "tuple", start, items };
  }

  protected startsExpression(): boolean {
    const token = this.token;
    switch (token.kind) {
      case "name":
      case "number":
      case "string":
      case "error":
        return true;
      case "keyword":
        return ["not", "None", "True", "False", "lambda", "await", "yield"].includes(token.text);
      case "operator":
        return ["(", "[", "{", "-", "+", "~", "*", "..."].includes(token.text);
      default:
        return false;
    }
  }

  protected parseOr(): Expression {
    return this.parseOperation(orPrecedence);
  }

  /** Operands and the operators between them that bind at least as tightly as `minimum`. */
  private parseOperation(minimum: number): Expression {
    let left = minimum <= notPrecedence && this.isKeyword("not") ? this.parseNot() : this.parseUnary();
    for (;;) {
      const { kind, text, start } = this.token;
      if (kind !== "operator" && kind !== "keyword") return left;
      const precedence = text === "not" ? comparisonPrecedence : precedences.get(text);
      if (precedence === undefined || precedence < minimum) return left;
      if (precedence === comparisonPrecedence) {
        const operator = this.comparisonOperator();
        if (operator === undefined) return left;
        left = this.parseComparison(left, operator);
        continue;
      }
      const height = this.height;
      this.at += 1;
      const right = this.parseOperation(precedence + 1);
      this.grow(Math.max(height, this.height));
      left =
        text === "or" || text === "and"
          ? { kind: "logical", start, operator: text, left, right }
          : { kind: "binary", start, operator: text as BinaryOperator, left, right };
    }
  }

  private parseNot(): Expression {
    const start = this.token.start;
    this.at += 1;
    this.enter();
    const operand = this.parseOperation(notPrecedence);
    this.leave();
    this.grow(this.height);
    return { kind: "unary", start, operator: "not", operand };
  }

  /** A chain of comparisons, as in `0 < port < 1024`, whose first operator comes next. */
  private parseComparison(first: Expression, firstOperator: ComparisonOperator): Expression {
    const start = this.token.start;
    let height = this.height;
    const rest: { operator: ComparisonOperator; operand: Expression }[] = [];
    let operator: ComparisonOperator | undefined = firstOperator;
    while (operator !== undefined) {
      this.at += operator === "not in" || operator === "is not" ? 2 : 1;
      const operand = this.parseOperation(comparisonPrecedence + 1);
      height = Math.max(height, this.height);
      rest.push({ operator, operand });
      operator = this.comparisonOperator();
    }
    this.grow(height);
    return { kind: "comparison", start, first, rest };
  }

  private comparisonOperator(): ComparisonOperator | undefined {
    const { kind, text } = this.token;
    if (kind !== "operator" && kind !== "keyword") return undefined;
    const next = this.tokens[this.at + 1];
    const nextWord = next?.kind === "keyword" ? next.text : undefined;
    if (text === "not") return nextWord === "in" ? "not in" : undefined;
    if (text === "is" && nextWord === "not") return "is not";
    return precedences.get(text) === comparisonPrecedence ? (text as ComparisonOperator) : undefined;
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
    if (token.kind === "keyword" && token.text === "await") {
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
