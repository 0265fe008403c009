import { severities, type Severity, type SeverityCounts } from "../contracts/finding.js";
import type { CheckReport } from "./check-report.js";

/** What several checked files come to, file by file: holds no report. */
export class CheckTally {
  #files = 0;
  #unread = 0;
  #frames = 0;
  #withoutWireshark = 0;
  readonly #worst: Record<Severity | "clean", number> = { error: 0, warn: 0, note: 0, chat: 0, clean: 0 };
  readonly #rules = new Map<string, Counting<RuleTally>>();

  add(report: CheckReport): void {
    this.#files += 1;
    this.#frames += report.frames;
    if (report.wireshark.kind === "missing") this.#withoutWireshark += 1;
    this.#worst[worstOf(report.counts) ?? "clean"] += 1;
    for (const [code, counts] of report.countsByRule) {
      for (const severity of severities) {
        if (counts[severity] === 0) continue;
        const key = `${severity} ${code}`;
        const rule = this.#rules.get(key) ?? { code, severity, findings: 0, files: 0 };
        rule.findings += counts[severity];
        rule.files += 1;
        this.#rules.set(key, rule);
      }
    }
  }

  /** A file that could not be read, or is no capture. */
  addUnread(): void {
    this.#unread += 1;
  }

  summary(): CheckSummary {
    const rules = [...this.#rules.values()].map((rule) => ({ ...rule }));
    return {
      files: this.#files,
      unread: this.#unread,
      frames: this.#frames,
      withoutWireshark: this.#withoutWireshark,
      worst: { ...this.#worst },
      rules: rules.sort(
        (one, other) =>
          severities.indexOf(other.severity) - severities.indexOf(one.severity) ||
          other.files - one.files ||
          other.findings - one.findings ||
          (one.code < other.code ? -1 : 1),
      ),
    };
  }
}

export interface CheckSummary {
  /** Files that were judged. */
  readonly files: number;
  readonly unread: number;
  readonly frames: number;
  /** Files of those judged that Wireshark said nothing of. */
  readonly withoutWireshark: number;
  /** How many files have this as their worst; `clean` have no finding at all. */
  readonly worst: Readonly<Record<Severity | "clean", number>>;
  /** Each rule at each of its severities: worst first, then by the number of files. */
  readonly rules: readonly RuleTally[];
}

export interface RuleTally {
  readonly code: string;
  readonly severity: Severity;
  readonly findings: number;
  readonly files: number;
}

type Counting<Tally> = { -readonly [Field in keyof Tally]: Tally[Field] };

function worstOf(counts: SeverityCounts): Severity | undefined {
  return severities.findLast((severity) => counts[severity] > 0);
}
