import type { AttemptRecord, ConversationResult, RunCounts } from "../contracts/day.js";
import type { Usage } from "../contracts/expert.js";
import { countSeverities, type Finding } from "../contracts/finding.js";

/** What a count needs of a conversation's end; one without attempts never got an answer. */
export type CountedConversation = Pick<ConversationResult, "status" | "attempts">;

/**
 * Honest counts: whatever was requested is either valid at first, valid after repair, or failed. `requested` may exceed
 * the conversations that ended: those that never ran count as failed.
 */
export function countRun(facts: {
  readonly requested: number;
  readonly conversations: readonly CountedConversation[];
  readonly frames: number;
  readonly findings: readonly Finding[];
}): RunCounts {
  const validFirst = facts.conversations.filter(isValidAtFirst).length;
  const done = facts.conversations.filter(({ status }) => status === "done").length;
  const attempts = facts.conversations.flatMap((conversation) => conversation.attempts);
  return {
    frames: facts.frames,
    conversations: {
      requested: facts.requested,
      validFirst,
      validAfterRepair: done - validFirst,
      failed: facts.requested - done,
    },
    findings: countSeverities(facts.findings),
    calls: countCalls(attempts),
  };
}

export function countCalls(
  attempts: readonly (Pick<AttemptRecord, "cached"> & Partial<Pick<AttemptRecord, "author" | "lost">>)[],
): RunCounts["calls"] {
  const asked = attempts.filter(({ author }) => author !== "person");
  const cached = asked.filter((attempt) => attempt.cached).length;
  const lost = asked.reduce((sum, attempt) => sum + (attempt.lost ?? 0), 0);
  return { made: asked.length - cached, cached, lost };
}

/** What the calls of a run used, each once: an answer from the store, or a script by hand, costs it nothing. */
export function sumSpending(
  attempts: readonly Pick<AttemptRecord, "usage" | "costUsd" | "cached" | "author">[],
): {
  readonly usage: Usage;
  readonly costUsd: number | null;
} {
  const made = attempts.filter(({ cached, author }) => !cached && author === "model");
  if (made.length === 0 && attempts.length > 0) return { usage: noUsage, costUsd: 0 };
  const costs = made.map(({ costUsd }) => costUsd);
  return {
    usage: sumUsage(made.map(({ usage }) => usage)),
    // A sum with an unknown part is unknown.
    costUsd:
      costs.length === 0 || costs.includes(null)
        ? null
        : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
  };
}

const noUsage: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** Sums tokens. Null says that no endpoint told that number; where some did, theirs are summed. */
export function sumUsage(usages: readonly Usage[]): Usage {
  return {
    inputTokens: sumKnown(usages.map((usage) => usage.inputTokens)),
    cachedTokens: sumKnown(usages.map((usage) => usage.cachedTokens)),
    outputTokens: sumKnown(usages.map((usage) => usage.outputTokens)),
    reasoningTokens: sumKnown(usages.map((usage) => usage.reasoningTokens)),
  };
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function isValidAtFirst({ status, attempts }: CountedConversation): boolean {
  return status === "done" && attempts[0]?.outcome === "valid";
}
