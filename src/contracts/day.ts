import type { Ipv4Address, MacAddress } from "./address.js";
import type { ArtifactRef } from "./artifact.js";
import type { DayExpertName, ExpertName, ResolvedExpert, Usage } from "./expert.js";
import type { Diagnostic, Finding, SeverityCounts } from "./finding.js";
import type { ResolvedAddresses, RouterMac } from "./learned.js";
import type { Budget, CacheMode, RunPolicy, TaskQueues } from "./policy.js";
import type { ResolvedScenario } from "./scenario.js";
import type { TimelineRequest } from "./timeline.js";

/** The whole request of a day in the life, settled by the client: a run needs nothing else, and never a key. */
export interface DayRequest {
  readonly version: 1;
  readonly scenario: ResolvedScenario;
  /** 0 … 2^32 - 1. */
  readonly seed: number;
  /** Seconds since the epoch of the first frame; a decimal text, up to six decimals. */
  readonly start: string;
  /** Whether the user gave the start: only then is it part of the request's identity. */
  readonly startGiven: boolean;
  readonly experts: Readonly<Record<ExpertName, ResolvedExpert>>;
  readonly queues: TaskQueues;
  readonly policy: RunPolicy;
  readonly cache: CacheMode;
  readonly budget?: Budget;
}

/** What a run can be asked for: a day in the life, or a scenario from a file. */
export type RunRequest = DayRequest | TimelineRequest;

/**
 * Where a run comes from that continues a closed one: the same payer, so that what it paid for counts once, and the same
 * record of finished stages.
 */
export interface RunOrigin {
  /** Run id of the first run of the line. */
  readonly payer: string;
  /** What a person decided about the conversation that parks first. */
  readonly decision?: ResumeDecision;
}

/** What is kept of a run apart from Temporal's history: enough to go on when that is gone. */
export interface RunRecord {
  readonly request: RunRequest;
  readonly payer: string;
  readonly runId: string;
}

/** What a person may decide about a parked conversation. */
export type ResumeDecision =
  | {
      readonly kind: "retry";
      readonly model?: string;
      /** Goes to the model, after the findings. */
      readonly hint?: string;
      readonly temperature?: number;
    }
  /** A script by hand, in the artifact store. */
  | { readonly kind: "replace"; readonly script: ArtifactRef }
  /** Only where the scenario can do without the conversation. */
  | { readonly kind: "skip" }
  | { readonly kind: "abandon" }
  /** Without a budget: twice what it is. */
  | { readonly kind: "raise-budget"; readonly budget?: Budget };

/** What comes of a decision at once. Refused ones change nothing. */
export interface ResumeAnswer {
  readonly accepted: boolean;
  readonly message: string;
  /** JSON: `Judgement` of a script by hand that was refused. */
  readonly judgement?: ArtifactRef;
}

/** A conversation that waits for a person. */
export interface ParkedConversation {
  readonly conversation: ConversationName;
  /** Counts the times the conversation has parked, from 1: two with the same number are the same wait. */
  readonly number: number;
  /** Milliseconds since the epoch, by the workflow's clock. */
  readonly sinceMs: number;
  /** `answers-stayed-wrong`, `budget-spent`, or the code of the failure. */
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
  readonly attempts: number;
  /** Of the last attempt, where there is one. */
  readonly faults: readonly string[];
  readonly prompt?: ArtifactRef;
  readonly script?: ArtifactRef;
  readonly judgement?: ArtifactRef;
  /** Whether the scenario can do without this conversation. */
  readonly skippable: boolean;
}

/**
 * Conversations of a day, in their order; a literal address needs no `dns`. Those of a scenario's clients are numbered:
 * `client-007-dns`.
 */
export type ConversationName = DayExpertName | TimelineConversationName;
export type TimelineConversationName = `${string}-${ExpertName}`;

/** One draft of an expert and what became of it. */
export interface AttemptRecord {
  /** From 1. */
  readonly attempt: number;
  readonly model: string;
  /** The script's own seed, for `run-script --seed`. */
  readonly scriptSeed: number;
  readonly prompt: ArtifactRef;
  /** Digest of the prompt's texts: its version. */
  readonly promptVersion: string;
  /** The answer as given, before clean-up. */
  readonly answer: ArtifactRef;
  /** The script after clean-up. */
  readonly script: ArtifactRef;
  /** JSON: `Judgement`. */
  readonly judgement: ArtifactRef;
  readonly outcome: "valid" | "invalid";
  readonly frameCount: number;
  readonly diagnosticCount: number;
  readonly findingCounts: SeverityCounts;
  /** Codes of what made it invalid, for a glance at the history. */
  readonly faults: readonly string[];
  /** Tokens of the call that gave the answer, whoever paid for it. */
  readonly usage: Usage;
  /** US dollars of that call by the price table; null where the price or a count is unknown. */
  readonly costUsd: number | null;
  /** True when the answer came from the store and this run paid nothing. */
  readonly cached: boolean;
  /** Calls of this run for this answer that ended without one, though they may have been paid for. */
  readonly lost: number;
  /** Who wrote the script: the model, or a person in its place. */
  readonly author: "model" | "person";
}

