import type { ConversationName, DayProgress, DayRequest, DayResult } from "../src/contracts/day.js";

/** How a run stands, in the words of the command line's contract. */
export type RunStatus = "running" | "parked" | "completed" | "failed" | "cancelled";

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

export interface DayOutcome {
  readonly status: "completed" | "failed" | "cancelled";
  /** Present when completed. */
  readonly result?: DayResult;
  /** Present otherwise. */
  readonly failure?: RunFailure;
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
}

/** What the commands ask of Temporal, so that their tests need none. */
export interface DayRunner {
  /** Starts the request, or finds the same one running or done; `newRun` repeats what is done. */
  start(workflowId: string, request: DayRequest, options: { readonly newRun: boolean }): Promise<StartedDay>;
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
  /** Newest first, at most `limit`. */
  list(limit: number): Promise<readonly DayDescription[]>;
  /** Whether some worker asked for workflow tasks of that queue within the last minute or so. */
  isPolled(taskQueue: string): Promise<boolean>;
  close(): Promise<void>;
}
