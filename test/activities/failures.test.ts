import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from "@temporalio/common";
import { describe, expect, it } from "vitest";
import { toFailure } from "../../activities/failures.js";
import { WiretaleError } from "../../src/contracts/errors.js";

describe("errors as Temporal's failures", () => {
  it("a retryable error stays retryable, with the wait the other side asked for", () => {
    const failure = toFailure(
      new WiretaleError("model-rate-limited", "slow down", { retryable: true, retryAfterMs: 1500 }),
    );
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: "model-rate-limited",
      nonRetryable: false,
      nextRetryDelay: 1500,
      category: ApplicationFailureCategory.BENIGN,
    });
  });

  it("a permanent error is not tried again, and keeps its hint and facts", () => {
    const failure = toFailure(
      new WiretaleError("model-key-refused", "refused", { hint: "check the key", details: { status: 401 } }),
    );
    expect(failure).toMatchObject({
      type: "model-key-refused",
      nonRetryable: true,
      message: "refused",
      details: [{ status: 401, hint: "check the key" }],
    });
  });

  it("a long chain of causes is told in one line", () => {
    const root = new Error(`ECONNREFUSED ${"x".repeat(5000)}`);
    const failure = toFailure(
      new WiretaleError("model-unreachable", "no answer", {
        cause: new Error("fetch failed", { cause: root }),
      }),
    );
    expect(failure.cause).toBeUndefined();
    expect(failure).toMatchObject({ details: [{ cause: `ECONNREFUSED ${"x".repeat(287)}` }] });
  });

  it("a cancellation passes through untouched", () => {
    const cancelled = new CancelledFailure("cancelled");
    expect(toFailure(cancelled)).toBe(cancelled);
  });

  it("our own mistake stays what it is: Temporal retries it by the policy", () => {
    const bug = new TypeError("x is undefined");
    expect(toFailure(bug)).toBe(bug);
  });
});
