import { basename } from "node:path";
import { readCaseFolder } from "./markdown-cases.js";

/** A script that tries to hurt, and the diagnostic it must end in. */
export interface HostileCase {
  /** File, heading and script, cut to what a person can read. */
  readonly name: string;
  /** `file.md:12`. */
  readonly place: string;
  /** As it stands in the file: `expand` makes the script of it. */
  readonly notation: string;
  readonly expected: ExpectedDiagnostic | undefined;
}

/** The first diagnostic. A column of 0 stands for any: where in a loop's body a budget ends is a matter of counting. */
export interface ExpectedDiagnostic {
  readonly line: number;
  readonly column: number;
  readonly code: string;
}

const row = /^(.*?)\s*→ (?:([0-9]+):([0-9]+|\*) ([a-z-]+)|none)$/;

/**
 * The cases of a folder: `hostile` blocks below headings, a case a line: the script, `→`, and line, column and code of its
 * first diagnostic, or `none` where it must run. In a script `⏎` ends a line and `⟦"text" * 1000⟧` is a JSON string
 * repeated, in which `§` is the number of the repetition, from 0.
 */
export function readHostileCases(folder: string): HostileCase[] {
  return readCaseFolder(folder).flatMap(({ title, file, blocks }) =>
    blocks
      .filter(({ language }) => language === "hostile")
      .flatMap(({ text, line }) =>
        text
          .split("\n")
          .flatMap((each, index) =>
            each.trim() === "" ? [] : [readCase(each, title, `${basename(file)}:${line + index}`)],
          ),
      ),
  );
}

function readCase(text: string, title: string, place: string): HostileCase {
  const match = row.exec(text);
  if (match === null) throw new Error(`${place}: not a script, an arrow and a place: ${text.slice(0, 80)}`);
  const [, notation = "", line, column, code] = match;
  const expected =
    line === undefined || code === undefined
      ? undefined
      : { line: Number(line), column: column === "*" ? 0 : Number(column), code };
  return { name: `${place} ${title}: ${notation.slice(0, 70)}`, place, notation, expected };
}

/** The script that a notation stands for. */
export function expand(notation: string): string {
  return notation
    .replaceAll("⏎", "\n")
    .replace(/⟦("(?:[^"\\]|\\.)*")(?: \* ([0-9]+))?⟧/g, (_, json: string, count = "1") => {
      const text = JSON.parse(json) as string;
      const times = Number(count);
      if (!text.includes("§")) return text.repeat(times);
      return Array.from({ length: times }, (_, index) => text.replaceAll("§", String(index))).join("");
    });
}
