import { MockActivityEnvironment } from "@temporalio/testing";
import type { ActivityDependencies } from "../../activities/dependencies.js";
import {
  createComputeActivities,
  createExpertActivities,
  createWorkflowQueueActivities,
} from "../../activities/queues.js";
import type { SpokenConversation } from "../../activities/assemble-capture.js";
import type { TimelineEntry } from "../../activities/timeline-part.js";
import type { TimelineStep } from "../../activities/timeline-step.js";
import type { ArtifactRef } from "../../src/contracts/artifact.js";
import type { PlannedConversation } from "../../src/contracts/conversation.js";
import type {
  ConversationName,
  ConversationResult,
  DayRequest,
  LearnedSoFar,
  RunRequest,
} from "../../src/contracts/day.js";
import { expertOf } from "../../src/contracts/expert.js";
import type { TimelineRequest } from "../../src/contracts/timeline.js";
import { mustFollow } from "../../workflows/policy/stretches.js";

/**
 * A day without a Temporal server: the same activities that its workflow calls, one after the other in this process, so that what
 * comes out is the workflow's capture, octet for octet. Nothing is repaired: a conversation whose first draft is not valid throws.
 */
export interface DayPlayer {
  readonly activities: ReturnType<typeof createActivities>;
  /** One expert's answer, judged; `failed` where it is not valid. */
  converse(
    request: RunRequest,
    name: ConversationName,
    planned: PlannedConversation,
  ): Promise<ConversationResult>;
  /** A day in the life that fetches from a named site; `ended` is told each conversation, before the next begins. */
  day(
    request: DayRequest,
    ended?: (result: SpokenConversation) => Promise<void>,
  ): Promise<{
    readonly conversations: readonly SpokenConversation[];
    readonly learned: Required<LearnedSoFar>;
  }>;
  /** What all clients of a scenario do. */
  timeline(request: TimelineRequest): Promise<readonly TimelineEntry[]>;
  /** The capture file of either kind of day. */
  capture(request: RunRequest): Promise<ArtifactRef>;
}

export function createDayPlayer(dependencies: ActivityDependencies): DayPlayer {
  const activities = createActivities(dependencies);
  const payer = "played";

  async function converse(
    request: RunRequest,
    name: ConversationName,
    planned: PlannedConversation,
  ): Promise<ConversationResult> {
    const { experts, seed } = request;
    const expert = experts[expertOf(name)];
    const asked = { expert, conversation: name, seed, attempt: 1 };
    const composed = await activities.composePrompt({ ...asked, planned, previous: [] });
    const { prompt } = composed;
    const draft = await activities.draftScript({ ...asked, prompt, cache: "off", payer });
    const interpreted = await activities.interpretScript({ ...draft, planned, seed });
    const { interpretation } = interpreted;
    const verdict = await activities.validateConversation({ planned, interpretation });
    const attempt = { ...composed, ...draft, ...interpreted, ...verdict, attempt: 1, model: expert.model };
    return {
      status: interpreted.frames !== undefined && verdict.outcome === "valid" ? "done" : "failed",
      conversation: name,
      summary: planned.summaryText,
      attempts: [{ ...attempt, author: "model" }],
      ...interpreted.frames,
    };
  }

  async function spoken(
    request: RunRequest,
    name: ConversationName,
    planned: PlannedConversation,
  ): Promise<SpokenConversation> {
    const result = await converse(request, name, planned);
    const { status, frames, lastFrameTime, attempts } = result;
    if (status !== "done" || frames === undefined || lastFrameTime === undefined)
      throw new Error(`${name} is not valid: ${attempts.flatMap(({ faults }) => faults).join(", ")}`);
    return { ...result, frames, lastFrameTime };
  }

  const day: DayPlayer["day"] = async (request, ended = () => Promise.resolve()) => {
    const { scenario, seed, start } = request;
    const conversations: SpokenConversation[] = [];
    const had = async (name: ConversationName, planned: PlannedConversation) => {
      const result = await spoken(request, name, planned);
      conversations.push(result);
      await ended(result);
      return result;
    };
    const arp = await had("arp", await activities.planArp({ scenario, seed, start }));
    const routerMac = await activities.learnRouterMac({ frames: arp.frames, scenario });
    const plan = { scenario, seed, routerMac };
    const dns = await had("dns", await activities.planDns({ ...plan, after: arp.lastFrameTime }));
    const resolvedAddresses = await activities.learnResolvedAddresses({ frames: dns.frames, scenario });
    const after = dns.lastFrameTime;
    await had("http", await activities.planHttp({ ...plan, after, resolvedAddresses }));
    return { conversations, learned: { routerMac, resolvedAddresses } };
  };

  const timeline: DayPlayer["timeline"] = async (request) => {
    const { timeline, seed, start } = request;
    const entries: TimelineEntry[] = [];
    let after: ArtifactRef | undefined;
    for (const { name: client } of timeline.clients) {
      const place = { timeline, seed, start, client };
      let step: TimelineStep = await activities.timelineStep({
        ...place,
        ...(after === undefined ? {} : { after }),
      });
      while (step.next !== undefined) {
        const { conversation, planned, teaches, uses, ends } = step.next;
        const result = await spoken(request, conversation, planned);
        const had = { conversation, teaches, frames: result.frames, lastFrameTime: result.lastFrameTime };
        step = await activities.timelineStep({ ...place, state: step.state, had });
        entries.push({ result, uses, taught: step.taught, ...(ends === undefined ? {} : { ends }) });
      }
      if (mustFollow(timeline)) after = step.state;
    }
    return entries;
  };

  const capture: DayPlayer["capture"] = async (request) => {
    const { experts } = request;
    if ("timeline" in request) {
      const part = await activities.storeTimelinePart({ entries: await timeline(request) });
      return (await activities.assembleTimeline({ parts: [part], experts, timeline: request.timeline }))
        .capture;
    }
    return (await activities.assembleCapture({ ...(await day(request)), experts })).capture;
  };

  return { activities, converse, day, timeline, capture };
}

/** Every activity of a worker, in an environment as a worker's. */
function createActivities(dependencies: ActivityDependencies) {
  return inEnvironment({
    ...createWorkflowQueueActivities(dependencies),
    ...createComputeActivities(dependencies),
    ...createExpertActivities(dependencies),
  });
}

type Act = (input: never) => Promise<unknown>;

function inEnvironment<Activities extends Readonly<Record<string, Act>>>(activities: Activities): Activities {
  const entries = Object.entries(activities).map(([name, act]) => [
    name,
    (input: never) => new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 }).run(act, input),
  ]);
  return Object.fromEntries(entries) as Activities;
}
