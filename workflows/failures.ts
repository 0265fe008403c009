import { ApplicationFailure, CancelledFailure, TemporalFailure, TimeoutFailure } from "@temporalio/workflow";

/** Why something did not work, in words for a person. */
export interface Trouble {
  /** A stable code. */
  readonly reason: string;
  readonly message: string;
  readonly hint?: string;
}

/** Activity and child failures only say where; what is wrong is the failure inside. */
export function troubleOf(error: unknown): Trouble {
  const chain = causesOf(error);
  const application = chain.find((failure) => failure instanceof ApplicationFailure);
  if (application !== undefined) {
    const [details] = application.details ?? [];
    const hint =
      typeof details === "object" && details !== null && "hint" in details ? details.hint : undefined;
    return {
      reason: application.type ?? "failed",
      message: application.message,
      ...(typeof hint === "string" && hint !== "" ? { hint } : {}),
    };
  }
  const timeout = chain.find((failure) => failure instanceof TimeoutFailure);
  if (timeout !== undefined) {
    return {
      reason: "timed-out",
      message: `no answer came within the time-outs of temporal.yaml (${timeout.timeoutType})`,
      hint: "check that a worker runs and that the endpoint answers, or raise the time-outs",
    };
  }
  return { reason: "failed", message: error instanceof Error ? error.message : String(error) };
}

/** Whether bytes that a history refers to have gone or were changed: what made them can make them again. */
export function isArtifactFault(error: unknown): boolean {
  return ["artifact-missing", "artifact-damaged"].includes(troubleOf(error).reason);
}

/** Whether it is a failure of the world, and not a mistake of the workflow's own code. */
export function isFailure(error: unknown): boolean {
  return (
    error instanceof TemporalFailure && !causesOf(error).some((cause) => cause instanceof CancelledFailure)
  );
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < 10; cause = cause.cause)
    causes.push(cause);
  return causes;
}
