import { severities, type Finding, type Severity, type SeverityCounts } from "../../src/contracts/finding.js";
import type { Palette } from "../context.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { wrapText } from "./table.js";

const shownFrames = 8;

/**
 * Findings, worst first, then by frame: severity, what is wrong, frames, rule and source; below, indented, the hint and the display
 * filter that shows the frames.
 */
export function renderFindings(findings: readonly Finding[], screen: Screen): readonly string[] {
  return mergeFindings(sortFindings(findings)).flatMap((finding) => renderFinding(finding, screen));
}

/** What is said of several frames in the same words is shown once, with all of them; nothing else is left out. */
function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([
      finding.severity,
      finding.source,
      finding.code,
      finding.message,
      finding.hint,
    ]);
    const same = merged.get(key);
    merged.set(key, same === undefined ? finding : join(same, finding));
  }
  return [...merged.values()];
}

function join(first: Finding, second: Finding): Finding {
  const { filter: _, ...rest } = first;
  const filter = withoutFrame(first.filter);
  const isShared = filter !== undefined && filter === withoutFrame(second.filter);
  return { ...rest, frames: [...first.frames, ...second.frames], ...(isShared ? { filter } : {}) };
}

/** `frame.number == 3 && tcp.len > 0` without its first part. */
function withoutFrame(filter: string | undefined): string | undefined {
  return filter?.replace(/^frame\.number == \d+ && /u, "");
}

export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (left, right) =>
      severities.indexOf(right.severity) - severities.indexOf(left.severity) ||
      (left.frames[0] ?? 0) - (right.frames[0] ?? 0),
  );
}

/** `2 errors, 1 warning, 0 notes, 3 chats`: every severity, none left out. */
export function describeCounts(counts: SeverityCounts): string {
  const words: readonly (readonly [Severity, string])[] = [
    ["error", "error"],
    ["warn", "warning"],
    ["note", "note"],
    ["chat", "chat"],
  ];
  return words
    .map(([severity, word]) => `${counts[severity]} ${word}${counts[severity] === 1 ? "" : "s"}`)
    .join(", ");
}

/** `frame 7`, `frames 7, 9, 11`, `frames 1, 2, 3 and 40 more`. */
export function describeFrames(frames: readonly number[]): string {
  if (frames.length === 0) return "whole capture";
  const shown = frames.slice(0, shownFrames).join(", ");
  const more = frames.length > shownFrames ? ` and ${frames.length - shownFrames} more` : "";
  return `frame${frames.length === 1 ? "" : "s"} ${shown}${more}`;
}

export function severityColor(severity: Severity, colors: Palette): (text: string) => string {
  if (severity === "error") return colors.red;
  if (severity === "warn") return colors.yellow;
  if (severity === "note") return colors.cyan;
  return colors.dim;
}

function renderFinding(finding: Finding, screen: Screen): readonly string[] {
  const { colors } = screen;
  const severity = finding.severity.padEnd(5);
  const text =
    `${describeFrames(finding.frames)}: ${printable(finding.message, screen)}` +
    ` [${printable(finding.code, screen)}, ${finding.source}]`;
  const indent = " ".repeat(severity.length + 2);
  const [first = "", ...rest] = wrapText(text, screen.columns - indent.length);
  const lines = [`${severityColor(finding.severity, colors)(severity)}  ${first}`];
  lines.push(...rest.map((line) => indent + line));
  if (finding.hint !== undefined) {
    const hint = wrapText(`hint: ${printable(finding.hint, screen)}`, screen.columns - indent.length);
    lines.push(...hint.map((line) => indent + line));
  }
  if (finding.filter !== undefined && finding.filter !== "") {
    lines.push(indent + colors.dim(`filter: ${printable(finding.filter, screen)}`));
  }
  return lines;
}
