import type { Severity } from "../../src/contracts/finding.js";
import type { CheckReport } from "../../src/report/check-report.js";
import { groupFindings, type GroupedFindings } from "../../src/report/finding-groups.js";
import { describeFrameRanges } from "../../src/report/frame-ranges.js";
import { describeCounts, severityColor } from "./findings.js";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { wrapText } from "./table.js";

/** Why a kind of finding matters, in a line: the rule's own page, or what is known of Wireshark's entry. */
export type ExplainFinding = (group: GroupedFindings) => string;

const severityWidth = 5;
const indent = " ".repeat(severityWidth + 2);
/** Written out in a heading, and in a line of a message. */
const shownRanges = 8;
const shownMessages = 3;

/**
 * A check of one file for people: what was read, every severity counted for each judge, then the findings by severity and
 * rule, each with its frames, its words, why it matters, and a display filter to paste.
 */
export function renderCheckText(
  report: CheckReport,
  explain: ExplainFinding,
  screen: Screen,
): readonly string[] {
  return [
    heading(report, screen),
    ...judgeLines(report, screen),
    ...groupFindings(report.findings).flatMap((group) => [
      "",
      ...renderGroup(group, report, explain(group), screen),
    ]),
  ];
}

function heading(report: CheckReport, screen: Screen): string {
  const frames = countOf(report.frames, "frame");
  const { linkTypes } = report;
  const kinds =
    linkTypes.length === 1
      ? linkTypes.map(({ name }) => name)
      : linkTypes.map(({ name, frames: count }) => `${count} ${name}`);
  const read = [frames, ...(kinds.length === 0 ? ["no interface"] : kinds)].join(", ");
  return `${screen.colors.bold(printable(report.name, screen))}: ${read}`;
}

function judgeLines(report: CheckReport, screen: Screen): readonly string[] {
  const { wireshark, countsBySource } = report;
  const ours = `${describeCounts(countsBySource.wiretale)} (profile ${report.profile})`;
  const theirs =
    wireshark.kind === "asked"
      ? `${describeCounts(countsBySource.wireshark)} (${wireshark.version} by ${wireshark.adapter})`
      : `not asked: ${wireshark.reason}`;
  return [
    ...labelled("Wiretale", ours, worst(countsBySource.wiretale), screen),
    ...labelled(
      "Wireshark",
      theirs,
      wireshark.kind === "asked" ? worst(countsBySource.wireshark) : undefined,
      screen,
    ),
    ...ignoredLines(report, screen),
  ];
}

function ignoredLines({ ignored }: CheckReport, screen: Screen): readonly string[] {
  const rules = Object.entries(ignored).map(([code, count]) => `${count} ${code}`);
  return rules.length === 0 ? [] : labelled("ignored", rules.join(", "), undefined, screen);
}

const labelWidth = 9;

function labelled(
  label: string,
  text: string,
  severity: Severity | "clean" | undefined,
  screen: Screen,
): readonly string[] {
  const color = severity === undefined ? screen.colors.dim : verdictColor(severity, screen);
  const start = label.padEnd(labelWidth + 2);
  return wrapText(printable(text, screen), screen.columns - start.length).map((line, index) =>
    color((index === 0 ? start : " ".repeat(start.length)) + line),
  );
}

function verdictColor(severity: Severity | "clean", { colors }: Screen): (text: string) => string {
  if (severity === "error") return colors.red;
  return severity === "warn" ? colors.yellow : colors.green;
}

function worst(counts: CheckReport["counts"]): Severity | "clean" {
  if (counts.error > 0) return "error";
  return counts.warn > 0 ? "warn" : "clean";
}

function renderGroup(
  group: GroupedFindings,
  report: CheckReport,
  why: string,
  screen: Screen,
): readonly string[] {
  const { colors } = screen;
  const { severity, source, code, hint, filter } = group;
  const paint = severityColor(severity, colors);
  const title = `${printable(code, screen)}: ${describePlaces(group, report)}`;
  const [first = "", ...rest] = wrapText(title, screen.columns - indent.length);
  const lines = [paint(severity.padEnd(severityWidth)) + "  " + colors.bold(first), ...rest.map(inset)];
  lines.push(...messageLines(group, screen));
  lines.push(...note("why: ", why, screen));
  // Ours tell how to mend a script: of no use where the traffic is somebody else's.
  if (hint !== undefined && (report.profile === "generated" || source === "wireshark"))
    lines.push(...note("hint: ", hint, screen));
  // To paste, so it stays one line.
  if (filter !== undefined) lines.push(inset(colors.dim(`filter: ${printable(filter, screen)}`)));
  return lines;
}

/** `3 findings in frames 4, 7-9`, `1,204 findings (1,000 listed) …`. */
function describePlaces(
  { code, severity, findings, ranges }: GroupedFindings,
  { countsByRule }: CheckReport,
): string {
  const total = countsByRule.get(code)?.[severity] ?? findings;
  const more = total > findings ? ` (of ${total})` : "";
  return `${countOf(findings, "finding")}${more} in ${describeFrameRanges(ranges, shownRanges)}`;
}

function messageLines({ messages }: GroupedFindings, screen: Screen): readonly string[] {
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) return note("", only.message, screen);
  const lines = messages
    .slice(0, shownMessages)
    .flatMap(({ message, ranges }) =>
      note(ranges.length === 0 ? "- " : `- ${describeFrameRanges(ranges, shownRanges)}: `, message, screen),
    );
  const left = messages.length - shownMessages;
  return left > 0 ? [...lines, inset(`  and ${left} more, in other words`)] : lines;
}

function note(label: string, text: string, screen: Screen): readonly string[] {
  const width = screen.columns - indent.length;
  const [first = "", ...rest] = wrapText(label + printable(text, screen), width);
  const hanging = label === "" ? "" : "  ";
  const wrapped = rest.length === 0 ? [] : wrapText(rest.join(" "), width - hanging.length);
  return [inset(first), ...wrapped.map((line) => inset(hanging + line))];
}

function inset(line: string): string {
  return indent + line;
}

function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
