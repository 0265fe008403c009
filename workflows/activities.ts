import { proxyActivities } from "@temporalio/workflow";
import type { ActivityOptions } from "@temporalio/workflow";
import type { ComputeActivities, ExpertActivities, WorkflowQueueActivities } from "../activities/queues.js";
import type { ExpertName } from "../src/contracts/expert.js";
import type { ActivityPolicy, RunPolicy, TaskQueues } from "../src/contracts/policy.js";

/** Where a run's activities go and how they are retried: both are part of the run's input. */
export interface RunSettings {
  readonly queues: TaskQueues;
  readonly policy: RunPolicy;
}

/** Our own quick work: planning, prompts, reading facts, publishing. On the workflow's own queue. */
export function localActivities({ queues, policy }: RunSettings) {
  return proxyActivities<WorkflowQueueActivities>(activityOptions(policy.storage, queues.workflows));
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
    startToCloseTimeout: policy.startToCloseTimeoutMs,
    scheduleToCloseTimeout: policy.scheduleToCloseTimeoutMs,
    ...(policy.heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeout: policy.heartbeatTimeoutMs }),
    // A cancelled run waits for the word of activities that heartbeat, so that a call under way is really given up; others
    // hear nothing of a cancellation until they end, and are not waited for.
    cancellationType: policy.heartbeatTimeoutMs === undefined ? "TRY_CANCEL" : "WAIT_CANCELLATION_COMPLETED",
    retry: {
      initialInterval: policy.retry.initialIntervalMs,
      backoffCoefficient: policy.retry.backoffCoefficient,
      maximumInterval: policy.retry.maximumIntervalMs,
      // 0 in the table is no bound, which Temporal takes by its absence alone.
      ...(policy.retry.maximumAttempts === 0 ? {} : { maximumAttempts: policy.retry.maximumAttempts }),
    },
  };
}
