import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { Spent } from "../src/contracts/conversation.js";
import type {
  ConversationName,
  ConversationProgress,
  DayProgress,
  DayResult,
  ParkedConversation,
  ResumeAnswer,
  ResumeDecision,
  RunOrigin,
  RunRequest,
} from "../src/contracts/day.js";

/** How a run stands, in the words of the command line's contract. */
export const runStatuses = ["running", "parked", "completed", "failed", "cancelled"] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface StartedDay {
  readonly workflowId: string;
  readonly runId: string;
  /** The same request had completed before: nothing was started, its result is there. */
  readonly alreadyDone: boolean;
  /** The same request was running: nothing was started, this one follows it. */
  readonly attached: boolean;
}

/** Why a run did not complete: the code of the failure type, its message, what the workflow told beside it. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  /** What to do about it, where the one who failed knew. */
  readonly hint?: string;
  readonly details?: unknown;
}

/** JSON of a `DayResult` that is too long for a history. */
export interface PublishedResult {
  readonly result: ArtifactRef;
}

export interface DayOutcome {
  /** `parked` is no end: the run waits for a person. */
  readonly status: "completed" | "failed" | "cancelled" | "parked";
  /** Present when completed; a scenario's is in the artifact store. */
  readonly result?: DayResult | PublishedResult;
  /** Present otherwise. */
  readonly failure?: RunFailure;
  /** Present when parked. */
  readonly parked?: ParkedConversation;
}

export interface DayDescription {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: RunStatus;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly closedAtMs?: number;
  readonly url?: string;
  readonly seed?: number;
  /** What it waits for, where it is parked: the small form that lists have. */
  readonly parked?: Pick<ParkedConversation, "conversation" | "reason" | "message" | "number" | "sinceMs">;
  /** Attempts of its experts so far. */
  readonly attempts?: number;
  readonly spent?: Spent;
}

/** Which runs a list shows. */
export interface ListFilter {
  readonly limit: number;
  readonly status?: RunStatus;
  /** Only those parked for this reason. */
  readonly reason?: string;
}

/** What the commands ask of Temporal, so that their tests need none. */
export interface DayRunner {
  /** Starts the request, or finds the same one running or done; `newRun` repeats what is done. */
  start(workflowId: string, request: RunRequest, options: { readonly newRun: boolean }): Promise<StartedDay>;
  /** Undefined while no worker answers for the run. */
  progress(workflowId: string, runId?: string): Promise<DayProgress | undefined>;
  /** Why an expert's call of that run is being tried again right now; undefined where none is. */
  retrying(workflowId: string, conversation: ConversationName): Promise<string | undefined>;
  /** Waits for the end of the run; the latest run of that id unless one is named. */
  outcome(workflowId: string, runId?: string): Promise<DayOutcome>;
  /** Undefined where the server knows no such run. */
  describe(workflowId: string): Promise<DayDescription | undefined>;
  /** Asks the run to end; that it has ended is what `outcome` says. */
  cancel(workflowId: string): Promise<void>;
  /** Newest first. */
  list(filter: ListFilter): Promise<readonly DayDescription[]>;
  /** Tells a parked conversation what a person decided; the answer comes at once. */
  decide(workflowId: string, conversation: ConversationName, decision: ResumeDecision): Promise<ResumeAnswer>;
  /** The same for many, without an answer. */
  decideQuietly(workflowId: string, conversation: ConversationName, decision: ResumeDecision): Promise<void>;
  /** Starts a run that goes on where a closed one stopped. */
  goOn(workflowId: string, request: RunRequest, origin: RunOrigin): Promise<StartedDay>;
  /** The attempts of one conversation; undefined where nobody answers for it. */
  attempts(workflowId: string, conversation: ConversationName): Promise<ConversationProgress | undefined>;
  /** Whether some worker asked for workflow tasks of that queue within the last minute or so. */
  isPolled(taskQueue: string): Promise<boolean>;
  close(): Promise<void>;
}
