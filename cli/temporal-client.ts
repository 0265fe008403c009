import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  Client,
  Connection,
  ServiceError,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowExecutionInfo,
} from "@temporalio/client";
import { retriesUntilClosed } from "./calls-after-close.js";
import type { ConnectionSettings } from "../src/config/connection-settings.js";
import type { Spent } from "../src/contracts/conversation.js";
import type {
  DayProgress,
  DayResult,
  ResumeAnswer,
  ResumeDecision,
  RunRequest,
} from "../src/contracts/day.js";
import { WiretaleError } from "../src/contracts/errors.js";
import { dayExpertNames } from "../src/contracts/expert.js";
import { conversationWorkflowId, workflowTypes } from "../src/contracts/names.js";
import {
  conversationProgressQuery,
  progressQuery,
  resumeSignal,
  resumeUpdate,
} from "../workflows/messages.js";
import type {
  DayDescription,
  DayOutcome,
  DayRunner,
  ListFilter,
  PublishedResult,
  RunFailure,
  RunStatus,
} from "./ports.js";
import { isTimelineRequest } from "./request-identity.js";

const connectTimeoutMs = 5_000;
/** A worker that lives answers at once; without one the server would wait its own ten seconds. */
const queryTimeoutMs = 3_000;
/** A worker's poll lasts a minute at most, so one that lives was heard of within that time. */
const pollerFreshMs = 70_000;
/** A first draft is usually there by then, and nothing to tell. */
const draftsAskedAfterMs = 1_500;
/** `TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const workflowTaskQueueType = 1;

/** @throws WiretaleError `server-unreachable` */
export async function connectDayRunner(server: ConnectionSettings): Promise<DayRunner> {
  const connection = await connect(server);
  const client = new Client({ connection, namespace: server.namespace });
  return {
    start: (workflowId, request, options) =>
      reachable(server, () => startDay(client, workflowId, request, options.newRun)),
    progress: (workflowId, runId) =>
      reachable(server, async () => {
        try {
          const handle = client.workflow.getHandle(workflowId, runId);
          return await connection.withDeadline(Date.now() + queryTimeoutMs, async () =>
            withDraftsUnderWay(client, workflowId, await handle.query(progressQuery)),
          );
        } catch (error) {
          if (await isServerThere(connection)) return undefined;
          throw error;
        }
      }),
    retrying: (workflowId, conversation) =>
      reachable(server, () => pendingFailure(client, conversationWorkflowId(workflowId, conversation))),
    outcome: (workflowId, runId) => reachable(server, () => waitForEnd(client, workflowId, runId)),
    describe: (workflowId) => reachable(server, () => describeDay(client, workflowId)),
    cancel: (workflowId) =>
      reachable(server, async () => {
        await client.workflow.getHandle(workflowId).cancel();
      }),
    list: (filter) => reachable(server, () => listDays(client, filter)),
    decide: (workflowId, conversation, decision) =>
      reachable(server, () => decide(client, conversationWorkflowId(workflowId, conversation), decision)),
    decideQuietly: (workflowId, conversation, decision) =>
      reachable(server, () =>
        client.workflow
          .getHandle(conversationWorkflowId(workflowId, conversation))
          .signal(resumeSignal, decision),
      ),
    goOn: (workflowId, request, origin) =>
      reachable(server, async () => {
        const handle = await client.workflow.start(workflowTypeOf(request), {
          ...startOptions(workflowId, request),
          args: [request, origin],
          workflowIdReusePolicy: "ALLOW_DUPLICATE",
        });
        return { workflowId, runId: handle.firstExecutionRunId, alreadyDone: false, attached: false };
      }),
    attempts: (workflowId, conversation) =>
      reachable(server, async () => {
        const handle = client.workflow.getHandle(conversationWorkflowId(workflowId, conversation));
        return connection
          .withDeadline(Date.now() + queryTimeoutMs, () => handle.query(conversationProgressQuery))
          .catch(() => undefined);
      }),
    isPolled: (taskQueue) =>
      reachable(server, async () => {
        const { pollers } = await connection.workflowService.describeTaskQueue({
          namespace: server.namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: workflowTaskQueueType,
        });
        const since = Date.now() - pollerFreshMs;
        return (pollers ?? []).some(
          ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 >= since,
        );
      }),
    close: () => connection.close(),
  };
}

