import type { CheckReport } from "./check-report.js";

/** A check of one file as the command line's contract has it: every key is always there, what is absent is null. */
export function checkDocument(report: CheckReport) {
  const { file, format, profile, linkTypes, frames, counts, findings, totals, wireshark, ignored } = report;
  return {
    file,
    format,
    profile,
    linkType: linkTypes[0]?.linkType ?? null,
    linkTypes,
    frames,
    counts,
    wireshark:
      wireshark.kind === "asked"
        ? { adapter: wireshark.adapter, version: wireshark.version }
        : { missing: wireshark.reason },
    totals,
    ignored,
    findings: findings.map(({ code, severity, group, source, frames: of, message, hint, filter }) => ({
      code,
      severity,
      group,
      source,
      frames: of,
      message,
      hint: hint ?? null,
      filter: filter ?? null,
    })),
  };
}
