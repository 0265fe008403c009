import type { ArtifactRef } from "./artifact.js";
import type { ConversationName } from "./day.js";
import type { ResolvedExpert } from "./expert.js";
import type { Framing } from "./framing.js";
import type { CacheMode, RunPolicy, TaskQueues } from "./policy.js";
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
}