async function connect({ address, apiKey, tls }: ConnectionSettings): Promise<Connection> {
  try {
    return await Connection.connect({
      interceptors: retriesUntilClosed(),
      address,
      connectTimeout: connectTimeoutMs,
      ...(tls === undefined ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
    });
  } catch (cause) {
    throw unreachable(address, cause);
  }
}

/** A day knows an expert's drafts when its conversation has ended; until then the conversation itself is asked. */
async function withDraftsUnderWay(
  client: Client,
  workflowId: string,
  progress: DayProgress,
): Promise<DayProgress> {
  const step = progress.steps.at(-1);
  const conversation = dayExpertNames.find((name) => name === step?.stage);
  if (conversation === undefined || step?.state !== "running") return progress;
  if (Date.now() - step.startedAtMs < draftsAskedAfterMs) return progress;
  const handle = client.workflow.getHandle(conversationWorkflowId(workflowId, conversation));
  // It may not have begun yet, or have ended just now: then the day's own word is all there is.
  const attempts = await handle.query(conversationProgressQuery).then(
    (answer) => answer.attempts,
    () => [],
  );
  const last = attempts.at(-1);
  if (last?.outcome !== "invalid") return progress;
  const note = `attempt ${last.attempt + 1}; attempt ${last.attempt} was invalid: ${last.faults.join(", ")}`;
  return {
    ...progress,
    steps: [...progress.steps.slice(0, -1), { ...step, note }],
    attempts: [...progress.attempts, ...attempts.map((attempt) => ({ ...attempt, conversation }))],
  };
}

/** The same id is the same request, so what runs is followed and what is done is shown, unless it is to run anew. */
async function startDay(client: Client, workflowId: string, request: RunRequest, newRun: boolean) {
  const known = await describeDay(client, workflowId);
  if (known?.status === "running" || known?.status === "parked") {
    return { workflowId, runId: known.runId, alreadyDone: false, attached: true };
  }
  if (known?.status === "completed" && !newRun) {
    return { workflowId, runId: known.runId, alreadyDone: true, attached: false };
  }
  try {
    const handle = await client.workflow.start(workflowTypeOf(request), {
      ...startOptions(workflowId, request),
      args: [request],
      workflowIdReusePolicy: newRun ? "ALLOW_DUPLICATE" : "ALLOW_DUPLICATE_FAILED_ONLY",
    });
    return { workflowId, runId: handle.firstExecutionRunId, alreadyDone: false, attached: false };
  } catch (error) {
    // Somebody else's run of the same request completed in between.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const done = await describeDay(client, workflowId);
    return { workflowId, runId: done?.runId ?? "", alreadyDone: true, attached: false };
  }
}

function workflowTypeOf(request: RunRequest): string {
  return isTimelineRequest(request) ? workflowTypes.scenarioDay : workflowTypes.dayInTheLife;
}

function startOptions(workflowId: string, request: RunRequest) {
  const { queues, seed } = request;
  const [kind, what] = isTimelineRequest(request)
    ? ["a scenario", request.timeline.name]
    : ["a day in the life", request.scenario.url.href];
  return {
    workflowId,
    taskQueue: queues.workflows,
    workflowIdConflictPolicy: "USE_EXISTING",
    memo: { url: what, seed },
    staticSummary: `${kind}: ${what.slice(0, 200)}, seed ${seed}`,
  } as const;
}

/** The update is refused before it reaches the history where it cannot apply; a script by hand is tried first. */
async function decide(client: Client, workflowId: string, decision: ResumeDecision): Promise<ResumeAnswer> {
  try {
    return await client.workflow.getHandle(workflowId).executeUpdate(resumeUpdate, { args: [decision] });
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
      return { accepted: false, message: error.cause.message };
    throw error;
  }
}

async function describeDay(client: Client, workflowId: string): Promise<DayDescription | undefined> {
  try {
    return dayDescription(await client.workflow.getHandle(workflowId).describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function pendingFailure(client: Client, workflowId: string): Promise<string | undefined> {
  try {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const failed = raw.pendingActivities?.find(
      ({ attempt, lastFailure }) => (attempt ?? 0) > 1 && lastFailure,
    );
    const failure = failed?.lastFailure;
    // A failure that is too large for the server's table is cut and wrapped in one of its own.
    const told = failure?.serverFailureInfo && failure.cause ? failure.cause : failure;
    return told?.message ?? undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** The status is told by Temporal's own, and parked by the memo: that needs no registered search attribute. */
async function listDays(
  client: Client,
  { limit, status, reason }: ListFilter,
): Promise<readonly DayDescription[]> {
  const days: DayDescription[] = [];
  const isOpen = status === "running" || status === "parked";
  const query = `WorkflowType IN ('${workflowTypes.dayInTheLife}', '${workflowTypes.scenarioDay}')${isOpen ? " AND ExecutionStatus = 'Running'" : ""}`;
  for await (const info of client.workflow.list({ query })) {
    const day = dayDescription(info);
    if (status !== undefined && day.status !== status) continue;
    if (reason !== undefined && day.parked?.reason !== reason) continue;
    days.push(day);
    if (days.length >= limit) break;
  }
  return days;
}

function dayDescription(
  info: Pick<WorkflowExecutionInfo, "workflowId" | "runId" | "status" | "startTime"> & {
    readonly closeTime?: Date | undefined;
    readonly memo?: Record<string, unknown> | undefined;
  },
): DayDescription {
  // Written by our own client and workflows.
  const { url, seed, parked, calls, spent } = (info.memo ?? {}) as {
    readonly parked?: DayDescription["parked"] | null;
    readonly spent?: Spent;
  } & Record<string, unknown>;
  const status = runStatus(info.status.name);
  const waits = status === "running" && parked != null;
  return {
    workflowId: info.workflowId,
    runId: info.runId,
    status: waits ? "parked" : status,
    ...(waits ? { parked } : {}),
    ...(typeof calls === "number" ? { attempts: calls } : {}),
    ...(spent === undefined ? {} : { spent }),
    startedAtMs: info.startTime.getTime(),
    ...(info.closeTime === undefined ? {} : { closedAtMs: info.closeTime.getTime() }),
    ...(typeof url === "string" ? { url } : {}),
    ...(typeof seed === "number" ? { seed } : {}),
  };
}

function runStatus(name: WorkflowExecutionInfo["status"]["name"]): RunStatus {
  if (name === "COMPLETED") return "completed";
  if (name === "CANCELLED") return "cancelled";
  if (name === "FAILED" || name === "TERMINATED" || name === "TIMED_OUT") return "failed";
  return "running";
}

async function waitForEnd(client: Client, workflowId: string, runId?: string): Promise<DayOutcome> {
  try {
    const result = (await client.workflow.getHandle(workflowId, runId).result()) as
      DayResult | PublishedResult;
    return { status: "completed", result };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const cancelled = error.cause instanceof CancelledFailure;
    return { status: cancelled ? "cancelled" : "failed", failure: runFailure(error.cause) };
  }
}

/** Activity and child failures only say where; what is wrong is the application's failure inside. */
export function runFailure(failure: Error | undefined): RunFailure {
  let inner = failure;
  while ((inner instanceof ActivityFailure || inner instanceof ChildWorkflowFailure) && inner.cause) {
    inner = inner.cause;
  }
  if (inner instanceof CancelledFailure) return { code: "cancelled", message: "the run was cancelled" };
  if (inner instanceof TerminatedFailure) {
    return { code: "terminated", message: `the run was terminated: ${inner.message}` };
  }
  if (inner instanceof TimeoutFailure) return { code: "timed-out", message: inner.message };
  if (inner instanceof ApplicationFailure) {
    const [details] = inner.details ?? [];
    const hint = hintIn(details);
    return {
      code: inner.type ?? "failed",
      message: inner.message,
      ...(hint === undefined ? {} : { hint }),
      ...(details === undefined ? {} : { details }),
    };
  }
  return { code: "failed", message: inner?.message ?? "the run failed" };
}

/** An activity's failure carries the hint of the error it was. */
function hintIn(details: unknown): string | undefined {
  if (typeof details !== "object" || details === null || !("hint" in details)) return undefined;
  return typeof details.hint === "string" && details.hint !== "" ? details.hint : undefined;
}

async function reachable<T>(server: ConnectionSettings, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServiceError) throw unreachable(server.address, error);
    throw error;
  }
}

async function isServerThere(connection: Connection): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + queryTimeoutMs, () =>
      connection.workflowService.getSystemInfo({}),
    );
    return true;
  } catch {
    // Whatever the reason: the caller throws what happened first.
    return false;
  }
}

function unreachable(address: string, cause: unknown): WiretaleError {
  const why = innermostMessage(cause);
  return new WiretaleError(
    "server-unreachable",
    `the Temporal server at ${address} does not answer: ${why}`,
    {
      retryable: true,
      hint: "check TEMPORAL_ADDRESS, or unset it to let Wiretale start a server of its own",
      cause,
    },
  );
}

function innermostMessage(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner instanceof Error ? inner.message : String(inner);
}
