import { Context } from "@temporalio/activity";
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from "@temporalio/common";
import { WiretaleError } from "../src/contracts/errors.js";

/** The one place where our errors become Temporal's: code → type, retryable, what the other side asked us to wait. */
export function toFailure(error: unknown): Error {
  if (error instanceof CancelledFailure) return error;
  if (error instanceof WiretaleError) {
    return ApplicationFailure.create({
      message: error.hint === undefined ? error.message : `${error.message} (${error.hint})`,
      type: error.code,
      nonRetryable: !error.retryable,
      details: error.details === undefined ? [] : [error.details],
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
      // A rate limit is the provider's ordinary answer, not a fault to alarm anybody with.
      ...(error.code === "model-rate-limited" ? { category: ApplicationFailureCategory.BENIGN } : {}),
      cause: error,
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** An activity whose errors are mapped. After a cancellation, whatever a library threw, it *was* cancelled. */
export function activity<Input, Output>(
  act: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    try {
      return await act(input);
    } catch (error) {
      const context = Context.current();
      // Rejects with the context's own CancelledFailure, which the worker accepts as a confirmed cancellation.
      if (context.cancellationSignal.aborted) await context.cancelled;
      throw toFailure(error);
    }
  };
}
