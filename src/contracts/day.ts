import type { Ipv4Address, MacAddress } from "./address.js";
import type { ArtifactRef } from "./artifact.js";
import type { ExpertName, ResolvedExpert, Usage } from "./expert.js";
import type { Diagnostic, Finding, SeverityCounts } from "./finding.js";
import type { ResolvedAddresses, RouterMac } from "./learned.js";
import type { CacheMode, RunPolicy, TaskQueues } from "./policy.js";
import type { ResolvedScenario } from "./scenario.js";

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
}

/** Conversations of a day, in their order; a literal address needs no `dns`. */
export type ConversationName = ExpertName;

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
  readonly usage: Usage;
  /** True when the answer came from the store and nothing was paid. */
  readonly cached: boolean;
}

export interface ConversationResult {
  readonly status: "done" | "failed";
  readonly conversation: ConversationName;
  readonly summary: string;
  readonly attempts: readonly AttemptRecord[];
  /** JSON Lines of `FrameRecord`, of the last attempt that produced any; present when done. */
  readonly frames?: ArtifactRef;
  /** Seconds since the epoch of the last frame, six decimals; present when done. */
  readonly lastFrameTime?: string;
}

/** Answer of a conversation's `conversationProgress` query. */
export interface ConversationProgress {
  readonly conversation: ConversationName;
  readonly attempts: readonly AttemptRecord[];
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
}
