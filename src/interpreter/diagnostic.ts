import type { Diagnostic } from "../contracts/finding.js";
import type { DiagnosticCode } from "./diagnostic-codes.js";
import { usualHints } from "./usual-hints.js";
import { textLength } from "./text-length.js";

/**
 * A complaint about a script, thrown inside the interpreter and always caught by `runScript`. Whoever raises it often
 * does not know the place; the evaluator adds it.
 */
export class ScriptError extends Error {
  readonly code: DiagnosticCode;
  readonly hint: string | undefined;
  /** Offset into the source, in UTF-16 units; undefined until the place is known. */
  offset: number | undefined;

  constructor(code: DiagnosticCode, message: string, hint?: string, offset?: number) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.offset = offset;
  }
}

/** A complaint with its place, not yet turned into lines and columns. */
export interface Complaint {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly offset: number;
}

/** Longer than any message of ours; what a script puts into one is cut off. */
const longestMessage = 500;

function shorten(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}

/** Where the lines of a source begin, found once and only when somebody asks for a place. */
export class SourceMap {
  readonly #text: string;
  #lineStarts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Line and column from 1 of an offset; columns count code points, as an editor shows them. */
  place(offset: number): { line: number; column: number; sourceLine: string } {
    const starts = this.#starts();
    const line = this.line(offset);
    const start = starts[line - 1] ?? 0;
    const next = starts[line];
    const end = next === undefined ? this.#text.length : next - 1;
    const sourceLine = this.#text.slice(start, end).replace(/\r$/, "");
    const column = textLength(this.#text.slice(start, Math.min(offset, end))) + 1;
    return { line, column, sourceLine };
  }

  /** The line of an offset, from 1. */
  line(offset: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  toDiagnostic(complaint: Complaint): Diagnostic {
    const { line, column, sourceLine } = this.place(complaint.offset);
    return {
      code: complaint.code,
      severity: "error",
      line,
      column,
      message: shorten(complaint.message),
      hint: shorten(complaint.hint ?? usualHints[complaint.code]),
      // A line may be a megabyte: what is shown around the place stays readable.
      sourceLine: sourceLine.length > 4096 ? sourceLine.slice(0, 4096) : sourceLine,
    };
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.#text.indexOf("\n"); at !== -1; at = this.#text.indexOf("\n", at + 1)) {
        starts.push(at + 1);
      }
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
