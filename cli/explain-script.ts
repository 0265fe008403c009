import type { Diagnostic } from "../src/contracts/finding.js";
import type { TracedLine, TracedValue } from "../src/interpreter/trace.js";
import { createFrameSummarizer, formatSummaryLine } from "../src/wire/summarize-frame.js";
import { groupBy } from "./group-by.js";
import { flowFramesOfScript, type ScriptFrame, type ScriptOutcome } from "./script-frames.js";

/** A statement of a script as it was written, and everything it did. */
export interface ExplainedStatement {
  /** First and last line, from 1; comments and empty lines after a statement belong to it. */
  readonly from: number;
  readonly to: number;
  readonly text: readonly string[];
  readonly values: readonly TracedValue[];
  readonly moreValues: number;
  readonly sleeps: readonly ExplainedSleep[];
  readonly moreSleeps: number;
  readonly frames: readonly ExplainedFrame[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ExplainedSleep {
  readonly seconds: number;
  /** Virtual time afterwards: microseconds since the epoch. */
  readonly micros: bigint;
}

export interface ExplainedFrame {
  readonly frame: ScriptFrame;
  /** In the one notation for packets. */
  readonly summary: string;
}

/** The whole source, cut where statements begin, each part with the values, sleeps, frames and diagnostics of its lines. */
export function explainScript(outcome: ScriptOutcome): readonly ExplainedStatement[] {
  const text = outcome.source
    .replace(/\n$/u, "")
    .split("\n")
    .map((line) => line.replace(/\r$/u, ""));
  const starts = statementStarts(outcome, text.length);
  const partOfLine = (line: number) => lastAtMost(starts, line);
  const traced = groupBy(outcome.trace?.lines ?? [], ({ line }) => partOfLine(line));
  const frames = groupBy(summarized(outcome), ({ frame }) => partOfLine(frame.line));
  const diagnostics = groupBy(outcome.diagnostics, ({ line }) => partOfLine(line));
  return starts.map((from, part) => {
    const to = (starts[part + 1] ?? text.length + 1) - 1;
    return {
      from,
      to,
      text: text.slice(from - 1, to),
      ...joinLines(traced.get(part) ?? []),
      frames: frames.get(part) ?? [],
      diagnostics: diagnostics.get(part) ?? [],
    };
  });
}

/** Without a statement (an empty script, one that cannot be read) every line stands for itself. */
function statementStarts({ trace }: ScriptOutcome, lines: number): readonly number[] {
  const starts = trace?.statementLines ?? [];
  if (starts.length === 0) return Array.from({ length: lines }, (_, index) => index + 1);
  return starts[0] === 1 ? starts : [1, ...starts];
}

function joinLines(lines: readonly TracedLine[]) {
  return {
    values: lines.flatMap(({ values }) => values),
    moreValues: lines.reduce((sum, { moreValues }) => sum + moreValues, 0),
    sleeps: lines.flatMap(({ sleeps }) =>
      sleeps.map(({ seconds, timeSeconds }) => ({ seconds, micros: BigInt(Math.round(timeSeconds * 1e6)) })),
    ),
    moreSleeps: lines.reduce((sum, { moreSleeps }) => sum + moreSleeps, 0),
  };
}

function summarized(outcome: ScriptOutcome): readonly ExplainedFrame[] {
  const summarize = createFrameSummarizer();
  const decoded = flowFramesOfScript(outcome);
  return outcome.frames.flatMap((frame, index) => {
    const flowFrame = decoded[index];
    return flowFrame === undefined
      ? []
      : [{ frame, summary: formatSummaryLine(summarize(flowFrame.decoded)) }];
  });
}

/** Index of the last number that is not above; 0 where all are. `sorted` ascends. */
function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
