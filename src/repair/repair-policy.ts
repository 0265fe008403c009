import { isAtLeast, severities, type Diagnostic, type Finding, type Severity } from "../contracts/finding.js";
import { printable } from "./printable.js";

/** The repair policy: which findings are worth asking a model again, in what order, and how they are worded for it. */

/** What was found in one attempt: of a `Judgement`, the part that repair reads. */
export interface Verdicts {
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
  /** The frames in one-line packet notation, in order; a finding's frame number n points to the n-th. */
  readonly listing: readonly string[];
  /** The line of the script that made each of them, from 1; left out: the model is not told. */
  readonly lines?: readonly number[];
}

/** One thing to repair: a diagnostic of the script, or a finding about its frames. */
export type Fault =
  | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic }
  | {
      readonly kind: "finding";
      readonly finding: Finding;
      /** With the same code. */ readonly alike: number;
    };

/**
 * Whether a model is asked again because of it: everything that refuses the conversation, and nothing else. Notes and chats
 * are remarks, which a repair would more likely spoil than mend.
 */
export function isWorthRepair({ severity }: Pick<Finding | Diagnostic, "severity">): boolean {
  return isAtLeast(severity, "warn");
}

/** Codes of what makes an attempt invalid, each once; empty: it is valid. */
export function faultCodes(verdicts: Verdicts): readonly string[] {
  const codes = [...verdicts.diagnostics, ...verdicts.findings].filter(isWorthRepair).map(({ code }) => code);
  // A script that makes no frames is no conversation, even if nothing was found to say of it.
  if (verdicts.listing.length === 0 && codes.length === 0) codes.push(noFrames);
  return [...new Set(codes)];
}

const noFrames = "no-frames";

/**
 * What is worth telling the model: errors before warnings, the script's before the frames', since frames of a broken
 * script are often wrong for that reason alone. Of findings with the same code, the first stands for all.
 */
export function selectFaults({ diagnostics, findings }: Verdicts): readonly Fault[] {
  const faults: Fault[] = diagnostics
    .filter(isWorthRepair)
    .map((diagnostic) => ({ kind: "diagnostic", diagnostic }));
  const byCode = new Map<string, Finding[]>();
  for (const finding of findings.filter(isWorthRepair)) {
    byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), finding]);
  }
  for (const [finding, ...others] of byCode.values()) {
    if (finding !== undefined) faults.push({ kind: "finding", finding, alike: others.length });
  }
  return faults
    .map((fault, index) => ({ fault, index }))
    .sort((a, b) => rank(b.fault) - rank(a.fault) || a.index - b.index)
    .map(({ fault }) => fault);
}

function rank(fault: Fault): number {
  return severities.indexOf(severityOf(fault));
}

function severityOf(fault: Fault): Severity {
  return fault.kind === "diagnostic" ? fault.diagnostic.severity : fault.finding.severity;
}

const maximumFaults = 12;
const maximumFramesShown = 3;
const lineLimit = 240;
const messageLimit = 400;

/**
 * The findings of an attempt, worded for the model that must repair it: per fault its code, where it is, what is wrong and
 * what to do. Every line is printable and of bounded length, whatever the script held.
 */
export function formatFeedback(verdicts: Verdicts): string {
  const faults = selectFaults(verdicts);
  if (faults.length === 0) {
    return verdicts.listing.length === 0
      ? `1. error ${noFrames}: the script made no packets\n   hint: assign them to pkt_1, pkt_2, … in the order they are sent`
      : "Nothing was found wrong.";
  }
  const shown = faults.slice(0, maximumFaults).map((fault, index) => {
    const [first = "", ...more] = formatFault(fault, verdicts);
    return [`${index + 1}. ${first}`, ...more.map((line) => `   ${line}`)].join("\n");
  });
  const left = faults.length - shown.length;
  if (left > 0) shown.push(`… and ${left} more, which may go away with these.`);
  return shown.join("\n");
}

function formatFault(fault: Fault, verdicts: Verdicts): string[] {
  return fault.kind === "diagnostic"
    ? formatDiagnostic(fault.diagnostic)
    : formatFinding(fault.finding, fault.alike, verdicts);
}

function formatDiagnostic(diagnostic: Diagnostic): string[] {
  const { severity, code, line, column, message, hint, sourceLine } = diagnostic;
  return [
    `${severity} ${printable(code, 80)}, line ${line}, column ${column}: ${printable(message, messageLimit)}`,
    ...(sourceLine === undefined ? [] : excerpt(sourceLine, column)),
    ...hintLine(hint),
  ];
}

/** The source line with a caret below; of a long line, the part around the place. */
function excerpt(sourceLine: string, column: number): string[] {
  const start = Math.max(0, column - 1 - lineLimit / 2);
  const end = start + lineLimit;
  const before = start > 0 ? "…" : "";
  const after = end < sourceLine.length ? "…" : "";
  const left = before + printable(sourceLine.slice(start, column - 1), lineLimit);
  const right = printable(sourceLine.slice(column - 1, end), lineLimit) + after;
  return [`| ${left}${right}`, `| ${" ".repeat(left.length)}^`];
}

function formatFinding(finding: Finding, alike: number, { listing, lines }: Verdicts): string[] {
  const { severity, code, frames, message, hint } = finding;
  const place = frames.length === 0 ? "" : `, ${plural("frame", frames.length)} ${frameList(frames)}`;
  const shown = frames.slice(0, maximumFramesShown).flatMap((number) => {
    const line = listing[number - 1];
    const made = lines?.[number - 1];
    const from = made === undefined ? "" : `, line ${made}`;
    return line === undefined ? [] : [`frame ${number}${from}: ${printable(line.trim(), lineLimit)}`];
  });
  return [
    `${severity} ${printable(code, 80)}${place}: ${printable(message, messageLimit)}`,
    ...shown,
    ...(alike === 0 ? [] : [`(${alike} more of this kind)`]),
    ...hintLine(hint),
  ];
}

function frameList(frames: readonly number[]): string {
  const shown = frames.slice(0, 10).join(", ");
  return frames.length > 10 ? `${shown}, …` : shown;
}

function hintLine(hint: string | undefined): string[] {
  return hint === undefined ? [] : [`hint: ${printable(hint, messageLimit)}`];
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}
