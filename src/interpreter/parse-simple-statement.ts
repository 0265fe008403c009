import { ScriptError } from "./diagnostic.js";
import { ExpressionParser } from "./parse-expression.js";
import { isStatementLine, lineAt } from "./resume-line.js";
import type { BinaryOperator, Expression, ImportedName, Statement } from "./syntax-tree.js";

/** What to write instead of a statement that packet scripts lack. */
export const refusedStatements: ReadonlyMap<string, string> = new Map([
  ["while", "count with a for loop: `for index in range(10):`, with `break` to end it early"],
  [
    "def",
    'write the statements where they are needed, or go through a list: `for name in ["a.example", "b.example"]:`',
  ],
  ["class", 'use Scapy\'s layers; octets of any other protocol go into Raw: `Raw(load=b"\\x01\\x02")`'],
  ["try", "write the statements of the `try` block alone: errors are reported with their place"],
  [
    "with",
    'write the statements without it; packets are collected by themselves, or by `wrpcap("out.pcap", packets)`',
  ],
  ["lambda", "write the expression where it is needed: `[value * 2 for value in values]`"],
  ["global", "remove the line: all names of a packet script are global"],
  ["nonlocal", "remove the line: all names of a packet script are global"],
  ["return", "put the packets into a list: `pkt_list = [pkt_1, pkt_2]`"],
  ["raise", "remove the line"],
  ["assert", "remove the line: the packets are checked afterwards"],
  ["async", "write the statements without `async`: packet scripts run from top to bottom"],
  ["yield", "put the packets into a list: `pkt_list.append(pkt_1)`"],
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

const proseHint = "remove the line, or make it a comment with # at its beginning";

/** Words side by side, as in a sentence, and nothing that a statement has. */
function isWords(line: string): boolean {
  if (/[=[\]{}]/.test(line.replace(/"[^"]*"/g, ""))) return false;
  return (
    /^\s*(?:[-*#>]+ )?[A-Za-z][\w'’,-]*:?(?: [("'`]?[\w'’./,:;-]+[)"'`]?){2,}/.test(line) &&
    !isStatementLine(line)
  );
}

function lineStartOf(source: string, offset: number): number {
  return source.lastIndexOf("\n", offset - 1) + 1;
}

/** Where an expression begins: an operator's own place is behind its first operand. */
function firstOffset(expression: Expression): number {
  if (expression.kind === "binary") return firstOffset(expression.left);
  if (expression.kind === "comparison") return firstOffset(expression.first);
  return expression.start;
}

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
    else if (this.token.kind !== "end") throw this.trailing();
  }

  /** Something stands behind a whole statement: what it may have been meant for. */
  private trailing(): ScriptError {
    const error = this.unexpected("expected the end of the line");
    if (error.message === "") return error;
    const { token } = this;
    const lineStart = this.source.lastIndexOf("\n", token.start - 1) + 1;
    const line = lineAt(this.source, token.start);
    const first = /^\s*(\w+)/.exec(line)?.[1] ?? "";
    if (isWords(line)) {
      const start = lineStart + (line.length - line.trimStart().length);
      return new ScriptError("syntax", "this line is no Python", proseHint, start);
    }
    error.hint = this.trailingHint(first, line);
    return error;
  }

  private trailingHint(first: string, line: string): string {
    const { token } = this;
    const before = this.tokens[this.at - 1];
    if (first === "print") return "call it: print(…)";
    if (/^(?:let|var|const|int|str|string|auto|float)$/.test(first))
      return `leave \`${first}\` out: names are not declared`;
    if (/^(?:match|switch|case|do)$/.test(first)) return "write `if`, `elif` and `else`";
    if (line.includes("//")) return "a comment begins with #";
    if (token.text === ")" || token.text === "]" || token.text === "}")
      return `remove this \`${token.text}\`: no bracket is open`;
    if (token.text === "{") return "a block begins with `:` and is indented";
    if (before?.kind === "string")
      return "a quote inside a text: write the outer quotes with the other kind, or \\ before it";
    if (/^\s*\d+[.):]?\s/.test(line)) return "remove the number at the beginning of the line";
    if (
      (token.kind === "name" || token.kind === "keyword") &&
      isStatementLine(this.source.slice(token.start, token.start + 200).split("\n", 1)[0] ?? "")
    )
      return "begin a new line here, or put a `;` between the statements";
    if (before?.text === ")" && (token.kind === "name" || token.kind === "keyword"))
      return "an operator is missing: layers are joined with /";
    return "an operator or a bracket is missing here, or the rest of the line is no Python";
  }

  private parseSimple(): Statement {
    const token = this.token;
    const start = token.start;
    this.enter();
    this.leave();
    if (token.kind === "keyword") {
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
            `align it with the \`${token.text === "elif" ? "if" : "if` or `for"}\` it belongs to`,
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
      if (operator.text === "=") {
        this.checkTarget(first);
        return this.parseAssignment(first, start);
      }
      if (operator.text === ":") {
        if (isWords(lineAt(this.source, operator.start))) throw this.trailing();
        throw new ScriptError(
          "syntax",
          "expected the end of the line, but found `:`",
          "leave type annotations and labels out: `name = value`",
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
      this.checkTarget(value);
      targets.push(value);
    }
  }

  private checkTarget(target: Expression): void {
    if (["name", "attribute", "index", "tuple", "list"].includes(target.kind)) return;
    const isName = /^[A-Za-z_]\w*(?:-\w+)+\s*=/.exec(
      this.source.slice(lineStartOf(this.source, target.start)),
    );
    const hint =
      isName === null
        ? target.kind === "comparison"
          ? "did you mean =?"
          : "write a name before the `=`: `pkt_1 = …`"
        : "a name has no hyphen: write an underscore";
    throw new ScriptError("syntax", "this cannot be assigned to", hint, firstOffset(target));
  }

  private importedNames(dotted: boolean): ImportedName[] {
    const names: ImportedName[] = [];
    do {
      if (names.length > 0) this.at += 1;
      const start = this.token.start;
      const name = dotted ? this.dottedName() : this.plainName();
      let alias: string | undefined;
      if (this.isKeyword("as")) {
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
    if (!this.isKeyword("import")) module += this.dottedName();
    if (!this.isKeyword("import")) throw this.unexpected("expected `import`");
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
