import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { NativeConnection, Runtime, Worker, type Logger } from "@temporalio/worker";
import type { ActivityDependencies } from "../activities/dependencies.js";
import {
  createComputeActivities,
  createExpertActivities,
  createWorkflowQueueActivities,
} from "../activities/queues.js";
import { expertNames, type ExpertName } from "../src/contracts/expert.js";
import { WiretaleError } from "../src/contracts/errors.js";
import { ensureSearchAttributes } from "../src/dev-server/search-attributes.js";
import type { TaskQueues } from "../src/contracts/policy.js";

export interface WorkerSettings {
  readonly connection: {
    /** `host:port`. */
    readonly address: string;
    readonly namespace: string;
    readonly apiKey?: string;
    readonly tls?: true | { readonly serverNameOverride?: string };
  };
  readonly queues: TaskQueues;
  /** Workflow tasks (and quick activities beside them) at once, and workflows kept in memory between their tasks. */
  readonly workflows: { readonly concurrency: number; readonly cached: number };
  /** Per expert: calls at once in this process, and starts a second over all workers of the queue. */
  readonly experts: Readonly<
    Record<ExpertName, { readonly concurrency: number; readonly requestsPerSecond?: number }>
  >;
  readonly compute: { readonly concurrency: number };
  /** The bundle that the build made of `workflows/index.ts`. */
  readonly workflowBundlePath: string;
  /** How long to wait for a server that is not there yet, in milliseconds. */
  readonly connectMs: number;
  /** How long a call under way may finish after a shutdown was asked for, in milliseconds. */
  readonly shutdownGraceMs: number;
  /** For Temporal's words and ours; the first worker of a process decides. */
  readonly log: Logger;
}

/** What the worker does not find out by itself. */
export type WorkerDependencies = Omit<ActivityDependencies, "searchAttributes">;

export interface RunningWorker {
  /** Settles when every queue's worker has drained. */
  shutdown(): Promise<void>;
  /** Never resolves; rejects when a worker dies, which must end the process. */
  readonly failed: Promise<never>;
}

/**
 * One process that serves every queue: workflows with our quick work, CPU work, and one queue per expert, each with its
 * own concurrency and rate.
 * @throws WiretaleError `server-unreachable`
 */
export async function startWorker(
  settings: WorkerSettings,
  given: WorkerDependencies,
): Promise<RunningWorker> {
  installRuntime(settings.log);
  const { queues, workflows, experts, compute } = settings;
  const connection = await connectWithin(settings.connectMs, settings.connection);
  const { namespace } = settings.connection;
  const searchAttributes = await ensureSearchAttributes(connection.operatorService, namespace);
  const dependencies: ActivityDependencies = { ...given, searchAttributes };
  const common = {
    connection,
    namespace,
    // A cancellation comes with a heartbeat's answer: what is held back longer, takes longer to cancel.
    maxHeartbeatThrottleInterval: 1_000,
    shutdownGraceTime: settings.shutdownGraceMs,
    shutdownForceTime: settings.shutdownGraceMs + 5_000,
  };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: queues.workflows,
      workflowBundle: { codePath: settings.workflowBundlePath },
      activities: createWorkflowQueueActivities(dependencies),
      maxConcurrentWorkflowTaskExecutions: Math.max(2, workflows.concurrency),
      maxConcurrentActivityTaskExecutions: workflows.concurrency,
      // Cached workflows are counted, not weighed, and all live in one isolate.
      maxCachedWorkflows: workflows.cached,
      // How long the tasks of a worker that died wait for it before others get them.
      stickyQueueScheduleToStartTimeout: 3_000,
    }),
    Worker.create({
      ...common,
      taskQueue: queues.compute,
      activities: createComputeActivities(dependencies),
      maxConcurrentActivityTaskExecutions: compute.concurrency,
    }),
    ...expertNames.map((name) => {
      const { concurrency, requestsPerSecond } = experts[name];
      return Worker.create({
        ...common,
        taskQueue: queues.experts[name],
        activities: createExpertActivities(dependencies),
        maxConcurrentActivityTaskExecutions: concurrency,
        ...(requestsPerSecond === undefined ? {} : { maxTaskQueueActivitiesPerSecond: requestsPerSecond }),
      });
    }),
  ]);
  const runs = workers.map((worker) => worker.run());
  const failed = new Promise<never>((_, reject) => {
    for (const run of runs) run.catch(reject);
  });
  // Whoever does not watch `failed` learns of it by `shutdown`.
  failed.catch(() => undefined);
  return {
    failed,
    async shutdown() {
      for (const worker of workers) if (worker.getState() === "RUNNING") worker.shutdown();
      await Promise.allSettled(runs);
      await connection.close();
    },
  };
}

/** Temporal does not retry a first connection, and a worker may be started before its server. */
async function connectWithin(
  limitMs: number,
  settings: WorkerSettings["connection"],
): Promise<NativeConnection> {
  const until = performance.now() + limitMs;
  for (;;) {
    try {
      return await connect(settings);
    } catch (error) {
      if (performance.now() >= until) throw error;
      await pause(500);
    }
  }
}

async function connect({ address, apiKey, tls }: WorkerSettings["connection"]): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect({
      address,
      ...(tls === undefined ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
    });
  } catch (cause) {
    throw new WiretaleError("server-unreachable", `no Temporal server answers at ${address}`, {
      hint: "start one with `wiretale server`, or set TEMPORAL_ADDRESS to one that runs",
      cause,
    });
  }
}

let installed = false;

/** Temporal's runtime is one per process and must be told where to log before anything connects. */
function installRuntime(logger: Logger): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    logger,
    // The process decides about signals: a run is cancelled before its worker stops.
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: { core: "ERROR", other: "ERROR" } } },
  });
}

/** The hash that activities are given. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}
