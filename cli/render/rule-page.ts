import type { Severity } from "../../src/contracts/finding.js";
import { ruleLevels, type RuleDocument } from "../../src/validators/rule.js";
import type { ExpertInfoPage } from "../../src/wireshark/expert-info-pages.js";
import { severityColor } from "./findings.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { padCell, wrapText } from "./table.js";

const labelWidth = 10;

/** The page of a rule of ours. */
export function renderRulePage(rule: RuleDocument, screen: Screen): readonly string[] {
  const { real, generated } = rule.severity;
  return [
    screen.colors.bold(rule.code),
    "",
    ...paragraph("finds", rule.finds, screen),
    ...paragraph("why", rule.why, screen),
    ...paragraph("written in", rule.rfc, screen),
    ...paragraph("example", rule.example, screen),
    ...severityLine("real", real, screen),
    ...severityLine("generated", generated, screen),
    ...paragraph("certainty", rule.certainty, screen),
    ...paragraph("level", `${rule.level}, group ${rule.group}`, screen),
  ];
}

/** The page of one of Wireshark's entries. */
export function renderExpertInfoPage(page: ExpertInfoPage, screen: Screen): readonly string[] {
  return [
    screen.colors.bold(printable(page.code, screen)),
    "",
    ...paragraph("finds", page.finds, screen),
    ...paragraph("why", page.why, screen),
    ...(page.rfc === undefined ? [] : paragraph("written in", page.rfc, screen)),
    ...paragraph("severity", "Wireshark's own, as it says with each entry", screen),
    ...paragraph("filter", "each finding of `wiretale check` has one to paste", screen),
  ];
}

/** Every rule of ours, level by level, and how to ask about Wireshark's. */
export function renderRuleList(rules: readonly RuleDocument[], screen: Screen): readonly string[] {
  const width = Math.max(...rules.map(({ code }) => code.length)) + 2;
  const sections = ruleLevels.flatMap((level) => [
    "",
    screen.colors.bold(level),
    ...rules.filter((rule) => rule.level === level).flatMap((rule) => listed(rule, width, screen)),
  ]);
  return [
    "Rules of ours, their severity in real and in generated captures.",
    ...sections,
    "",
    ...wrapText(
      "Wireshark's entries are called wireshark- and its own name of them: `wiretale explain wireshark-tcp-analysis-retransmission`.",
      screen.columns,
    ),
  ];
}

function listed(rule: RuleDocument, width: number, screen: Screen): readonly string[] {
  const { real, generated } = rule.severity;
  const severities = `${paddedSeverity(real, screen)} ${paddedSeverity(generated, screen)}`;
  // Two severities of five letters and what is between them.
  const used = width + 13;
  const room = screen.columns - used;
  const narrow = room < 30;
  const [first = "", ...rest] = wrapText(rule.finds, narrow ? screen.columns - 4 : room);
  const head = `${padCell(rule.code, width)}${severities}  `;
  if (narrow) return [head.trimEnd(), ...[first, ...rest].map((line) => `    ${line}`)];
  return [head + first, ...rest.map((line) => " ".repeat(used) + line)];
}

function paddedSeverity(severity: Severity | "off", screen: Screen): string {
  if (severity === "off") return screen.colors.dim("off  ");
  return severityColor(severity, screen.colors)(severity.padEnd(5));
}

function severityLine(profile: string, severity: Severity | "off", screen: Screen): readonly string[] {
  const word = severity === "off" ? "not judged" : severityColor(severity, screen.colors)(severity);
  return [`${profile.padEnd(labelWidth)}  ${word}`];
}

function paragraph(label: string, text: string, screen: Screen): readonly string[] {
  const start = `${label.padEnd(labelWidth)}  `;
  return wrapText(printable(text, screen), screen.columns - start.length).map(
    (line, index) => (index === 0 ? start : " ".repeat(start.length)) + line,
  );
}
