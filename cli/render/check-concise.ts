import type { CheckReport } from "../../src/report/check-report.js";
import { groupFindings } from "../../src/report/finding-groups.js";
import { formatFrameRanges } from "../../src/report/frame-ranges.js";
import { severityColor } from "./findings.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";

const shownRanges = 16;

/**
 * A line for what is said of frames in the same words, as compilers write them, to be searched and cut:
 * `a.pcap:4,7-9: error: the checksum is … [tcp-checksum-wrong]`. A clean file has none.
 */
export function renderCheckConcise(report: CheckReport, screen: Screen): readonly string[] {
  const file = printable(report.name, screen);
  return groupFindings(report.findings).flatMap(({ severity, code, messages }) =>
    messages.map(({ message, ranges }) => {
      const frames = formatFrameRanges(ranges, shownRanges).replaceAll(", ", ",");
      const place = screen.colors.bold(frames === "" ? `${file}:` : `${file}:${frames}:`);
      const word = severityColor(severity, screen.colors)(`${severity}:`);
      return `${place} ${word} ${printable(message, screen)} [${printable(code, screen)}]`;
    }),
  );
}
