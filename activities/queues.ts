import { createAssembleCapture } from "./assemble-capture.js";
import { createAssembleTimeline } from "./assemble-timeline.js";
import { createComposePrompt } from "./compose-prompt.js";
import type { ActivityDependencies } from "./dependencies.js";
import { createDissectCapture } from "./dissect-capture.js";
import { createDraftScript } from "./draft-script.js";
import { createInterpretScript } from "./interpret-script.js";
import { createLearnResolvedAddresses, createLearnRouterMac } from "./learn-facts.js";
import { createPlanArp, createPlanDns, createPlanHttp } from "./plan-conversation.js";
import { createPublishRun } from "./publish-run.js";
import { createPublishTimeline } from "./publish-timeline.js";
import { createOpenRun, createRecordAttempts, createRecordStage } from "./run-record.js";
import { createRecallConversation, createStoreTimelinePart } from "./timeline-part.js";
import { createTimelineStep } from "./timeline-step.js";
import { createValidateCapture } from "./validate-capture.js";
import { createValidateConversation } from "./validate-conversation.js";
import { createValidateTimeline } from "./validate-timeline.js";

/** Which activities a worker of which queue has; the workflow's proxies are typed by the same three. */

/** On the workflow's own queue: quick, and started eagerly. */
export function createWorkflowQueueActivities(dependencies: ActivityDependencies) {
  return {
    planArp: createPlanArp(dependencies),
    planDns: createPlanDns(dependencies),
    planHttp: createPlanHttp(dependencies),
    composePrompt: createComposePrompt(dependencies),
    learnRouterMac: createLearnRouterMac(dependencies),
    learnResolvedAddresses: createLearnResolvedAddresses(dependencies),
    publishRun: createPublishRun(dependencies),
    openRun: createOpenRun(dependencies),
    recordStage: createRecordStage(dependencies),
    recordAttempts: createRecordAttempts(dependencies),
    timelineStep: createTimelineStep(dependencies),
    storeTimelinePart: createStoreTimelinePart(dependencies),
    recallConversation: createRecallConversation(dependencies),
    publishTimeline: createPublishTimeline(dependencies),
  };
}
export type WorkflowQueueActivities = ReturnType<typeof createWorkflowQueueActivities>;

/** On the queue of CPU work. */
export function createComputeActivities(dependencies: ActivityDependencies) {
  return {
    interpretScript: createInterpretScript(dependencies),
    validateConversation: createValidateConversation(dependencies),
    assembleCapture: createAssembleCapture(dependencies),
    validateCapture: createValidateCapture(dependencies),
    dissectCapture: createDissectCapture(dependencies),
    assembleTimeline: createAssembleTimeline(dependencies),
    validateTimeline: createValidateTimeline(dependencies),
  };
}
export type ComputeActivities = ReturnType<typeof createComputeActivities>;

/** On each expert's queue: the paid call alone. */
export function createExpertActivities(dependencies: ActivityDependencies) {
  return { draftScript: createDraftScript(dependencies) };
}
export type ExpertActivities = ReturnType<typeof createExpertActivities>;
