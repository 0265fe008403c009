import type { Severity } from "../../src/contracts/finding.js";
import type { CheckReport } from "../../src/report/check-report.js";
import { groupFindings, type GroupedFindings } from "../../src/report/finding-groups.js";
import { describeFrameRanges } from "../../src/report/frame-ranges.js";
import { printable } from "./printable.js";

/** Commands of a workflow's log; a `debug` line is shown only where the workflow asks for it. */
const commands: Readonly<Record<Severity, string>> = {
  error: "error",
  warn: "warning",
  note: "notice",
  chat: "debug",
};

const shownRanges = 16;
const shownMessages = 3;

/**
 * GitHub's workflow commands, one a rule, worst first, since GitHub shows ten annotations of a kind and step:
 * `::error file=a.pcap,title=tcp-checksum-wrong::frames 4, 7-9: the checksum is …`.
 */
export function renderCheckGithub(report: CheckReport): readonly string[] {
  return groupFindings(report.findings).map((group) => {
    const command = commands[group.severity];
    const message = escapeData(printable(describe(group)));
    if (command === "debug") return `::debug::${escapeData(printable(report.name))}: ${message}`;
    const properties = `file=${escapeProperty(report.name)},title=${escapeProperty(group.code)}`;
    return `::${command} ${properties}::${message}`;
  });
}

function describe({ code, findings, ranges, messages }: GroupedFindings): string {
  const frames = ranges.length === 0 ? "" : `${describeFrameRanges(ranges, shownRanges)}: `;
  const words = messages.slice(0, shownMessages).map(({ message }) => message);
  const left = messages.length - words.length;
  return `${frames}${words.join("; ")}${left > 0 ? `; and ${left} more` : ""} [${code}, ${findings}x]`;
}

/** Percent signs and line ends would end or change the command (actions/toolkit, `escapeData`). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property ends at a comma, a name at a colon. */
function escapeProperty(text: string): string {
  return escapeData(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
