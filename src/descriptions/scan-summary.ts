import { err, ok, type Result } from "../contracts/result.js";
import type { SummaryError, SummaryFault } from "./summary-error.js";

/**
 * Splits a summary line into parts (`Source: … // Destination: … // Others: …`) and their fields, before anything is
 * known of what the fields mean. Tolerant of what the paper's lines and its driver print: straight, curly, single or no
 * quotes, spaces anywhere, blanks in place of commas, Python-style list brackets, a value without a key, a last quote that is not closed.
 */
export interface SummaryField {
  /** Lower case, without separators around it; empty when the value stands alone. */
  readonly key: string;
  readonly column: number;
  /** More than one only for a list in brackets. */
  readonly values: readonly string[];
  readonly valueColumn: number;
}

export interface SummaryPart {
  readonly label: PartLabel;
  readonly column: number;
  readonly fields: readonly SummaryField[];
}

export const partLabels = ["source", "destination", "wanted", "others"] as const;
export type PartLabel = (typeof partLabels)[number];

/** Characters. Longer than any description needs, short enough to keep every pass cheap. */
export const maximumSummaryLength = 8192;

class Fault extends Error {
  constructor(readonly fault: SummaryError) {
    super(fault.message);
  }
}

export function scanSummary(line: string): Result<readonly SummaryPart[], SummaryError> {
  try {
    return ok(new Scanner(line).parts());
  } catch (error) {
    if (error instanceof Fault) return err(error.fault);
    throw error;
  }
}

/** What may close a quote, by what opened it. A straight quote is closed by a straight one only, so that what we print survives. */
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  "“": '”“"',
  "”": '”“"',
  "„": '”“"',
  "'": "'",
  "‘": "’‘'",
  "’": "’‘'",
};

class Scanner {
  private position = 0;

  constructor(private readonly line: string) {}

  parts(): SummaryPart[] {
    if (this.line.length > maximumSummaryLength) {
      this.fail("too-long", 0, `a summary has at most ${maximumSummaryLength} characters`, "shorten it");
    }
    const newline = /[\n\r\u2028\u2029]/.exec(this.line.trimEnd());
    if (newline) {
      this.fail("not-one-line", newline.index, "a summary is one line", "give each line on its own");
    }
    const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(this.line);
    if (control) {
      this.fail("control-character", control.index, "a control character in the summary", "remove it");
    }
    const parts: SummaryPart[] = [];
    this.skip();
    while (this.position < this.line.length) {
      const part = this.part();
      if (parts.some((other) => other.label === part.label)) {
        this.fail("repeated-part", part.column - 1, `a second ${part.label} part`, "give each part once");
      }
      parts.push(part);
      this.skip();
    }
    return parts;
  }

  private part(): SummaryPart {
    const start = this.position;
    const label = this.match(/([A-Za-z]+)\s*:/y)?.toLowerCase();
    if (!isPartLabel(label)) {
      return this.fail(
        "unknown-part",
        start,
        "expected Source:, Destination:, Wanted: or Others:",
        "a summary reads: Source: … // Destination: … // Others: … (or Wanted: …)",
      );
    }
    const fields: SummaryField[] = [];
    for (;;) {
      this.skip();
      if (this.position >= this.line.length) break;
      if (this.line.startsWith("//", this.position)) {
        this.position += 2;
        break;
      }
      const field = this.field();
      if (field.key !== "" && fields.some((other) => other.key === field.key)) {
        this.fail("repeated-key", field.column - 1, `${field.key} is given twice`, "give each value once");
      }
      fields.push(field);
    }
    return { label, column: start + 1, fields };
  }

  private field(): SummaryField {
    const start = this.position;
    const key = (this.match(/([A-Za-z][A-Za-z_-]*)\s*[=:]/y) ?? "").toLowerCase().replaceAll("-", "_");
    this.skipBlanks();
    const valueStart = this.position;
    const values = this.line[this.position] === "[" ? this.list() : [this.value(",")];
    this.skipBlanks();
    const next = this.line[this.position];
    if (
      next !== undefined &&
      next !== "," &&
      !this.line.startsWith("//", this.position) &&
      !this.keyFollows(this.position - 1)
    ) {
      this.fail(
        "unexpected-text",
        this.position,
        "expected a comma, // or the end after a value",
        'escape a quote inside a value as \\"',
      );
    }
    return { key, column: start + 1, values, valueColumn: valueStart + 1 };
  }

  private list(): string[] {
    const start = this.position;
    this.position += 1;
    const values: string[] = [];
    for (;;) {
      this.skip();
      const next = this.line[this.position];
      if (next === undefined) this.fail("unclosed-quote", start, "the list is not closed", "add ]");
      if (next === "]") {
        this.position += 1;
        return values;
      }
      if (this.line.startsWith("//", this.position)) {
        this.fail("unclosed-quote", start, "the list is not closed", "add ]");
      }
      values.push(this.value(",]"));
    }
  }

  /** One value; unquoted, it ends at one of `stops`, or at `//` with a blank or the end on a side (`http://x` goes on). */
  private value(stops: string): string {
    const closing = closers[this.line[this.position] ?? ""];
    if (closing !== undefined) return this.quoted(closing);
    const start = this.position;
    while (this.position < this.line.length && !stops.includes(this.line.charAt(this.position))) {
      if (this.line.startsWith("//", this.position) && this.separatesHere(start)) break;
      if (this.position > start && this.keyFollows(this.position)) break;
      this.position += 1;
    }
    return this.line.slice(start, this.position).trim();
  }

  /** The paper's ICMP lines have blanks between their values: `id=0x3D9F seq= 3784 type=Echo`. */
  private keyFollows(position: number): boolean {
    const key = /\s+[A-Za-z][A-Za-z_-]{0,30}\s*=/y;
    key.lastIndex = position;
    return key.test(this.line);
  }

  private separatesHere(valueStart: number): boolean {
    const before = this.position === valueStart ? " " : this.line.charAt(this.position - 1);
    const after = this.line.charAt(this.position + 2);
    return before.trim() === "" || after.trim() === "";
  }

  private quoted(closing: string): string {
    const start = this.position;
    let text = "";
    for (let at = start + 1; at < this.line.length; at += 1) {
      const character = this.line.charAt(at);
      const next = this.line.charAt(at + 1);
      if (character === "\\" && (next === "\\" || (next !== "" && closing.includes(next)))) {
        text += next;
        at += 1;
      } else if (character === "\\" && next === "n") {
        text += "\n";
        at += 1;
      } else if (closing.includes(character)) {
        this.position = at + 1;
        return text;
      } else {
        text += character;
      }
    }
    // Six of the paper's lines lack the very last quote: nothing is lost as long as nothing could follow the value.
    const rest = this.line.slice(start + 1).trim();
    if (/[\s,\\]|\/\//.test(rest)) {
      this.fail("unclosed-quote", start, "the quote is not closed", "close it with the same kind of quote");
    }
    this.position = this.line.length;
    return rest;
  }

  /** Blanks and stray commas. */
  private skip(): void {
    this.match(/([\s,]*)/y);
  }

  private skipBlanks(): void {
    this.match(/(\s*)/y);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.line);
    if (found === null) return undefined;
    this.position += found[0].length;
    return found[1];
  }

  private fail(code: SummaryFault, index: number, message: string, hint: string): never {
    throw new Fault({ code, message, column: index + 1, hint });
  }
}

function isPartLabel(text: string | undefined): text is PartLabel {
  return partLabels.some((label) => label === text);
}