export interface ConversationResult {
  /** `failed`: a person gave it up; `skipped`: a person said that the scenario does without. */
  readonly status: "done" | "failed" | "skipped";
  readonly conversation: ConversationName;
  readonly summary: string;
  readonly attempts: readonly AttemptRecord[];
  /** JSON Lines of `FrameRecord`, of the last attempt that produced any; present when done. */
  readonly frames?: ArtifactRef;
  /** Seconds since the epoch of the last frame, six decimals; present when done. */
  readonly lastFrameTime?: string;
  /** Where a person raised the run's budget meanwhile. */
  readonly budget?: Budget;
}

/** Answer of a conversation's `conversationProgress` query. */
export interface ConversationProgress {
  readonly conversation: ConversationName;
  readonly attempts: readonly AttemptRecord[];
  readonly parked?: ParkedConversation;
}

/** One generated frame, a line of a conversation's frames artifact. */
export interface FrameRecord {
  /** Seconds since the epoch, six decimals. */
  readonly time: string;
  readonly hex: string;
  /** Scapy's layer names, outermost first. */
  readonly layers: readonly string[];
  /** Line of the script that made the packet, from 1. */
  readonly line: number;
  /** What the script left unset and who filled it, outermost layer first. */
  readonly filled: readonly { readonly layer: string; readonly field: string; readonly by: string }[];
}

/** What was said of one attempt: kept whole in the store, counted in the history. */
export interface Judgement {
  readonly cleanup: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly Finding[];
  /** The frames in one-line packet notation, in order: what findings' frame numbers point into. */
  readonly listing: readonly string[];
  /** The line of the script that made each of them, from 1. Absent in records of older versions. */
  readonly lines?: readonly number[];
}

export interface LearnedSoFar {
  readonly routerMac?: RouterMac;
  readonly resolvedAddresses?: ResolvedAddresses;
}

/** A learned fact with the frame number it has in the whole capture. */
export interface LearnedInCapture<T> {
  readonly value: T;
  readonly frameNumber: number;
}

export interface DayResult {
  readonly status: "completed";
  readonly capture: ArtifactRef;
  readonly labels: ArtifactRef;
  /** JSON: the run report, without paths. */
  readonly report: ArtifactRef;
  readonly scripts: readonly {
    readonly expert: ExpertName;
    /** Whose script it is, where an expert has several conversations in a run. */
    readonly conversation?: ConversationName;
    readonly attempt: number;
    readonly seed: number;
    readonly script: ArtifactRef;
  }[];
  readonly learned: {
    readonly routerMac?: LearnedInCapture<MacAddress>;
    readonly resolvedAddresses?: LearnedInCapture<readonly Ipv4Address[]>;
  };
  readonly counts: RunCounts;
}

/** Honest counts: requested = validFirst + validAfterRepair + failed. */
export interface RunCounts {
  readonly frames: number;
  readonly conversations: {
    readonly requested: number;
    readonly validFirst: number;
    readonly validAfterRepair: number;
    readonly failed: number;
  };
  readonly findings: SeverityCounts;
  readonly calls: { readonly made: number; readonly cached: number; readonly lost: number };
}

/** Steps of a day as shown to people and in the `progress` query, in order. */
export const dayStages = [
  "arp",
  "dns",
  "http",
  // What a scenario's clients do: of a scenario from a file, in place of the three before.
  "acts",
  "assemble",
  "validate",
  "dissect",
  "publish",
  "done",
] as const;
export type DayStage = (typeof dayStages)[number];

export interface StepProgress {
  readonly stage: DayStage;
  readonly state: "running" | "done" | "failed" | "skipped";
  /** Milliseconds since the epoch, by the workflow's clock. */
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** One line: `attempt 2 of 3`, `gateway is at a4:…, frame 2`. */
  readonly note?: string;
}

/** Answer of the `progress` query. */
export interface DayProgress {
  readonly stage: DayStage;
  readonly steps: readonly StepProgress[];
  readonly attempts: readonly (AttemptRecord & { readonly conversation: ConversationName })[];
  readonly parked?: ParkedConversation;
}
