import { Context } from "@temporalio/activity";
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from "@temporalio/common";
import { WiretaleError } from "../src/contracts/errors.js";
import { failureClasses, isRetried } from "../src/llm/failure-classes.js";

/** The one place where our errors become Temporal's: code → type, retryable, what the other side asked us to wait. */
export function toFailure(error: unknown, attempt = 1): Error {
  if (error instanceof CancelledFailure) return error;
  if (error instanceof WiretaleError) {
    return ApplicationFailure.create({
      message: error.message,
      type: error.code,
      nonRetryable: !error.retryable || (isOfModel(error.code) && !isRetried(error.code, attempt)),
      details: [failureDetails(error)],
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
      // A rate limit is the provider's ordinary answer, not a fault to alarm anybody with.
      ...(error.code === "model-rate-limited" ? { category: ApplicationFailureCategory.BENIGN } : {}),
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

function isOfModel(code: string): boolean {
  return failureClasses.some((row) => row.code === code);
}

/** What goes with a failure into the history, beside its message. */
export interface FailureDetails {
  readonly hint?: string;
  /**
   * The innermost cause in a line. Causes with their stacks would make the failure larger than the server's table takes,
   * and it would keep neither.
   */
  readonly cause?: string;
  readonly [fact: string]: string | number | boolean | null | undefined;
}

function failureDetails(error: WiretaleError): FailureDetails {
  let inner: unknown = error.cause;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return {
    ...error.details,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(inner instanceof Error ? { cause: inner.message.slice(0, 300) } : {}),
  };
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
      throw toFailure(error, context.info.attempt);
    }
  };
}
