import { countSeverities, severities, type Finding, type SeverityCounts } from "../contracts/finding.js";

/** What a check of one capture file has found: the one value that text, JSON, annotations and pages are made of. */
export interface CheckReport {
  /** As the user named it. */
  readonly name: string;
  /** Absolute, or `-` for standard input. */
  readonly file: string;
  readonly format: "pcap" | "pcapng";
  readonly profile: "real" | "generated";
  readonly frames: number;
  /** In the order of their first frames; of a capture without frames, those it announces. */
  readonly linkTypes: readonly LinkTypeCount[];
  /** Of everything found that is not ignored, listed or not. */
  readonly counts: SeverityCounts;
  /** Of ours alone, and of Wireshark's alone. */
  readonly countsBySource: Readonly<Record<Finding["source"], SeverityCounts>>;
  /** Worst first, then by frame. */
  readonly findings: readonly Finding[];
  /** How often each rule found something, listed or not. */
  readonly totals: Readonly<Record<string, number>>;
  /** The same by severity. */
  readonly countsByRule: ReadonlyMap<string, SeverityCounts>;
  readonly wireshark: WiresharkWord;
  /** Findings left out because the user said so, by rule. */
  readonly ignored: Readonly<Record<string, number>>;
}

export interface LinkTypeCount {
  readonly linkType: number;
  /** `Ethernet`, `link type 147`. */
  readonly name: string;
  readonly frames: number;
}

/** Who spoke for Wireshark, or why nobody did. */
export type WiresharkWord =
  | { readonly kind: "asked"; readonly adapter: string; readonly version: string }
  | { readonly kind: "missing"; readonly reason: string };

/** What a judge found: a list that may be bounded, and counts of everything. */
export interface JudgedFindings {
  readonly findings: readonly Finding[];
  readonly countsByRule: ReadonlyMap<string, SeverityCounts>;
}

/** The findings of a judge that lists all it finds. */
export function judgedFindings(findings: readonly Finding[]): JudgedFindings {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = byRule.get(finding.code);
    if (same === undefined) byRule.set(finding.code, [finding]);
    else same.push(finding);
  }
  return {
    findings,
    countsByRule: new Map([...byRule].map(([code, same]) => [code, countSeverities(same)])),
  };
}

export interface CheckFacts extends Pick<
  CheckReport,
  "name" | "file" | "format" | "profile" | "frames" | "linkTypes" | "wireshark"
> {
  readonly ours: JudgedFindings;
  readonly wiresharks: JudgedFindings;
  readonly ignoredRules: ReadonlySet<string>;
}

export function buildCheckReport({ ours, wiresharks, ignoredRules, ...facts }: CheckFacts): CheckReport {
  const isKept = ({ code }: { readonly code: string }) => !ignoredRules.has(code);
  const all = [...ours.countsByRule, ...wiresharks.countsByRule];
  const kept = all.filter(([code]) => !ignoredRules.has(code));
  const left = all.filter(([code]) => ignoredRules.has(code));
  const countsOf = (judged: JudgedFindings) =>
    sumCounts([...judged.countsByRule].flatMap(([code, counts]) => (ignoredRules.has(code) ? [] : [counts])));
  return {
    ...facts,
    counts: sumCounts(kept.map(([, counts]) => counts)),
    countsBySource: { wiretale: countsOf(ours), wireshark: countsOf(wiresharks) },
    findings: worstFirst([...ours.findings, ...wiresharks.findings].filter(isKept)),
    totals: totalsOf(kept),
    countsByRule: new Map(kept),
    ignored: totalsOf(left),
  };
}

/** Worst first, then by first frame; what concerns the whole capture comes first of its severity. */
function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (one, other) =>
      severities.indexOf(other.severity) - severities.indexOf(one.severity) ||
      (one.frames[0] ?? 0) - (other.frames[0] ?? 0),
  );
}

export function sumCounts(counts: readonly SeverityCounts[]): SeverityCounts {
  const sum = { chat: 0, note: 0, warn: 0, error: 0 };
  for (const each of counts) for (const severity of severities) sum[severity] += each[severity];
  return sum;
}

export function totalOf(counts: SeverityCounts): number {
  return severities.reduce((total, severity) => total + counts[severity], 0);
}

function totalsOf(counts: readonly (readonly [string, SeverityCounts])[]): Readonly<Record<string, number>> {
  const byCode = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(byCode.map(([code, each]) => [code, totalOf(each)]));
}
