import { UsageError } from "../contracts/errors.js";
import type { ChatMessage } from "../contracts/expert.js";
import type { ConversationSummary } from "../contracts/summary.js";
import { parseSummary } from "../descriptions/parse-summary.js";
import type { SummaryError } from "../descriptions/summary-error.js";

/** What the newest request of a chat asks for. */
export interface WriteRequest {
  readonly summary: ConversationSummary;
  /** What the user said since, oldest first: findings about earlier answers. */
  readonly feedback: readonly string[];
}

/**
 * Takes the newest message, not the writer's own, that holds a summary, and in it the last line that is one, since worked
 * examples come before. Throws `UsageError` when there is none, with the place of the fault when one is malformed.
 */
export function findRequest(messages: readonly ChatMessage[]): WriteRequest {
  let fault: SummaryError | undefined;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined || message.role === "assistant") continue;
    const found = lastSummary(message.content);
    if (found === undefined) continue;
    if (found.ok) return { summary: found.value, feedback: userTexts(messages.slice(index + 1)) };
    fault = found.error;
    break;
  }
  throw new UsageError(
    fault === undefined
      ? "no message holds a conversation summary"
      : `the summary is malformed at column ${fault.column}: ${fault.message}`,
    fault?.hint ?? "send a line such as: Summary: Source: … // Destination: … // Others: …",
    { code: "no-summary" },
  );
}

function lastSummary(content: string): ReturnType<typeof parseSummary> | undefined {
  for (const line of content.split("\n").reverse()) {
    const text = /^\s*(?:summary:\s*)?(source\s*:.*)$/i.exec(line)?.[1];
    if (text !== undefined) return parseSummary(text.trim());
  }
  return undefined;
}

function userTexts(messages: readonly ChatMessage[]): string[] {
  return messages.filter(({ role }) => role === "user").map(({ content }) => content);
}
