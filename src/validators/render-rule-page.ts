import type { Severity } from "../contracts/finding.js";
import { ruleLevels, type RuleDocument, type RuleLevel } from "./rule.js";

/** One rule as a Markdown section: what it finds, why it matters, where it is written, and an example. */
export function renderRulePage(rule: RuleDocument): string {
  return [
    `### ${rule.code}`,
    "",
    rule.finds,
    "",
    rule.why,
    "",
    `- Severity: ${severityWords(rule)}`,
    `- Certainty: ${rule.certainty}`,
    `- Group: ${rule.group}`,
    `- Written in: ${rule.rfc}`,
    `- Example: ${rule.example}`,
    "",
  ].join("\n");
}

const levelWords: Readonly<Record<RuleLevel, string>> = {
  file: "File: what holds the frames",
  packet: "Packet: one frame by itself",
  conversation: "Conversation: frames between the same endpoints",
  intent: "Intent: what the description fixed",
  scenario: "Scenario: what holds over the whole day",
};

/** The content of `docs/validators.md`. */
export function renderRuleReference(rules: readonly RuleDocument[]): string {
  const sections = ruleLevels.flatMap((level) => [
    `## ${levelWords[level]}`,
    "",
    ...rules.filter((rule) => rule.level === level).map(renderRulePage),
  ]);
  return [
    "# Rules",
    "",
    "Generated from `src/validators`; do not edit. A rule is named for the fault it finds. The profile `real` judges as a",
    "fault only what no stack does; `generated` is for traffic that must be whole and paired.",
    "",
    ...sections,
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function severityWords({ severity }: RuleDocument): string {
  if (severity.real === severity.generated) return severity.real;
  return `${profileWord(severity.real)} (real), ${profileWord(severity.generated)} (generated)`;
}

function profileWord(severity: Severity | "off"): string {
  return severity === "off" ? "not judged" : severity;
}
