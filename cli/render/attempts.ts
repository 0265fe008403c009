import type { AttemptRecord, Judgement } from "../../src/contracts/day.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { clip, padCell } from "./table.js";

/** One attempt with what the store keeps of it, as text. */
export interface ShownAttempt {
  readonly conversation: string;
  readonly record: AttemptRecord;
  /** The last message it was asked with. */
  readonly asked: string;
  readonly answered: string;
  readonly judgement: Pick<Judgement, "diagnostics" | "findings">;
}

/** Attempts that stand beside each other; more go below. */
const sideBySide = 2;
const linesShown = 24;

/** The attempts of a conversation side by side: what was asked, what was answered, what was found. */
export function renderAttempts(attempts: readonly ShownAttempt[], screen: Screen): readonly string[] {
  const lines: string[] = [];
  for (let first = 0; first < attempts.length; first += sideBySide) {
    const shown = attempts.slice(first, first + sideBySide);
    const gap = screen.unicode ? " │ " : " | ";
    const width = Math.floor((screen.columns - gap.length * (shown.length - 1)) / shown.length);
    const columns = shown.map((attempt) => renderAttempt(attempt, screen));
    const height = Math.max(...columns.map((column) => column.length));
    for (let row = 0; row < height; row += 1) {
      const cells = columns.map((column) => padCell(clip(column[row] ?? "", width, screen.unicode), width));
      lines.push(cells.join(gap).trimEnd());
    }
    lines.push("");
  }
  return lines;
}

/** Sections of the same height in every attempt, so that they stand side by side. */
function renderAttempt({ conversation, record, asked, answered, judgement }: ShownAttempt, screen: Screen) {
  const { attempt, model, outcome, cached, author, usage, costUsd } = record;
  const tokens = `${usage.inputTokens ?? "?"} in, ${usage.outputTokens ?? "?"} out`;
  const cost = costUsd === null ? "cost unknown" : `$${costUsd.toFixed(6)}`;
  const how = author === "person" ? "by hand" : `${tokens}, ${cached ? "from the store" : cost}`;
  return [
    `${conversation} ${attempt}: ${printable(model, screen)}, ${outcome} (${how})`,
    ...block("asked", asked.split("\n").slice(-8), 8, screen),
    ...block("answered", answered.split("\n"), linesShown, screen),
    ...block("found", foundIn(judgement), linesShown, screen),
  ];
}

function block(title: string, lines: readonly string[], height: number, screen: Screen): readonly string[] {
  const left = lines.length - height;
  const shown = left > 0 ? [...lines.slice(0, height - 1), `(${left + 1} more lines)`] : lines;
  const filled = [...shown, ...Array.from({ length: height - shown.length }, () => "")];
  // Only as high as need be where nothing stands beside it would be nicer, and then nothing would line up.
  return [`-- ${title}`, ...filled.map((line) => printable(line, screen))];
}

function foundIn({ diagnostics, findings }: ShownAttempt["judgement"]): readonly string[] {
  const found = [
    ...diagnostics.map(
      ({ severity, code, line, message }) => `${severity} ${code}, line ${line}: ${message}`,
    ),
    ...findings.map(({ severity, code, frames, message }) => {
      const place = frames.length === 0 ? "" : `, frame ${frames.slice(0, 3).join(", ")}`;
      return `${severity} ${code}${place}: ${message}`;
    }),
  ];
  return found.length === 0 ? ["nothing"] : found;
}
