/** Wireshark's severities, mildest first. */
export const severities = ["chat", "note", "warn", "error"] as const;
export type Severity = (typeof severities)[number];

/** Wireshark's expert-info groups, as far as rules of ours use them, in its own words. */
export const findingGroups = [
  "checksum",
  "sequence",
  "response",
  "request",
  "undecoded",
  "reassemble",
  "malformed",
  "protocol",
  "security",
  "comments",
  "decryption",
  "assumption",
  "deprecated",
  "receive",
  "interface",
  "debug",
  // Ours: what a description fixed, and what holds over a whole scenario.
  "intent",
  "scenario",
] as const;
export type FindingGroup = (typeof findingGroups)[number];

/** Something a judge says of frames. A value, never thrown; ours and Wireshark's have the same shape. */
export interface Finding {
  /** Stable name of the rule, kebab-case, named for the fault; Wireshark's are `wireshark-<its field name>`. */
  readonly code: string;
  readonly severity: Severity;
  readonly group: FindingGroup;
  readonly source: "wiretale" | "wireshark";
  /** Frame numbers, from 1, ascending; empty when it concerns the whole capture. */
  readonly frames: readonly number[];
  readonly layer?: string;
  readonly field?: string;
  readonly message: string;
  /** What to do about it, worded for a person or a model that must repair the script. */
  readonly hint?: string;
  /** A Wireshark display filter that shows the frames. */
  readonly filter?: string;
}

/** How many findings of each severity: every severity is always present. */
export type SeverityCounts = Readonly<Record<Severity, number>>;

export function countSeverities(findings: readonly Finding[]): SeverityCounts {
  const counts = { chat: 0, note: 0, warn: 0, error: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(threshold);
}

/** A packet script's problem at a place: lines and columns count from 1, columns in characters of the line. */
export interface Diagnostic {
  /** Stable, kebab-case: `unknown-name`, `syntax`, `budget-steps`, … */
  readonly code: string;
  readonly severity: "warn" | "error";
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
  /** The line of the script it points into, verbatim (after clean-up). */
  readonly sourceLine?: string;
}
