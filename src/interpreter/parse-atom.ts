import { ScriptError } from "./diagnostic.js";
import { parseStringTokens, plainText } from "./parse-string.js";
import type { ComprehensionClause, Expression } from "./syntax-tree.js";
import { TokenCursor } from "./token-cursor.js";
import type { Token } from "./tokenize.js";

/** Parses what stands for itself: names, numbers, strings, and everything in brackets. */
export abstract class AtomParser extends TokenCursor {
  /** One expression without a comma. */
  abstract parseTest(): Expression;
  /** One expression or an unparenthesised tuple, as on the right of `=`. */
  abstract parseExpressionList(): Expression;
  /** Targets of `for`: a name or tuple of names, which must not swallow `in`. */
  abstract parseTargetList(): Expression;
  protected abstract parseTarget(): Expression;
  protected abstract parseOr(): Expression;
  /** Parses the tokens inside braces of an f-string, under the same limits. */
  protected abstract parseNested(tokens: readonly Token[]): { value: Expression; end: Token; height: number };

  protected parseAtom(): Expression {
    const token = this.token;
    this.height = 1;
    if (token.kind === "name") {
      this.at += 1;
      return { kind: "name", start: token.start, name: token.text };
    }
    if (token.kind === "keyword") {
      if (token.text === "None" || token.text === "True" || token.text === "False") {
        this.at += 1;
        return {
          kind: "constant",
          start: token.start,
          value: token.text === "None" ? null : token.text === "True",
        };
      }
      if (token.text === "yield")
        throw this.unsupported(
          "`yield`",
          "put the packets into a list: `pkt_list.append(pkt_1)`",
          token.start,
        );
      throw this.noValue();
    }
    if (token.kind === "number") {
      this.at += 1;
      return this.numberConstant(token);
    }
    if (token.kind === "string") {
      const plain = this.tokens[this.at + 1]?.kind === "string" ? undefined : plainText(this.source, token);
      if (plain !== undefined) {
        this.at += 1;
        return { kind: "constant", start: token.start, value: plain };
      }
      const parts: Token[] = [];
      while (this.token.kind === "string") {
        parts.push(this.token);
        this.at += 1;
      }
      const node = parseStringTokens(this.source, parts, this.complaints, (tokens) => {
        const { value, end, height } = this.parseNested(tokens);
        this.height = Math.max(this.height, height);
        return { value, end };
      });
      this.grow(this.height);
      return node;
    }
    if (token.kind === "operator") {
      if (token.text === "(") return this.parseParenthesised(token);
      if (token.text === "[") return this.parseList(token);
      if (token.text === "{") return this.parseDictOrSet(token);
      if (token.text === "...")
        throw this.unsupported("the ellipsis", "write out what it stands for, or remove it", token.start);
    }
    throw this.noValue();
  }

  private numberConstant(token: Token): Expression {
    const plain = plainInteger(token.text);
    if (plain !== undefined) return { kind: "constant", start: token.start, value: plain };
    const text = token.text.replaceAll("_", "");
    if (/[jJ]$/.test(text)) throw this.unsupported("a complex number", "write a real one: 1.5", token.start);
    if (/^0[xXoObB]/.test(text)) {
      if (text.length * 4 > this.limits.integerBits) throw this.tooLarge(token);
      return { kind: "constant", start: token.start, value: smallest(BigInt(text)) };
    }
    if (/[.eE]/.test(text)) return { kind: "constant", start: token.start, value: { float: Number(text) } };
    if (text.length > 1 && text.startsWith("0") && /[1-9]/.test(text)) {
      throw new ScriptError(
        "syntax",
        `leading zeros are not allowed in a number: ${text.slice(0, 40)}`,
        this.source[token.end] === ":"
          ? 'put the address in quotes: "02:00:5e:10:00:01"'
          : "leave the zeros out, or write 0x for hexadecimal",
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
    while (!this.isCloser()) {
      const item = this.parseItem("values");
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
    while (!this.isCloser()) {
      if (this.isOperator("**"))
        throw this.unsupported(
          "`**` inside a dict",
          'write the entries out: {"a": 1, "b": 2}',
          this.token.start,
        );
      const key = this.parseItem("values");
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

  protected isComprehension(): boolean {
    return this.isKeyword("for") || this.isKeyword("async");
  }

  protected parseComprehension(
    result: "list" | "set" | "dict" | "generator",
    key: Expression | undefined,
    element: Expression,
    open: Token,
  ): Expression {
    let height = this.height;
    const clauses: ComprehensionClause[] = [];
    while (this.isComprehension()) {
      this.grow(height + clauses.length);
      if (this.isKeyword("async"))
        throw this.unsupported("`async`", "packet scripts run in one go", this.token.start);
      this.at += 1;
      const target = this.parseTargetList();
      if (!this.isKeyword("in")) throw this.unexpected("expected `in`");
      this.at += 1;
      const iterable = this.parseOr();
      height = Math.max(height, this.height);
      const conditions: Expression[] = [];
      while (this.isKeyword("if")) {
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

  /** An item of a list or tuple; of `for`'s targets one that does not swallow `in`. */
  protected parseItem(of: "values" | "targets"): Expression {
    if (this.isOperator("*")) {
      throw new ScriptError(
        "unsupported-expression",
        "unpacking with * is not part of packet scripts here",
        "name the items one by one: a, b = items[0], items[1:]; join lists with +: [1] + items",
        this.token.start,
      );
    }
    return of === "values" ? this.parseTest() : this.parseTarget();
  }
}

function smallest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Decimal digits alone, few enough for a number to be exact, and no zero before others. */
function plainInteger(text: string): number | undefined {
  if (text.length > 15 || (text.length > 1 && text.charCodeAt(0) === 48)) return undefined;
  let value = 0;
  for (let index = 0; index < text.length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}
