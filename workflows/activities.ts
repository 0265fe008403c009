import { patched, proxyActivities, proxyLocalActivities } from "@temporalio/workflow";
import type { ActivityOptions } from "@temporalio/workflow";
import type { ComputeActivities, ExpertActivities, WorkflowQueueActivities } from "../activities/queues.js";
import type { ExpertName } from "../src/contracts/expert.js";
import type { ActivityPolicy, RunPolicy, TaskQueues } from "../src/contracts/policy.js";

/** Where a run's activities go and how they are retried: both are part of the run's input. */
export interface RunSettings {
  readonly queues: TaskQueues;
  readonly policy: RunPolicy;
}

/**
 * Our own quick work: planning, prompts, reading facts, records, publishing. Milliseconds each, free, and repeated without
 * harm: done within the workflow's task, where a step costs no round trip to the server.
 */
export function localActivities({ queues, policy: { storage } }: RunSettings) {
  return patched("quick-work-within-the-workflow-task")
    ? proxyLocalActivities<WorkflowQueueActivities>({
        ...timesAndRetries(storage),
        // A full disk may be emptied meanwhile: longer waits are timers, which hold no workflow task.
        localRetryThreshold: 1_000,
        cancellationType: "TRY_CANCEL",
      })
    : proxyActivities<WorkflowQueueActivities>(activityOptions(storage, queues.workflows));
}

/** Interpreting, validating and assembling: CPU work. */
export function computeActivities({ queues, policy }: RunSettings) {
  return proxyActivities<ComputeActivities>(activityOptions(policy.compute, queues.compute));
}

/** Wireshark: on the queue of CPU work, with time-outs of its own. */
export function wiresharkActivities({ queues, policy }: RunSettings) {
  return proxyActivities<Pick<ComputeActivities, "dissectCapture">>(
    activityOptions(policy.wireshark, queues.compute),
  );
}

/** One expert's model: each has a queue of its own, so that its rate and concurrency are its own. */
export function expertActivities(expert: ExpertName, { queues, policy }: RunSettings) {
  return proxyActivities<ExpertActivities>(activityOptions(policy.model, queues.experts[expert]));
}

function activityOptions(policy: ActivityPolicy, taskQueue: string): ActivityOptions {
  return {
    taskQueue,
    ...timesAndRetries(policy),
    ...(policy.heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeout: policy.heartbeatTimeoutMs }),
    // A cancelled run waits for the word of activities that heartbeat, so that a call under way is really given up; others
    // hear nothing of a cancellation until they end, and are not waited for.
    cancellationType: policy.heartbeatTimeoutMs === undefined ? "TRY_CANCEL" : "WAIT_CANCELLATION_COMPLETED",
  };
}

function timesAndRetries({ startToCloseTimeoutMs, scheduleToCloseTimeoutMs, retry }: ActivityPolicy) {
  return {
    startToCloseTimeout: startToCloseTimeoutMs,
    scheduleToCloseTimeout: scheduleToCloseTimeoutMs,
    retry: {
      initialInterval: retry.initialIntervalMs,
      backoffCoefficient: retry.backoffCoefficient,
      maximumInterval: retry.maximumIntervalMs,
      // 0 in the table is no bound, which Temporal takes by its absence alone.
      ...(retry.maximumAttempts === 0 ? {} : { maximumAttempts: retry.maximumAttempts }),
    },
  };
}
