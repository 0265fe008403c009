import { severities, type Finding, type FindingGroup, type Severity } from "../contracts/finding.js";
import { frameRanges, framesFilter, isWholeFilter, type FrameRange } from "./frame-ranges.js";

/** Everything that one rule, or one kind of Wireshark's entries, says at one severity. */
export interface GroupedFindings {
  readonly code: string;
  readonly severity: Severity;
  readonly group: FindingGroup;
  readonly source: Finding["source"];
  /** Findings that are listed; see `CheckReport.totals` for those that are only counted. */
  readonly findings: number;
  /** Of all of them; empty where they concern the whole capture. */
  readonly ranges: readonly FrameRange[];
  /** In the order of their first frames, the same words once. */
  readonly messages: readonly GroupedMessage[];
  /** The first hint any of them has. */
  readonly hint?: string;
  /** Shows all their frames, as far as one filter can; absent where they concern the whole capture. */
  readonly filter?: string;
}

export interface GroupedMessage {
  readonly message: string;
  readonly findings: number;
  readonly ranges: readonly FrameRange[];
}

/** Worst first, then in the order of their first frames, then of the codes. */
export function groupFindings(findings: readonly Finding[]): readonly GroupedFindings[] {
  const groups = partition(findings, ({ severity, source, code }) => `${severity} ${source} ${code}`);
  return groups.map(groupOf).sort(compareGroups);
}

function groupOf(findings: readonly Finding[]): GroupedFindings {
  // A partition has no empty part.
  const { code, severity, group, source } = findings[0] as Finding;
  const ranges = rangesOf(findings);
  const hint = findings.find((finding) => finding.hint !== undefined)?.hint;
  const filter = filterOf(findings, ranges);
  return {
    code,
    severity,
    group,
    source,
    findings: findings.length,
    ranges,
    messages: partition(findings, ({ message }) => message).map((same) => ({
      message: same[0]?.message ?? "",
      findings: same.length,
      ranges: rangesOf(same),
    })),
    ...(hint === undefined ? {} : { hint }),
    ...(filter === undefined ? {} : { filter }),
  };
}

/**
 * What a rule of ours says of all its findings; else the frames by number, which need none of Wireshark's preferences to be
 * found; where they are too many for that, what the findings' own filters have in common.
 */
function filterOf(findings: readonly Finding[], ranges: readonly FrameRange[]): string | undefined {
  const own = [...new Set(findings.map(({ filter }) => filter ?? ""))];
  if (findings[0]?.source === "wiretale" && own.length === 1 && own[0] !== "") return own[0];
  if (isWholeFilter(ranges)) return framesFilter(ranges);
  const shared = new Set(own.map(withoutFrame));
  const [only = ""] = shared;
  return shared.size === 1 && only !== "" ? only : framesFilter(ranges);
}

/** `frame.number == 3 && tcp.len > 0` without its first part; nothing where it has no other. */
function withoutFrame(filter: string): string {
  return filter.replace(/^frame\.number (?:== \d+|in \{[^}]*\})(?: && |$)/u, "");
}

function rangesOf(findings: readonly Finding[]): readonly FrameRange[] {
  return frameRanges(findings.flatMap(({ frames }) => frames));
}

function partition<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const parts = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, [item]);
    else part.push(item);
  }
  return [...parts.values()];
}

function compareGroups(one: GroupedFindings, other: GroupedFindings): number {
  return (
    severities.indexOf(other.severity) - severities.indexOf(one.severity) ||
    (one.ranges[0]?.first ?? 0) - (other.ranges[0]?.first ?? 0) ||
    (one.code < other.code ? -1 : Number(one.code > other.code))
  );
}
