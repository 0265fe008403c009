import type { Finding, Severity, SeverityCounts } from "../contracts/finding.js";
import type { LimitReached } from "../flow/flow-events.js";
import { type CheckProfile, type Fault, type RuleDocument, toFinding } from "./rule.js";

interface Listed {
  readonly rank: number;
  readonly finding: Finding;
}

/** What one rule has found. */
interface Tally {
  total: number;
  /** The same by severity: one rule may be milder where it is less certain. */
  readonly counts: Record<Severity, number>;
  /** The frame of the first finding that is not listed. */
  firstLeftOut: number;
}

/** Findings of all rules: every one is counted, the first of each rule are listed. */
export class FindingList {
  readonly counts: Record<Severity, number> = { chat: 0, note: 0, warn: 0, error: 0 };
  private readonly listed: Listed[] = [];
  private readonly tallies = new Map<number, Tally>();

  /** A rule's rank is its place in `rules`. */
  constructor(
    private readonly rules: readonly RuleDocument[],
    private readonly profile: CheckProfile,
    private readonly limitPerRule: number,
  ) {}

  add(rank: number, faults: readonly Fault[]): void {
    for (const fault of faults) this.addOne(rank, fault);
  }

  /** How often each rule has found something. */
  get totals(): ReadonlyMap<string, number> {
    const totals = [...this.tallies].map(
      ([rank, { total }]) => [this.rules[rank]?.code ?? "", total] as const,
    );
    return new Map(totals);
  }

  /** The same by severity. */
  get countsByRule(): ReadonlyMap<string, SeverityCounts> {
    return new Map([...this.tallies].map(([rank, { counts }]) => [this.rules[rank]?.code ?? "", counts]));
  }

  /** Rules that found more than is listed. */
  overflows(): readonly LimitReached[] {
    return [...this.tallies]
      .filter(([, { total }]) => total > this.limitPerRule)
      .map(([rank, { total, firstLeftOut }]) => ({
        limit: `findings of ${this.rules[rank]?.code ?? ""}`,
        allowed: this.limitPerRule,
        frameNumber: firstLeftOut,
        times: total - this.limitPerRule,
      }));
  }

  /** By first frame, then by rank; what concerns the whole capture comes first. */
  inFrameOrder(): readonly Finding[] {
    const first = ({ finding }: Listed) => finding.frames[0] ?? 0;
    return [...this.listed]
      .sort((one, other) => first(one) - first(other) || one.rank - other.rank)
      .map(({ finding }) => finding);
  }

  private addOne(rank: number, fault: Fault): void {
    const rule = this.rules[rank];
    if (rule === undefined) return;
    const tally = this.tallies.get(rank) ?? {
      total: 0,
      counts: { chat: 0, note: 0, warn: 0, error: 0 },
      firstLeftOut: 0,
    };
    if (tally.total === 0) this.tallies.set(rank, tally);
    tally.total += 1;
    const own = rule.severity[this.profile];
    const severity = fault.severity ?? (own === "off" ? "note" : own);
    this.counts[severity] += 1;
    tally.counts[severity] += 1;
    if (tally.total <= this.limitPerRule) {
      this.listed.push({ rank, finding: toFinding(rule, fault, this.profile) });
    } else if (tally.firstLeftOut === 0) tally.firstLeftOut = fault.frames[0] ?? 0;
  }
}
