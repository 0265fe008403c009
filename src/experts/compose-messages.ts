import type { Judgement } from "../contracts/day.js";
import type { ChatMessage, ResolvedExpert } from "../contracts/expert.js";
import type { PromptTexts } from "../contracts/prompt.js";
import type { Sha256 } from "../descriptions/seeded-draws.js";
import { formatFeedback } from "../repair/repair-policy.js";

export type { PromptTexts } from "../contracts/prompt.js";

/** What stands before the summary on its line: models and the reference writer find it by this. */
export const summaryLabel = "Summary: ";
/** What stands before a person's advice: it is heeded like a finding. */
export const hintLabel = "Advice from a person who looked at this: ";
export const examplesPlaceholder = "{{examples}}";
export const findingsPlaceholder = "{{findings}}";

/** Characters of an earlier answer that go back to the model: a packet script has a few thousand. */
export const maximumAnswerLength = 16_000;

/** An earlier answer, as given, and what was found in it. */
export interface JudgedAttempt {
  readonly answer: string;
  readonly judgement: Pick<Judgement, "diagnostics" | "findings" | "listing" | "lines">;
}

export interface ComposeOptions {
  readonly expert: Pick<ResolvedExpert, "mode">;
  readonly texts: PromptTexts;
  /** The canonical summary, one line. */
  readonly summaryText: string;
  /** First one first. */
  readonly attempts: readonly JudgedAttempt[];
  /** What a person adds for this attempt. */
  readonly hint?: string | undefined;
}

/**
 * The messages an expert is asked with. Few-shot: the role, then what is needed, worked examples, clarifications, and the
 * summary on a line of its own at the end, where models heed it best. Fine-tuned: the role and the summary alone. Each
 * earlier attempt follows as the model's own answer and, as the user's reply, what was found in it.
 */
export function composeMessages(options: ComposeOptions): ChatMessage[] {
  const { expert, texts, summaryText, attempts, hint } = options;
  const summaryLine = `${summaryLabel}${summaryText}`;
  const ask = expert.mode === "fine-tuned" ? summaryLine : `${fillTask(texts)}\n\n${summaryLine}`;
  return [
    { role: "system", content: texts.system.trim() },
    { role: "user", content: ask },
    ...attempts.flatMap(({ answer, judgement }): ChatMessage[] => [
      { role: "assistant", content: bounded(answer) },
      { role: "user", content: fillRepair(texts, formatFeedback(judgement)) },
    ]),
    ...(hint === undefined ? [] : [{ role: "user" as const, content: `${hintLabel}${hint}` }]),
  ];
}

/** SHA-256 of the texts, as 64 hex digits: an answer's record names the prompt it was asked with. */
export function promptVersion(texts: PromptTexts, sha256: Sha256): string {
  const canonical = JSON.stringify([texts.system, texts.task, texts.repair, texts.examples]);
  return Array.from(sha256(new TextEncoder().encode(canonical)), (octet) =>
    octet.toString(16).padStart(2, "0"),
  ).join("");
}

function fillTask({ task, examples }: PromptTexts): string {
  const all = examples.map((example) => example.trim()).join("\n\n");
  return task.replace(examplesPlaceholder, () => all).trim();
}

function fillRepair({ repair }: PromptTexts, findings: string): string {
  return repair.replace(findingsPlaceholder, () => findings).trim();
}

function bounded(answer: string): string {
  if (answer.length <= maximumAnswerLength) return answer;
  const half = maximumAnswerLength / 2;
  const left = answer.length - maximumAnswerLength;
  return `${answer.slice(0, half)}\n… (${left} characters left out) …\n${answer.slice(-half)}`;
}
