import type { CheckSummary } from "../../src/report/check-tally.js";
import { severityColor } from "./findings.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { formatTable, wrapText } from "./table.js";

/** Rules in the table at the end; the rest are counted. */
const shownRules = 40;

/** What several files come to: how many are how bad, and which rules found how much in how many of them. */
export function renderCheckSummary(summary: CheckSummary, screen: Screen): readonly string[] {
  const { rules } = summary;
  const rows = rules
    .slice(0, shownRules)
    .map(({ severity, code, findings, files }) => [
      severity,
      String(findings),
      String(files),
      printable(code, screen),
    ]);
  const [titles = "", ...lines] = formatTable(
    [
      { title: "severity" },
      { title: "findings", align: "right" },
      { title: "files", align: "right" },
      { title: "rule" },
    ],
    rows,
  );
  const left = rules.length - shownRules;
  return [
    ...wrapText(describe(summary), screen.columns).map((line) => screen.colors.bold(line)),
    ...(rules.length === 0 ? [] : [screen.colors.dim(titles)]),
    ...lines.map((line, index) => severityColor(rules[index]?.severity ?? "chat", screen.colors)(line)),
    ...(left > 0 ? [`and ${left} more ${left === 1 ? "line" : "lines"}`] : []),
  ];
}

function describe({ files, unread, frames, worst, withoutWireshark }: CheckSummary): string {
  const judged = files === 1 ? "1 file judged" : `${files} files judged`;
  return [
    `${judged} (${frames} frames): ${worst.error} with errors`,
    `${worst.warn} with warnings at most`,
    `${worst.note + worst.chat} with notes or chats only`,
    `${worst.clean} with none`,
    ...(unread === 0 ? [] : [`${unread} could not be read`]),
    // Where it judged none, each file's report says why.
    ...(withoutWireshark === 0 || withoutWireshark === files
      ? []
      : [`${withoutWireshark} without Wireshark's word`]),
  ].join(", ");
}
