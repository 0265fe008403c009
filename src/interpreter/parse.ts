import { bracketFault } from "./bracket-faults.js";
import type { Complaint } from "./diagnostic.js";
import { ScriptError } from "./diagnostic.js";
import type { Limits } from "./limits.js";
import { refusedStatements, SimpleStatementParser } from "./parse-simple-statement.js";
import { lineAt, resumeLine } from "./resume-line.js";
import type { Expression, Statement } from "./syntax-tree.js";
import { closerOf, neverClosed } from "./token-cursor.js";
import { tokenize } from "./tokenize.js";
import type { Token } from "./tokenize.js";

export interface ParsedScript {
  readonly statements: readonly Statement[];
  /** Empty exactly when the text is a script of the subset, as far as syntax tells. */
  readonly complaints: readonly Complaint[];
  /** The parts of the source that could not be read, or were refused: what they bind is not known. */
  readonly skipped: readonly { readonly from: number; readonly to: number }[];
}

const enoughComplaints = 200;
/** Each reads the rest of the script again: so many, and fewer in a script so long that it would take too long. */
const enoughResumptions = 20;
const mostReadAgain = 500_000;

/** Parses a whole script. Never throws: syntax errors and refused constructs are complaints, at most 50 of them. */
export function parse(source: string, limits: Limits): ParsedScript {
  const complaints: Complaint[] = [];
  const tokens = tokenize(source, 0, source.length, "file", complaints);
  const parser = new StatementParser(source, tokens, complaints, limits);
  const statements = parser.parseFile();
  const unreadable = unreadableCharacter(source);
  if (unreadable !== undefined && !complaints.some(({ offset }) => offset === unreadable.offset))
    complaints.push(unreadable);
  complaints.sort((left, right) => left.offset - right.offset);
  const told = firstOfLines(source, complaints).slice(0, 50);
  // Python's own place for a bracket that does not fit, where that is another line than the one to be mended.
  const bracket = told.length > 0 ? bracketFault(tokens) : undefined;
  if (bracket !== undefined && !told.some(({ offset }) => isSameLine(source, offset, bracket.offset))) {
    told.push(bracket);
    told.sort((left, right) => left.offset - right.offset);
  }
  return { statements, complaints: told, skipped: parser.skipped };
}

