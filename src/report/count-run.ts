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
  /** Model calls that were paid for but whose answer never reached the store. */
  readonly callsLost?: number;
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
    calls: { ...countCalls(attempts), lost: facts.callsLost ?? 0 },
  };
}

export function countCalls(attempts: readonly Pick<AttemptRecord, "cached">[]): {
  readonly made: number;
  readonly cached: number;
} {
  const cached = attempts.filter((attempt) => attempt.cached).length;
  return { made: attempts.length - cached, cached };
}

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
