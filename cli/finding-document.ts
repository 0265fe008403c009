import type { Finding } from "../src/contracts/finding.js";

/** A finding as the command line's contract has it; what is absent is null, so that every one has the same keys. */
export function findingDocument(finding: Finding) {
  const { code, severity, group, source, frames, message, hint, filter } = finding;
  return { code, severity, group, source, frames, message, hint: hint ?? null, filter: filter ?? null };
}
