import { countSeverities, type Finding } from "../../src/contracts/finding.js";
import { describeCounts, renderFindings } from "./findings.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";

/** Who judged besides our own rules; absent where Wireshark was not asked. */
export interface WiresharkJudge {
  readonly name: string;
  readonly version: string;
}

/** A line per judge with every severity counted, then the findings themselves. */
export function renderVerdict(
  findings: readonly Finding[],
  wireshark: WiresharkJudge | undefined,
  screen: Screen,
): readonly string[] {
  const ours = findings.filter(({ source }) => source === "wiretale");
  const theirs = findings.filter(({ source }) => source === "wireshark");
  const judge =
    wireshark === undefined
      ? "Wireshark  not asked"
      : `Wireshark  ${describeCounts(countSeverities(theirs))} ` +
        `(${printable(`${wireshark.version} by ${wireshark.name}`, screen)})`;
  return [
    verdictLine(`Wiretale   ${describeCounts(countSeverities(ours))}`, ours, screen),
    verdictLine(judge, theirs, screen),
    ...renderFindings(findings, screen),
  ];
}

function verdictLine(text: string, findings: readonly Finding[], { colors }: Screen): string {
  const counts = countSeverities(findings);
  if (counts.error > 0) return colors.red(text);
  return counts.warn > 0 ? colors.yellow(text) : colors.green(text);
}
