import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import type { TimelineEntry } from "../activities/timeline-part.js";
import type { PlannedTurn, TimelineStep } from "../activities/timeline-step.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { Spent } from "../src/contracts/conversation.js";
import type { AttemptRecord, ConversationResult, ResumeDecision } from "../src/contracts/day.js";
import { conversationWorkflowId, failureTypes } from "../src/contracts/names.js";
import type { Budget } from "../src/contracts/policy.js";
import type { TimelineRequest } from "../src/contracts/timeline.js";
import { localActivities } from "./activities.js";
import { conversation } from "./conversation.js";
import { parkedSignal, stretchSignal } from "./messages.js";
import type { ParkedNews } from "./messages.js";
import { addSpent, nothingSpent, plusSpent } from "./policy/budget.js";
import { conversationsPerNews, isStretchOver } from "./policy/stretches.js";

export interface StretchInput {
  readonly version: 1;
  readonly request: TimelineRequest;
  /** By name. */
  readonly client: string;
  /** Where the stretch before ended; absent: the client begins. */
  readonly from?: StretchEnd;
  /** JSON: `ClientState` in which the client before this one ended. */
  readonly after?: ArtifactRef;
  readonly payer: string;
  readonly spent: Spent;
  readonly budget?: Budget;
  readonly searchAttributes: boolean;
  /** Look for what earlier runs of the line finished. */
  readonly goOn: boolean;
  /** A person's decision for the conversation that had not ended. */
  readonly decision?: ResumeDecision;
}

/** A client between two stretches: its state, and the conversation that is planned in it. */
export interface StretchEnd {
  /** JSON: `ClientState`. */
  readonly state: ArtifactRef;
  /** Absent: the client has done everything. */
  readonly next?: PlannedTurn;
}

export interface StretchResult extends StretchEnd {
  /** JSON: `TimelineEntry[]`. */
  readonly part: ArtifactRef;
  readonly conversations: number;
  readonly calls: number;
  /** What the stretch itself has spent. */
  readonly spent: Spent;
  readonly budget?: Budget;
}

/**
 * One client, from where it is in its acts, through so many conversations: what it does next is planned from what its frames have
 * taught and what its caches hold; each conversation is a workflow of its own, which parks where it must.
 */
export async function clientStretch(input: StretchInput): Promise<StretchResult> {
  const { request, client, payer, goOn, searchAttributes } = input;
  const { timeline, seed, start, experts } = request;
  const day = workflowInfo().parent;
  if (day === undefined)
    throw ApplicationFailure.nonRetryable("a stretch is part of a day", failureTypes.invalidRequest);
  const dayHandle = getExternalWorkflowHandle(day.workflowId, day.runId);
  const local = localActivities(request);
  const entries: TimelineEntry[] = [];
  const recordings: Promise<void>[] = [];
  let { budget, decision } = input;
  /** What this stretch adds. */
  let own = nothingSpent;
  // A conversation tells its parent that it has parked; the day is who is asked.
  setHandler(parkedSignal, async (news: ParkedNews) => {
    await tell(() => dayHandle.signal(parkedSignal, news));
  });

  let step: Pick<TimelineStep, "state" | "next"> =
    input.from ??
    (await local.timelineStep({
      timeline,
      seed,
      start,
      client,
      ...(input.after === undefined ? {} : { after: input.after }),
    }));
  while (step.next !== undefined && !isStretchOver(entries.length)) {
    const turn = step.next;
    const result = await had(turn);
    if (result.status === "failed") throw givenUp(result);
    const observed = await local.timelineStep({
      timeline,
      seed,
      start,
      client,
      state: step.state,
      had: { conversation: turn.conversation, teaches: turn.teaches, ...framesOf(result) },
    });
    const { uses, ends } = turn;
    entries.push({ result, uses, taught: observed.taught, ...(ends === undefined ? {} : { ends }) });
    step = observed;
    if (entries.length % conversationsPerNews === 0)
      await tell(() => dayHandle.signal(stretchSignal, { client, conversations: conversationsPerNews }));
  }
  await Promise.all(recordings);
  const part = await local.storeTimelinePart({ entries });
  await condition(allHandlersFinished);
  return {
    state: step.state,
    ...(step.next === undefined ? {} : { next: step.next }),
    part,
    conversations: entries.length,
    calls: entries.reduce((sum, { result }) => sum + result.attempts.length, 0),
    spent: own,
    ...(budget === undefined ? {} : { budget }),
  };

  /** A conversation that is recorded is not had again; one that is not is recorded when it is had. */
  async function had(turn: PlannedTurn): Promise<ConversationResult> {
    const recalled = goOn ? await local.recallConversation({ payer, conversation: turn.conversation }) : {};
    const result = recalled.result ?? (await hold(turn, recalled.earlier));
    budget = result.budget ?? budget;
    own = addSpent(own, result.attempts);
    if (recalled.result === undefined && result.status !== "failed")
      recordings.push(begun(local.recordStage({ payer, stage: turn.conversation, result })));
    return result;
  }

  function hold(
    { conversation: name, expert, planned, skippable }: PlannedTurn,
    earlier: Awaited<ReturnType<typeof local.recallConversation>>["earlier"],
  ): Promise<ConversationResult> {
    const given = earlier === undefined ? undefined : decision;
    if (given !== undefined) decision = undefined;
    return executeChild(conversation, {
      workflowId: conversationWorkflowId(day?.workflowId ?? "", name),
      args: [
        {
          version: 1,
          conversation: name,
          planned,
          expert: experts[expert],
          seed,
          queues: request.queues,
          policy: request.policy,
          cache: request.cache,
          payer,
          spent: plusSpent(input.spent, own),
          skippable,
          searchAttributes,
          ...(budget === undefined ? {} : { budget }),
          ...(earlier === undefined ? {} : { earlier }),
          ...(given === undefined ? {} : { decision: given }),
        },
      ],
      staticSummary: `${name}: ${experts[expert].model}`,
      // A cancelled day cancels its conversations and waits until they have ended.
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    });
  }
}

/** News for a day that has ended meanwhile is no failure of the stretch. */
async function tell(send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}

function framesOf({ frames, lastFrameTime }: ConversationResult) {
  return {
    ...(frames === undefined ? {} : { frames }),
    ...(lastFrameTime === undefined ? {} : { lastFrameTime }),
  };
}

function givenUp({ conversation: name, attempts }: ConversationResult): ApplicationFailure {
  const faults: AttemptRecord["faults"] = attempts.at(-1)?.faults ?? [];
  return ApplicationFailure.nonRetryable(
    `the ${name} conversation was given up after ${attempts.length} attempts: ${faults.join(", ")}`,
    failureTypes.conversationFailed,
    { conversation: name, attempts },
  );
}

/** A promise that is awaited later: until then its failure is nobody's surprise. */
function begun(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}
