import { expect, it } from "vitest";
import type { Finding } from "../../src/contracts/finding.js";

/** A listing of frames and every finding it must give, in order: one too many fails as one too few does. */
export interface RuleCase {
  readonly rule: string;
  readonly fires: boolean;
  readonly what: string;
  readonly findings: () => readonly Finding[];
  /** `code frame,frame`, with `severity: ` before it where it is milder than an error. */
  readonly expected: readonly string[];
}

export function formatFinding({ code, severity, frames }: Finding): string {
  return `${severity === "error" ? "" : `${severity}: `}${code} ${frames.join(",")}`.trimEnd();
}

export function runCases(cases: readonly RuleCase[]): void {
  it.each(cases)("$rule, fires $fires: $what", ({ rule, fires, findings, expected }) => {
    const found = findings();
    expect(found.map(formatFinding)).toEqual(expected);
    expect(found.some(({ code }) => code === rule)).toBe(fires);
    for (const finding of found) {
      expect(finding.message).not.toMatch(/undefined|NaN|[^\x20-\x7e…]/);
      expect(finding.message.length).toBeLessThan(600);
    }
  });
}
