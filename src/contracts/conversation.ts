import type { ArtifactRef } from "./artifact.js";
import type { AttemptRecord, ConversationName, ResumeDecision } from "./day.js";
import type { ResolvedExpert } from "./expert.js";
import type { Framing } from "./framing.js";
import type { Budget, CacheMode, RunPolicy, TaskQueues } from "./policy.js";
import type { ConversationSummary } from "./summary.js";

/** What one conversation is about: kept in the store, since a framing with its personas is too big for a history. */
export interface ConversationPlan {
  readonly conversation: ConversationName;
  readonly summary: ConversationSummary;
  readonly framing: Framing;
  /** Seconds since the epoch of the first frame, six decimals. */
  readonly start: string;
}

export interface PlannedConversation {
  /** JSON: `ConversationPlan`. */
  readonly plan: ArtifactRef;
  /** The summary as printed: what the expert is told. */
  readonly summaryText: string;
}

/** Input of the `conversation` workflow: one expert, from description to valid frames. */
export interface ConversationInput {
  readonly version: 1;
  readonly conversation: ConversationName;
  readonly planned: PlannedConversation;
  readonly expert: ResolvedExpert;
  /** The run's seed: each attempt's script seed is drawn from it. */
  readonly seed: number;
  readonly queues: TaskQueues;
  readonly policy: RunPolicy;
  readonly cache: CacheMode;
  /** Whose calls these are: what the same payer paid for before counts as made once, and not as cached. */
  readonly payer: string;
  readonly budget?: Budget;
  /** What the run has spent before this conversation. */
  readonly spent: Spent;
  /** Whether the scenario can do without this conversation. */
  readonly skippable: boolean;
  /** Whether the namespace knows Wiretale's search attributes. */
  readonly searchAttributes: boolean;
  /** What an earlier run of the same line had come to when it ended. */
  readonly earlier?: ConversationRecord;
  /** A person's decision for when it parks first. */
  readonly decision?: ResumeDecision;
}

/** What calls cost so far. Null: an endpoint did not count, or a price is unknown. */
export interface Spent {
  readonly tokens: number | null;
  readonly usd: number | null;
}

/** An attempt and what it was asked with, beside the description: enough to make its artifacts anew. */
export interface RecordedAttempt {
  readonly record: AttemptRecord;
  readonly expert: ResolvedExpert;
  readonly hint?: string;
}

/** What is kept of an unfinished conversation, for a run that goes on with it. */
export interface ConversationRecord {
  readonly attempts: readonly RecordedAttempt[];
}
