import { ScriptError } from "./diagnostic.js";
import { ExpressionParser } from "./parse-expression.js";
import type { BinaryOperator, Expression, ImportedName, Statement } from "./syntax-tree.js";

/** What to write instead of a statement that packet scripts lack. */
export const refusedStatements: ReadonlyMap<string, string> = new Map([
  ["while", "use `for index in range(n):`"],
  ["def", "write the statements where they are needed, or use a for loop"],
  ["class", "use Scapy's layers directly"],
  ["try", "write the statements without it: errors are reported with their place"],
  ["with", "give the packets to wrpcap, or put them into pkt_list"],
  ["lambda", "write the expression where it is needed"],
  ["global", "all names of a packet script are global"],
  ["nonlocal", "all names of a packet script are global"],
  ["return", "put the packets into a list named pkt_list"],
  ["raise", "leave it out"],
  ["assert", "leave it out: the packets are checked afterwards"],
  ["async", "packet scripts run in one go"],
  ["yield", "put the packets into a list"],
]);

const augmentedOperators = new Set([
  "+=",
  "-=",
  "*=",
  "/=",
  "//=",
  "%=",
  "**=",
  "@=",
  "&=",
  "|=",
  "^=",
  ">>=",
  "<<=",
]);

/** Parses statements that fit on a line, and lines of several with `;` between. */
export class SimpleStatementParser extends ExpressionParser {
  protected parseSimpleLine(into: Statement[]): void {
    for (;;) {
      into.push(this.parseSimple());
      if (!this.isOperator(";")) break;
      this.at += 1;
      if (this.token.kind === "newline" || this.token.kind === "end") break;
    }
    if (this.token.kind === "newline") this.at += 1;
    else if (this.token.kind !== "end") throw this.unexpected("expected the end of the line");
  }

  private parseSimple(): Statement {
    const token = this.token;
    const start = token.start;
    this.enter();
    this.leave();
    if (token.kind === "name") {
      const hint = refusedStatements.get(token.text);
      if (hint !== undefined && token.text !== "lambda") {
        throw new ScriptError(
          "unsupported-statement",
          `\`${token.text}\` is not part of packet scripts`,
          hint,
          start,
        );
      }
      switch (token.text) {
        case "pass":
        case "break":
        case "continue":
          this.at += 1;
          return { kind: token.text, start };
        case "del": {
          this.at += 1;
          const targets = this.parseExpressionList();
          return { kind: "delete", start, targets: targets.kind === "tuple" ? targets.items : [targets] };
        }
        case "import":
          this.at += 1;
          return { kind: "import", start, names: this.importedNames(true) };
        case "from":
          return this.parseImportFrom();
        case "elif":
        case "else":
        case "except":
        case "finally":
          throw new ScriptError(
            "syntax",
            `\`${token.text}\` without its statement above`,
            "check the indentation",
            start,
          );
      }
    }
    const first = this.parseExpressionList();
    const operator = this.token;
    if (operator.kind === "operator") {
      if (augmentedOperators.has(operator.text)) {
        this.at += 1;
        const value = this.parseExpressionList();
        const name = operator.text.slice(0, -1) as BinaryOperator;
        return { kind: "augmented", start: operator.start, operator: name, target: first, value };
      }
      if (operator.text === "=") return this.parseAssignment(first, start);
      if (operator.text === ":") {
        throw new ScriptError(
          "syntax",
          "expected the end of the line, but found `:`",
          "type annotations and labels are not part of packet scripts",
          operator.start,
        );
      }
    }
    return { kind: "expression", start, value: first };
  }

  private parseAssignment(first: Expression, start: number): Statement {
    const targets = [first];
    for (;;) {
      this.at += 1;
      const value = this.parseExpressionList();
      if (!this.isOperator("=")) return { kind: "assign", start, targets, value };
      targets.push(value);
    }
  }

  private importedNames(dotted: boolean): ImportedName[] {
    const names: ImportedName[] = [];
    do {
      if (names.length > 0) this.at += 1;
      const start = this.token.start;
      const name = dotted ? this.dottedName() : this.plainName();
      let alias: string | undefined;
      if (this.isName("as")) {
        this.at += 1;
        alias = this.plainName();
      }
      names.push({ name, alias, start });
    } while (this.isOperator(",") && this.tokens[this.at + 1]?.kind === "name");
    return names;
  }

  private plainName(): string {
    const token = this.token;
    if (token.kind !== "name") throw this.unexpected("expected a name");
    this.at += 1;
    return token.text;
  }

  private dottedName(): string {
    let name = this.plainName();
    while (this.isOperator(".")) {
      this.at += 1;
      name += `.${this.plainName()}`;
    }
    return name;
  }

  private parseImportFrom(): Statement {
    const start = this.token.start;
    this.at += 1;
    const moduleStart = this.token.start;
    let module = "";
    while (this.isOperator(".") || this.isOperator("...")) {
      module += this.token.text;
      this.at += 1;
    }
    if (!this.isName("import")) module += this.dottedName();
    if (!this.isName("import")) throw this.unexpected("expected `import`");
    this.at += 1;
    if (this.isOperator("*")) {
      this.at += 1;
      return { kind: "import-from", start, module, moduleStart, names: undefined };
    }
    const open = this.token;
    const isWrapped = this.isOperator("(");
    if (isWrapped) this.at += 1;
    const names = this.importedNames(false);
    if (isWrapped) {
      if (this.isOperator(",")) this.at += 1;
      if (!this.isOperator(")"))
        throw new ScriptError("syntax", "`(` was never closed", "add the missing `)`", open.start);
      this.at += 1;
    }
    return { kind: "import-from", start, module, moduleStart, names };
  }
}
