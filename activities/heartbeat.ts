import { setTimeout as sleep } from "node:timers/promises";
import { Context } from "@temporalio/activity";

/** A cancellation comes with a heartbeat's answer, and is to end a run within seconds. */
const longestBeatMs = 1_000;

/**
 * Keeps Temporal told while something long is under way, and hands it the signal that says to give up: a cancellation
 * reaches an activity only with a heartbeat's answer.
 */
export async function heartbeating<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), Math.min(heartbeatTimeoutMs() / 4, longestBeatMs));
  try {
    return await act(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}

/** How long a lease binds others: when the server gives this activity up, so may they. */
export function leaseMs(): number {
  return heartbeatTimeoutMs();
}

function heartbeatTimeoutMs(): number {
  return Context.current().info.heartbeatTimeoutMs ?? 20_000;
}

/** Waits, unless the signal says to give up. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
