import { setTimeout as pause } from "node:timers/promises";
import type { DayProgress, ParkedConversation } from "../src/contracts/day.js";
import { WiretaleError } from "../src/contracts/errors.js";
import { dayExpertNames } from "../src/contracts/expert.js";
import type { CliContext } from "./context.js";
import { InterruptedError } from "./exit-codes.js";
import type { DayOutcome, DayRunner, RunFailure } from "./ports.js";

const pollMs = 200;
/** How long a server may be away, and how often it is asked meanwhile. */
const outageGraceMs = 120_000;
const outagePollMs = 1_000;
/** How long a cancelled run may take to end before we leave it to the server. */
const cancelGraceMs = 10_000;
/** How often the server is asked why a step takes so long. */
const retryCheckMs = 2_000;
/** How long the queue may stay without a worker before the user hears of it. */
const unpolledAfterMs = 10_000;

export interface FollowOptions {
  readonly workflowId: string;
  readonly runId: string;
  /** Whether Ctrl-C ends the run too, or only our following it. */
  readonly cancelOnInterrupt: boolean;
  /** Rejects when a worker of ours dies. */
  readonly failed: Promise<never>;
  onProgress(progress: DayProgress): void;
  /** Called once when nobody has asked for work of the queue for ten seconds. */
  onUnpolled(): void;
  /** Called when an expert's call has failed and is tried again, once for each reason. */
  onRetry(reason: string): void;
  readonly taskQueue: string;
  /** A wait that a person has just ended: the same number of the same conversation is old news. */
  readonly answered?: Pick<ParkedConversation, "conversation" | "number">;
}

/**
 * Waits until a run has ended, or parked, and shows how far it is. After Ctrl-C the run is cancelled and its end awaited a while.
 * @throws InterruptedError
 */
export async function followRun(
  runner: DayRunner,
  options: FollowOptions,
  context: CliContext,
): Promise<DayOutcome> {
  const { workflowId, cancelOnInterrupt, failed } = options;
  const over = new AbortController();
  const ended = outcomeThroughOutages(runner, options, context, over.signal);
  let foundParked: (outcome: DayOutcome) => void = () => undefined;
  const parking = new Promise<DayOutcome>((resolve) => (foundParked = resolve));
  const onProgress = (progress: DayProgress): void => {
    options.onProgress(progress);
    const { parked } = progress;
    const { answered } = options;
    const isOld = parked?.conversation === answered?.conversation && parked?.number === answered?.number;
    if (parked !== undefined && !isOld) foundParked({ status: "parked", parked, failure: whyParked(parked) });
  };
  const watching = watchProgress(runner, { ...options, onProgress }, context, over.signal);
  try {
    const outcome = await Promise.race([ended, failed, parking, interruption(context)]);
    if (outcome !== "interrupted") return outcome;
    if (!cancelOnInterrupt) throw new InterruptedError("interrupted; the run goes on");
    await runner.cancel(workflowId);
    await Promise.race([ended, failed, sleep(cancelGraceMs)]);
    throw new InterruptedError("interrupted; the run was cancelled");
  } finally {
    over.abort();
    // What the losers of the race still say is of no use any more.
    ended.catch(() => undefined);
    await watching;
  }
}

/** A server that is away for a while ends nothing: the run stands still until it is back, and so do we. */
async function outcomeThroughOutages(
  runner: DayRunner,
  { workflowId, runId, onRetry }: FollowOptions,
  context: CliContext,
  over: AbortSignal,
): Promise<DayOutcome> {
  let awaySinceMs: number | undefined;
  for (;;) {
    const askedAtMs = context.now();
    try {
      return await runner.outcome(workflowId, runId);
    } catch (error) {
      if (!(error instanceof WiretaleError) || !error.retryable || over.aborted) throw error;
      // An answer that took its time was an answer: the outage began after it.
      if (context.now() - askedAtMs > outageGraceMs) awaySinceMs = undefined;
      awaySinceMs ??= context.now();
      if (context.now() - awaySinceMs > outageGraceMs) throw error;
      onRetry(error.message);
      await sleep(outagePollMs, over);
    }
  }
}

/** A parked run, told as a run that failed is: what is wrong, and what to do. */
export function whyParked({ reason, message, hint }: ParkedConversation): RunFailure {
  return { code: reason, message, ...(hint === undefined ? {} : { hint }) };
}

async function watchProgress(
  runner: DayRunner,
  options: FollowOptions,
  context: CliContext,
  over: AbortSignal,
): Promise<void> {
  const startedAtMs = context.now();
  let asked = false;
  const reasons = new Set<string>();
  let nextRetryCheckMs = startedAtMs + retryCheckMs;
  for (;;) {
    const progress = await runner.progress(options.workflowId, options.runId).catch(() => undefined);
    if (over.aborted && progress === undefined) return;
    if (progress !== undefined) options.onProgress(progress);
    if (over.aborted) return;
    if (progress === undefined && !asked && context.now() - startedAtMs >= unpolledAfterMs) {
      asked = true;
      if (!(await runner.isPolled(options.taskQueue).catch(() => true))) options.onUnpolled();
    }
    if (progress !== undefined && context.now() >= nextRetryCheckMs) {
      nextRetryCheckMs = context.now() + retryCheckMs;
      const reason = await retryReason(runner, options.workflowId, progress);
      if (reason !== undefined && !reasons.has(reason)) options.onRetry(reason);
      if (reason !== undefined) reasons.add(reason);
    }
    await sleep(pollMs, over);
  }
}

async function retryReason(
  runner: DayRunner,
  workflowId: string,
  { stage }: DayProgress,
): Promise<string | undefined> {
  const conversation = dayExpertNames.find((name) => name === stage);
  if (conversation === undefined) return undefined;
  return runner.retrying(workflowId, conversation).catch(() => undefined);
}

function interruption({ interrupted }: CliContext): Promise<"interrupted"> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve("interrupted");
    else interrupted.addEventListener("abort", () => resolve("interrupted"), { once: true });
  });
}

function sleep(ms: number, over?: AbortSignal): Promise<void> {
  // What ends the wait early is no failure of it.
  return pause(ms, undefined, over === undefined ? {} : { signal: over }).catch(() => undefined);
}