/** What no Python source may hold, be it in a string or a comment: NUL, and half of a surrogate pair. */
function unreadableCharacter(source: string): Complaint | undefined {
  if (!source.includes("\0") && source.isWellFormed()) return undefined;
  const offset = source.search(/\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  const isNul = source[offset] === "\0";
  return {
    code: "syntax",
    message: isNul ? "a script cannot hold a NUL character" : "the text holds half of a surrogate pair",
    hint: isNul ? 'remove it; in octets write \\x00: b"\\x00"' : "remove it, or write the whole character",
    offset,
  };
}

function isSameLine(source: string, one: number, other: number): boolean {
  const [from, to] = one < other ? [one, other] : [other, one];
  return !source.slice(from, Math.min(to, from + longestLine)).includes("\n");
}

/** Characters of a line that are looked at: between two faults further apart there is nearly always its end. */
const longestLine = 10_000;

/** One syntax error breaks the rest of its line: what else it seems to break there is noise. */
function firstOfLines(source: string, complaints: readonly Complaint[]): Complaint[] {
  const kept: Complaint[] = [];
  let last: Complaint | undefined;
  for (const complaint of complaints) {
    const sameLine = last !== undefined && isSameLine(source, last.offset, complaint.offset);
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
        // A line that goes on with an operator is complained of as such.
        if (this.tokens[this.at + 1]?.text !== "/") {
          this.complain(
            "indentation",
            "this line is indented without a block above it",
            this.token.start,
            "remove the blanks at its beginning",
          );
        }
        this.at += 1;
      } else if (this.token.kind === "dedent") this.at += 1;
      else this.parseLine(statements);
    }
    return statements;
  }

  readonly skipped: { from: number; to: number }[] = [];
  /** The columns of the blocks around the present line. */
  private readonly blockColumns: number[] = [];
  private resumptions = 0;
  private readAgain = 0;

  /** Parses a logical line (or compound statement) into `into`; a syntax error skips to the next statement. */
  private parseLine(into: Statement[]): void {
    const { depth } = this.count;
    const from = this.token.start;
    const blocks = this.blockColumns.length;
    try {
      this.parseStatement(into);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      this.count.depth = depth;
      this.blockColumns.length = blocks;
      const resume = this.resumeOffset(from);
      const place = error.offset ?? this.token.start;
      // Where a value is missing at the end, the place is the token before it.
      const isAtEnd = place === this.tokens[this.at - 1]?.start && this.token.start === this.source.length;
      const isBeyond = isAtEnd || place >= (resume ?? this.source.length);
      const open =
        error.code === "syntax" && isBeyond
          ? this.openBracket(from, resume ?? this.source.length)
          : undefined;
      // An empty message stands for a place the tokenizer has complained about.
      const complaint =
        open === undefined ? error : neverClosed(open, `add the missing \`${closerOf(open)}\``);
      const isEnough = error.code.startsWith("budget-") || this.complaints.length > enoughComplaints;
      // Beyond what anybody reads, going on would only cost time.
      if (isEnough) this.at = this.tokens.length - 1;
      complaint.offset ??= place;
      if (resume === undefined || isEnough) this.skipLine();
      else this.resumeAt(resume);
      if (complaint.message !== "") this.complainOf(complaint);
      this.skipped.push({ from, to: resume ?? this.token.start });
    }
  }

  /** Where to go on behind the broken statement that begins at `from`, where that is not its own end. */
  private resumeOffset(from: number): number | undefined {
    if (this.resumptions >= enoughResumptions || this.readAgain > mostReadAgain) return undefined;
    let end = this.at;
    while (this.tokens[end]?.kind !== "newline" && this.tokens[end]?.kind !== "end") end += 1;
    return resumeLine(this.source, from, this.tokens[end]?.start ?? this.source.length);
  }

  /** The innermost of the brackets that a statement has opened and left open before an offset. */
  private openBracket(from: number, before: number): Token | undefined {
    const open: Token[] = [];
    for (const token of this.tokens) {
      if (token.start >= before) break;
      if (token.start < from || token.kind !== "operator") continue;
      if ("([{".includes(token.text)) open.push(token);
      else if (")]}".includes(token.text)) open.pop();
    }
    return open.at(-1);
  }

  /** Reads the script anew from a line on, with no bracket open. */
  private resumeAt(offset: number): void {
    this.resumptions += 1;
    this.readAgain += this.source.length - offset;
    const earlier = this.complaints.filter((complaint) => complaint.offset < offset);
    this.complaints.splice(0, this.complaints.length, ...earlier);
    this.tokens = tokenize(this.source, offset, this.source.length, "file", this.complaints, [
      0,
      ...this.blockColumns,
    ]);
    this.at = 0;
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
    if (token.kind === "keyword") {
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
        this.skipped.push({ from: token.start, to: this.token.start });
        return;
      }
    }
    if (token.kind === "operator" && token.text === "@") {
      this.complain(
        "unsupported-statement",
        "decorators are not part of packet scripts",
        token.start,
        "write the statements of the function where they are needed",
      );
      this.skipLine();
      // What it decorates belongs to the same complaint.
      if (this.isKeyword("def") || this.isKeyword("class") || this.isKeyword("async")) this.skipLine();
      this.skipped.push({ from: token.start, to: this.token.start });
      return;
    }
    this.parseSimpleLine(into);
  }

  /** The further clauses of a refused compound statement belong to its complaint. */
  private skipClauses(): void {
    while (this.token.kind === "keyword" && ["except", "finally", "else", "elif"].includes(this.token.text))
      this.skipLine();
  }

  private parseIf(): Statement {
    const start = this.token.start;
    const branches: { condition: Expression; body: Statement[] }[] = [];
    do {
      this.at += 1;
      const condition = this.parseTest();
      branches.push({ condition, body: this.parseBlock("if") });
    } while (this.isKeyword("elif"));
    return { kind: "if", start, branches, otherwise: this.parseElse() };
  }

  private parseFor(): Statement {
    const start = this.token.start;
    this.at += 1;
    const target = this.parseTargetList();
    if (!this.isKeyword("in")) {
      const error = this.unexpected("expected `in`");
      error.hint = "write `for index in range(3):`";
      throw error;
    }
    this.at += 1;
    const iterable = this.parseExpressionList();
    const body = this.parseBlock("for");
    return { kind: "for", start, target, iterable, body, otherwise: this.parseElse() };
  }

  private parseElse(): Statement[] | undefined {
    if (!this.isKeyword("else")) return undefined;
    this.at += 1;
    return this.parseBlock("else");
  }

  private missingColon(owner: string): ScriptError {
    const error = this.unexpected(`expected \`:\` of the ${owner}`);
    const { token } = this;
    if (error.message === "") return error;
    if (token.text === "=") error.hint = "compare with `==`";
    else if (token.text === "{") error.hint = "a block begins with `:` and is indented, without braces";
    else error.hint = "put a `:` here";
    return error;
  }

  private parseBlock(owner: string): Statement[] {
    if (!this.isOperator(":")) throw this.missingColon(owner);
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
    this.blockColumns.push(columnOf(this.source, this.token.start));
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
    this.blockColumns.pop();
    this.leave();
    return body;
  }
}

/** How far the line of an offset is indented, tabs to multiples of eight, as the tokenizer counts. */
function columnOf(source: string, offset: number): number {
  let column = 0;
  for (const character of /^[ \t]*/.exec(lineAt(source, offset))?.[0] ?? "")
    column = character === "\t" ? (column | 7) + 1 : column + 1;
  return column;
}
