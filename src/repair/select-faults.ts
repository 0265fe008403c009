import { isAtLeast, severities, type Diagnostic, type Finding, type Severity } from "../contracts/finding.js";

/** What was found in one attempt: of a `Judgement`, the part that repair reads. */
export interface Verdicts {
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
  /** The frames in one-line packet notation, in order; a finding's frame number n points to the n-th. */
  readonly listing: readonly string[];
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
 * What is worth telling the model: errors before warnings, the script's before the frames', since frames of a broken
 * script are often wrong for that reason alone. Notes and chats are no reason to ask again. Of findings with the same
 * code, the first stands for all.
 */
export function selectFaults({ diagnostics, findings }: Verdicts): readonly Fault[] {
  const faults: Fault[] = diagnostics.map((diagnostic) => ({ kind: "diagnostic", diagnostic }));
  const byCode = new Map<string, Finding[]>();
  for (const finding of findings.filter(({ severity }) => isAtLeast(severity, "warn"))) {
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

export function severityOf(fault: Fault): Severity {
  return fault.kind === "diagnostic" ? fault.diagnostic.severity : fault.finding.severity;
}
