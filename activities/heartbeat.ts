import { Context } from "@temporalio/activity";

/**
 * Keeps Temporal told while something long is under way, and hands it the signal that says to give up: a cancellation
 * reaches an activity only with a heartbeat's answer.
 */
export async function heartbeating<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const everyMs = (context.info.heartbeatTimeoutMs ?? 20_000) / 4;
  const timer = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await act(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
