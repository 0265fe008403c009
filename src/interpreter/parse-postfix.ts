import { ScriptError } from "./diagnostic.js";
import { AtomParser } from "./parse-atom.js";
import type { Argument, Expression, KeywordArgument } from "./syntax-tree.js";
import { neverClosed } from "./token-cursor.js";
import type { Token } from "./tokenize.js";

/** Parses what follows a value: attributes, calls and subscripts. */
export abstract class PostfixParser extends AtomParser {
  protected parsePostfix(): Expression {
    let node = this.parseAtom();
    for (;;) {
      const token = this.token;
      if (token.kind === "string" && node.kind === "name") {
        throw new ScriptError(
          "syntax",
          `expected an operator, a comma or the end between \`${node.name.slice(0, 40)}\` and the string`,
          node.name === "print"
            ? "call it: print(…)"
            : "a comma or an operator is missing here, or a quote before the name",
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
    const seen = new ArgumentNames();
    while (!this.isCloser()) {
      const token = this.token;
      if (token.kind === "operator" && (token.text === "*" || token.text === "**")) {
        this.at += 1;
        const value = this.parseTest();
        if (token.text === "*") positional.push({ value, starred: true });
        else keywordArguments.push({ name: undefined, start: token.start, value });
      } else {
        const next = this.tokens[this.at + 1];
        const isNamed = next?.kind === "operator" && next.text === "=";
        if (isNamed && (token.kind === "name" || token.kind === "keyword")) {
          if (token.kind === "keyword") {
            throw new ScriptError(
              "syntax",
              `\`${token.text}\` is a word of Python and cannot name an argument`,
              token.text === "class"
                ? "the field is qclass in DNSQR, rclass in DNSRR"
                : token.text === "from"
                  ? "the sender's field is src"
                  : "use the field's name of the layer's table",
              token.start,
            );
          }
          if (!seen.add(token.text)) {
            this.complain(
              "syntax",
              `keyword argument repeated: ${token.text.slice(0, 60)}`,
              token.start,
              "give each field once",
            );
          }
          this.at += 2;
          keywordArguments.push({ name: token.text, start: token.start, value: this.parseTest() });
        } else {
          const isBehindKeyword = !seen.isEmpty;
          if (isBehindKeyword && this.beginsItemOutside(token, open)) {
            this.complainOf(neverClosed(open, "add the missing `)` before the comma that ends its line"));
            this.at -= 1;
            this.grow(height);
            return { kind: "call", start: callee.start, callee, positional, keywords: keywordArguments };
          }
          const value = this.parseTest();
          if (this.isComprehension()) {
            positional.push({
              value: this.parseComprehension("generator", undefined, value, open),
              starred: false,
            });
          } else {
            if (isBehindKeyword) {
              this.complain(
                "syntax",
                "a positional argument follows keyword arguments",
                token.start,
                "name the field: field=value",
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

  /**
   * Whether an argument begins a line below that of the call's bracket, inside another bracket: then it is that one's next
   * item, and the call was left open.
   */
  private beginsItemOutside(argument: Token, open: Token): boolean {
    const before = this.tokens[this.at - 1] ?? open;
    if (!this.source.slice(before.end, argument.start).includes("\n")) return false;
    return this.openAround(open).length > 0;
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
}

/** The names of a call's arguments. Few as they are, looking through a list is faster than a set; many go into one. */
class ArgumentNames {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  get isEmpty(): boolean {
    return this.#few.length === 0;
  }

  /** Whether the name is a new one. */
  add(name: string): boolean {
    if (this.#many !== undefined) {
      const before = this.#many.size;
      return this.#many.add(name).size > before;
    }
    if (this.#few.includes(name)) return false;
    this.#few.push(name);
    if (this.#few.length > 16) this.#many = new Set(this.#few);
    return true;
  }
}
