import type { ParsedScript } from "./parse.js";

export interface CleanedScript {
  readonly source: string;
  /** What was removed, a sentence each. */
  readonly removed: readonly string[];
  readonly parsed: ParsedScript;
}

type Parse = (text: string) => ParsedScript;

/**
 * Takes off what models put around a script: Markdown fences, prose, escaped underscores, a stray first character. A text
 * that parses as it is stays as it is; of the others the first that parses after some of the steps is taken, and what no
 * step mends keeps what the steps before made of it.
 */
export function cleanUp(text: string, parse: Parse): CleanedScript {
  const asGiven = parse(text);
  if (!isBroken(asGiven)) return { source: text, removed: [], parsed: asGiven };
  let best: CleanedScript = { source: text, removed: [], parsed: asGiven };
  let current = text;
  const removed: string[] = [];
  for (const step of steps) {
    const result = step(current);
    if (result === undefined || result.text === current) continue;
    current = result.text;
    removed.push(result.removed);
    const parsed = parse(current);
    best = { source: current, removed: [...removed], parsed };
    if (!isBroken(parsed)) return best;
  }
  const code = longestCode(current, parse);
  if (code === undefined) return best;
  return { source: code.source, removed: [...removed, code.removed], parsed: code.parsed };
}

/** Refused constructs are well-formed Python: only what cannot be parsed calls for a clean-up. */
function isBroken(parsed: ParsedScript): boolean {
  return parsed.complaints.some(({ code }) => code === "syntax" || code === "indentation");
}

type Step = (text: string) => { readonly text: string; readonly removed: string } | undefined;

const steps: readonly Step[] = [takeFenced, unescapeUnderscores, dropStrayCharacter, dedent];

const fenceLine = /^[ \t]*(?:```|~~~)[^\n]*$/gm;

/** Keeps what stands between Markdown fences; several blocks are joined. An opening fence alone is dropped. */
function takeFenced(text: string): { text: string; removed: string } | undefined {
  const fences = [...text.matchAll(fenceLine)];
  if (fences.length === 0) return undefined;
  const blocks: string[] = [];
  let outside = "";
  let at = 0;
  for (let index = 0; index < fences.length; index += 2) {
    const open = fences[index];
    const close = fences[index + 1];
    if (open === undefined) break;
    outside += text.slice(at, open.index);
    const from = open.index + open[0].length + 1;
    blocks.push(text.slice(from, close === undefined ? text.length : close.index));
    at = close === undefined ? text.length : close.index + close[0].length;
  }
  outside += text.slice(at);
  // A closing fence without an opening one: what stands before it is the script.
  const lonelyClose = fences.length === 1 && (blocks[0] ?? "").trim() === "";
  const inside = lonelyClose ? text.slice(0, fences[0]?.index ?? 0) : blocks.join("\n");
  const prose =
    !lonelyClose && outside.trim() !== ""
      ? ` and ${outside.trim().split("\n").length} lines of prose around them`
      : "";
  return { text: inside, removed: `Markdown fences${prose}` };
}

/** Markdown writers escape underscores: `pkt\_1`. */
function unescapeUnderscores(text: string): { text: string; removed: string } | undefined {
  const count = text.split("\\_").length - 1;
  return count === 0
    ? undefined
    : { text: text.replaceAll("\\_", "_"), removed: `${count} backslashes before underscores` };
}

/** Completions sometimes begin with the end of the prompt's last line: a stop, a colon, a bracket. */
function dropStrayCharacter(text: string): { text: string; removed: string } | undefined {
  const match = /^(\s*)([.,:;!?)\]}>"'`*-]{1,3}|\w)[ \t]*\r?\n/.exec(text);
  if (match === null) return undefined;
  return {
    text: text.slice(match[0].length),
    removed: `a stray ${JSON.stringify(match[2])} at the beginning`,
  };
}

/** The whole script indented alike, as in a list of Markdown. */
function dedent(text: string): { text: string; removed: string } | undefined {
  const lines = text.split("\n");
  let margin: string | undefined;
  for (const line of lines) {
    if (line.trim() === "") continue;
    const blanks = /^[ \t]*/.exec(line)?.[0] ?? "";
    if (margin === undefined || margin.startsWith(blanks)) margin = blanks;
    else if (!blanks.startsWith(margin)) return undefined;
  }
  if (margin === undefined || margin === "") return undefined;
  const cut = margin.length;
  return {
    text: lines.map((line) => line.slice(cut)).join("\n"),
    removed: `${cut} blanks of indentation from every line`,
  };
}

/** Prose before or after the code, without fences: the lines from the first statement to the last, if those parse. */
function longestCode(
  text: string,
  parse: Parse,
): { source: string; removed: string; parsed: ParsedScript } | undefined {
  const lines = text.split("\n");
  const isCode = lines.map((line) => codeLine.test(line));
  const first = isCode.indexOf(true);
  if (first === -1) return undefined;
  const last = isCode.lastIndexOf(true);
  // The last statement may span several lines: try to keep what follows it, down to nothing.
  const ends = [lines.length, ...closingLines(lines, last), last + 1];
  let left = mostRead;
  for (const end of ends) {
    if (first === 0 && end === lines.length) continue;
    const source = lines.slice(first, end).join("\n");
    left -= source.length;
    if (left < 0) return undefined;
    const parsed = parse(source);
    if (isBroken(parsed)) continue;
    const count = first + lines.slice(end).filter((line) => line.trim() !== "").length;
    return { source, removed: `${count} lines of prose around the code`, parsed };
  }
  return undefined;
}

/** Characters that are parsed while a script is looked for in prose: every try parses the text again. */
const mostRead = 200_000;

/** A line that begins a statement: an assignment, an import, a call, a comment, a loop. */
const codeLine =
  /^(?:[A-Za-z_][\w.]*(?:\s*,\s*\w+)*\s*(?:[-+*/|]?=(?!=)|\()|import\s+\w|from\s+[\w.]+\s+import\s|#|for\s.+:\s*$|if\s.+:\s*$)/;

function closingLines(lines: readonly string[], last: number): number[] {
  const ends: number[] = [];
  for (let index = Math.min(lines.length - 1, last + 40); index > last; index -= 1) {
    if (/^\s*[)\]}]+\s*$/.test(lines[index] ?? "")) ends.push(index + 1);
  }
  return ends;
}
