import { removeLinePrefixes } from "./clean-up-prefixes.js";
import { takeFenced } from "./clean-up-fences.js";
import { counted } from "./counted.js";
import {
  decodeEntities,
  dedent,
  dropInvisible,
  dropMarkers,
  dropProse,
  dropStrayStart,
  fixLineEnds,
  unescapeMarkdown,
  unescapeQuotes,
  unescapeUnderscores,
} from "./clean-up-steps.js";
import type { ParsedScript } from "./parse.js";
import { isStatementLine } from "./resume-line.js";

export interface CleanedScript {
  readonly source: string;
  /** What was removed, a sentence each. */
  readonly removed: readonly string[];
  readonly parsed: ParsedScript;
}

/** One kind of dirt: the text without it, and what that was; undefined where there is none. */
export type CleanUpStep = (text: string) => { readonly text: string; readonly removed: string } | undefined;

type Parse = (text: string) => ParsedScript;

/** From what reaches around the script to what touches its lines. */
const steps: readonly CleanUpStep[] = [
  fixLineEnds,
  dropInvisible,
  takeFenced,
  dropMarkers,
  decodeEntities,
  unescapeUnderscores,
  unescapeMarkdown,
  unescapeQuotes,
  removeLinePrefixes,
  dropStrayStart,
  dedent,
  dropProse,
];
/** Each round reads the text again; what one step lays bare, the next round takes off. */
const mostRounds = 3;
/** As many faults as a parse tells: with so many, fewer cannot be seen. */
const mostFaults = 50;

/**
 * Takes off what models put around a script: Markdown fences, prose, prompts, line numbers, escapes, invisible characters.
 * A text that parses as it is stays as it is. Of the others each step is kept that leaves fewer faults than there were,
 * until the text parses; doing it again changes nothing more.
 */
export function cleanUp(text: string, parse: Parse): CleanedScript {
  let best: CleanedScript = { source: text, removed: [], parsed: parse(text) };
  if (text.trim() === "") return best;
  const reading = { left: mostParsed };
  for (let round = 0; round < mostRounds; round += 1) {
    const before = best;
    for (const step of steps) {
      if (faults(best.parsed) === 0) return best;
      best = tryStep(step, best, parse, reading);
    }
    if (best === before) break;
  }
  return faults(best.parsed) === 0 ? best : (longestCode(best, parse) ?? best);
}

/** Refused constructs are well-formed Python: only what cannot be parsed calls for a clean-up. */
function faults(parsed: ParsedScript): number {
  return parsed.complaints.filter(({ code }) => code === "syntax" || code === "indentation").length;
}

/** Characters that are parsed to see what the steps do: of a very long answer, only what the first few of them take off. */
const mostParsed = 600_000;

function tryStep(
  step: CleanUpStep,
  before: CleanedScript,
  parse: Parse,
  reading: { left: number },
): CleanedScript {
  const result = step(before.source);
  if (result === undefined || result.text === before.source) return before;
  // A fence with nothing in it is an answer without a script; whatever else is left without text was no dirt.
  if (result.text.trim() === "" && step !== takeFenced) return before;
  reading.left -= result.text.length;
  if (reading.left < 0) return before;
  const parsed = parse(result.text);
  const [left, had] = [faults(parsed), faults(before.parsed)];
  // What stands outside the fences may happen to parse: a word alone is a name.
  const isKept = left < had || (left === had && (step === takeFenced || had >= mostFaults));
  if (!isKept) return before;
  return { source: result.text, removed: [...before.removed, result.removed], parsed };
}

/** Prose before or after the code, without fences: the lines from the first statement to the last, if those parse. */
function longestCode({ source, removed }: CleanedScript, parse: Parse): CleanedScript | undefined {
  const lines = source.split("\n");
  const isCode = lines.map((line) => codeLine.test(line));
  const first = isCode.indexOf(true);
  if (first === -1) return undefined;
  const last = isCode.lastIndexOf(true);
  // What looks like code stays in: without it the rest would parse only because a statement was left out.
  if (lines.slice(0, first).some(looksLikeCode)) return undefined;
  const lastAlike = lines.findLastIndex(looksLikeCode);
  // The last statement may span several lines: try to keep what follows it, down to nothing.
  const ends = [lines.length, ...closingLines(lines, last), last + 1];
  let left = mostRead;
  for (const end of ends) {
    if (first === 0 && end === lines.length) continue;
    if (end <= lastAlike) continue;
    const inside = lines.slice(first, end).join("\n");
    left -= inside.length;
    if (left < 0) return undefined;
    const parsed = parse(inside);
    if (faults(parsed) > 0) continue;
    const count = first + lines.slice(end).filter((line) => line.trim() !== "").length;
    return {
      source: inside,
      removed: [...removed, `${counted(count, "line")} of prose around the code`],
      parsed,
    };
  }
  return undefined;
}

/** Likewise while a script is looked for in prose. */
const mostRead = 200_000;

/** A line that begins a statement: an assignment, an import, a call, a comment, a loop. */
const codeLine =
  /^(?:[A-Za-z_][\w.]*(?:\s*,\s*\w+)*\s*(?:[-+*/|]?=(?!=)|\()|import\s+\w|from\s+[\w.]+\s+import\s|#|for\s.+:\s*$|if\s.+:\s*$)/;

/** A line that was meant as code, though it may be broken: what is broken is told, not taken off. */
function looksLikeCode(line: string): boolean {
  return isStatementLine(line) || brokenBlock.test(line);
}

const brokenBlock = /^\s*(?:for|if|while|elif|else|def|class|try|with|import|from)\b[^:(]{0,200}[:(]/;

function closingLines(lines: readonly string[], last: number): number[] {
  const ends: number[] = [];
  for (let index = Math.min(lines.length - 1, last + 40); index > last; index -= 1) {
    if (/^\s*[)\]}]+\s*$/.test(lines[index] ?? "")) ends.push(index + 1);
  }
  return ends;
}
