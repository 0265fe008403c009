import { bracketFault } from "./bracket-faults.js";
import type { Complaint } from "./diagnostic.js";
import { ScriptError } from "./diagnostic.js";
import type { Limits } from "./limits.js";
import { refusedStatements, SimpleStatementParser } from "./parse-simple-statement.js";
import type { Expression, Statement } from "./syntax-tree.js";
import { tokenize } from "./tokenize.js";
import type { Token } from "./tokenize.js";

export interface ParsedScript {
  readonly statements: readonly Statement[];
  /** Empty exactly when the text is a script of the subset, as far as syntax tells. */
  readonly complaints: readonly Complaint[];
}

const enoughComplaints = 200;

/** Parses a whole script. Never throws: syntax errors and refused constructs are complaints, at most 50 of them. */
export function parse(source: string, limits: Limits): ParsedScript {
  const complaints: Complaint[] = [];
  const tokens = tokenize(source, 0, source.length, "file", complaints);
  const statements = new StatementParser(source, tokens, complaints, limits).parseFile();
  // A bracket that does not fit is told where it stands, beside what it spoils.
  const bracket = complaints.length > 0 ? bracketFault(tokens) : undefined;
  if (bracket !== undefined) complaints.push(bracket);
  complaints.sort((left, right) => left.offset - right.offset);
  return { statements, complaints: firstOfLines(source, complaints).slice(0, 50) };
}

/** One syntax error breaks the rest of its line: what else it seems to break there is noise. */
function firstOfLines(source: string, complaints: readonly Complaint[]): Complaint[] {
  const kept: Complaint[] = [];
  let last: Complaint | undefined;
  for (const complaint of complaints) {
    const sameLine =
      last !== undefined &&
      !source.slice(last.offset, Math.min(complaint.offset, last.offset + 10_000)).includes("\n");
    if (sameLine && complaint.code === "syntax" && last?.code === "syntax") continue;
    kept.push(complaint);
    last = complaint;
  }
  return kept;
}

class StatementParser extends SimpleStatementParser {
  parseFile(): Statement[] {
    const statements: Statement[] = [];
    while (this.token.kind !== "end") {
      if (this.token.kind === "indent") {
        this.complain(
          "indentation",
          "this line is indented without a block above it",
          this.token.start,
          "remove the blanks at its beginning",
        );
        this.at += 1;
      } else if (this.token.kind === "dedent") this.at += 1;
      else this.parseLine(statements);
    }
    return statements;
  }

  /** Parses a logical line (or compound statement) into `into`; a syntax error skips to the next line. */
  private parseLine(into: Statement[]): void {
    const depth = this.count.depth;
    try {
      this.parseStatement(into);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      this.count.depth = depth;
      const open =
        error.code === "syntax" && error.offset === this.tokens.at(-1)?.start
          ? this.openBracket()
          : undefined;
      // An empty message stands for a place the tokenizer has complained about.
      if (open !== undefined)
        this.complain("syntax", `\`${open.text}\` was never closed`, open.start, "add the missing bracket");
      else if (error.message !== "") {
        this.complain(error.code, error.message, error.offset ?? this.token.start, error.hint);
      }
      // Beyond what anybody reads, going on would only cost time.
      if (error.code.startsWith("budget-") || this.complaints.length > enoughComplaints)
        this.at = this.tokens.length - 1;
      this.skipLine();
    }
  }

  /** The innermost bracket that the script never closes. */
  private openBracket(): Token | undefined {
    const open: Token[] = [];
    for (const token of this.tokens) {
      if (token.kind !== "operator") continue;
      if ("([{".includes(token.text)) open.push(token);
      else if (")]}".includes(token.text)) open.pop();
    }
    return open.at(-1);
  }

  private skipLine(): void {
    while (this.token.kind !== "newline" && this.token.kind !== "end") this.at += 1;
    if (this.token.kind === "newline") this.at += 1;
    if (this.is("indent")) this.skipBlock();
  }

  /** Skips an indented block, whose `indent` is the present token. */
  private skipBlock(): void {
    let level = 0;
    do {
      if (this.token.kind === "indent") level += 1;
      else if (this.token.kind === "dedent") level -= 1;
      this.at += 1;
    } while (level > 0 && this.token.kind !== "end");
  }

  private parseStatement(into: Statement[]): void {
    const token = this.token;
    if (token.kind === "name") {
      if (token.text === "if") {
        into.push(this.parseIf());
        return;
      }
      if (token.text === "for") {
        into.push(this.parseFor());
        return;
      }
      const hint = refusedStatements.get(token.text);
      if (hint !== undefined && token.text !== "lambda") {
        this.complain(
          "unsupported-statement",
          `\`${token.text}\` is not part of packet scripts`,
          token.start,
          hint,
        );
        this.skipLine();
        this.skipClauses();
        return;
      }
    }
    if (token.kind === "operator" && token.text === "@") {
      this.complain("unsupported-statement", "decorators are not part of packet scripts", token.start);
      this.skipLine();
      return;
    }
    this.parseSimpleLine(into);
  }

  /** The further clauses of a refused compound statement belong to its complaint. */
  private skipClauses(): void {
    while (this.token.kind === "name" && ["except", "finally", "else", "elif"].includes(this.token.text))
      this.skipLine();
  }

  private parseIf(): Statement {
    const start = this.token.start;
    const branches: { condition: Expression; body: Statement[] }[] = [];
    do {
      this.at += 1;
      const condition = this.parseTest();
      branches.push({ condition, body: this.parseBlock("if") });
    } while (this.isName("elif"));
    return { kind: "if", start, branches, otherwise: this.parseElse() };
  }

  private parseFor(): Statement {
    const start = this.token.start;
    this.at += 1;
    const target = this.parseTargetList();
    if (!this.isName("in")) throw this.unexpected("expected `in`");
    this.at += 1;
    const iterable = this.parseExpressionList();
    const body = this.parseBlock("for");
    return { kind: "for", start, target, iterable, body, otherwise: this.parseElse() };
  }

  private parseElse(): Statement[] | undefined {
    if (!this.isName("else")) return undefined;
    this.at += 1;
    return this.parseBlock("else");
  }

  private parseBlock(owner: string): Statement[] {
    if (!this.isOperator(":")) throw this.unexpected(`expected \`:\` of the ${owner}`);
    this.at += 1;
    const body: Statement[] = [];
    if (this.token.kind !== "newline") {
      this.parseSimpleLine(body);
      return body;
    }
    this.at += 1;
    if (!this.is("indent")) {
      throw new ScriptError(
        "indentation",
        `the block of \`${owner}\` must be indented`,
        "indent it by four blanks",
        this.token.start,
      );
    }
    this.at += 1;
    this.enter();
    while (!this.is("dedent") && !this.is("end")) {
      if (this.is("indent")) {
        this.complain(
          "indentation",
          "this line is indented without a block above it",
          this.token.start,
          "align it with the line above",
        );
        this.skipBlock();
      } else this.parseLine(body);
    }
    if (this.is("dedent")) this.at += 1;
    this.leave();
    return body;
  }
}
