import { ApplicationFailure } from "@temporalio/common";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { PlannedConversation } from "../src/contracts/conversation.js";
import type { ConversationResult, TimelineConversationName } from "../src/contracts/day.js";
import type { ExpertName } from "../src/contracts/expert.js";
import { failureTypes } from "../src/contracts/names.js";
import { parseEpochMicros } from "../src/contracts/time.js";
import type { Timeline, TimelineClient } from "../src/contracts/timeline.js";
import { formatSummary } from "../src/descriptions/format-summary.js";
import { createDraws } from "../src/descriptions/seeded-draws.js";
import { initialState, nothingSaid, type ClientState, type Said } from "../src/timeline/client-state.js";
import { planNext, type Teaches, type UsedFact } from "../src/timeline/next-conversation.js";
import { observe, type Taught } from "../src/timeline/observe-conversation.js";
import type { ConversationEnds } from "../src/timeline/see-from-point.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { getFrames } from "./stored-frames.js";
import { getJson, putJson } from "./stored-json.js";

export interface TimelineStepInput {
  readonly timeline: Timeline;
  /** The run's seed. */
  readonly seed: number;
  /** Seconds since the epoch, decimal. */
  readonly start: string;
  /** The client, by name. */
  readonly client: string;
  /** JSON: `ClientState`; absent: the client begins. */
  readonly state?: ArtifactRef;
  /** JSON: `ClientState` in which the client before this one ended: what hosts said to it, they say again. */
  readonly after?: ArtifactRef;
  /** The conversation that the client has had since. */
  readonly had?: Pick<PlannedTurn, "conversation" | "teaches"> &
    Pick<ConversationResult, "frames" | "lastFrameTime">;
}

export interface TimelineStep {
  /** JSON: `ClientState`. */
  readonly state: ArtifactRef;
  /** What the conversation's frames taught. */
  readonly taught: readonly Taught[];
  /** Absent: the client has done everything. */
  readonly next?: PlannedTurn;
}

/** A conversation that is to be had. */
export interface PlannedTurn {
  readonly conversation: TimelineConversationName;
  readonly expert: ExpertName;
  readonly planned: PlannedConversation;
  readonly teaches: Teaches;
  readonly uses: readonly UsedFact[];
  readonly skippable: boolean;
  /** Absent in histories from before captures were taken anywhere but at the clients. */
  readonly ends?: ConversationEnds;
}

/** Reads what a conversation's frames taught its client, and plans what the client does next. */
export function createTimelineStep(dependencies: ActivityDependencies) {
  const { store, sha256 } = dependencies;
  return activity(async (input: TimelineStepInput): Promise<TimelineStep> => {
    const { timeline, seed, start } = input;
    const client = clientOf(timeline, input.client);
    const startMicros = parseEpochMicros(start);
    const before =
      input.state === undefined
        ? initialState(startMicros, await saidBefore(dependencies, input.after))
        : await getJson<ClientState>(store, input.state);
    const draws = createDraws(seed, sha256);
    const observed =
      input.had === undefined
        ? { state: before, taught: [] }
        : await observeHad(dependencies, before, input.had, (had) => observe(before, had, client, draws));
    const startSeconds = Number(start);
    const { state, next } = planNext({ timeline, client, seed, startSeconds, sha256 }, observed.state);
    const stored = await putJson(store, state);
    if (next === undefined) return { state: stored, taught: observed.taught };
    const { name, expert, described, teaches, uses, skippable } = next;
    // Named by the planner for its expert.
    const conversation = name as TimelineConversationName;
    const plan = { conversation, ...described, start: next.start };
    const planned = { plan: await putJson(store, plan), summaryText: formatSummary(described.summary) };
    return {
      state: stored,
      taught: observed.taught,
      next: {
        conversation,
        expert,
        planned,
        teaches,
        uses,
        skippable,
        ends: { client: client.name, peer: described.framing.peer.name },
      },
    };
  });
}

async function saidBefore({ store }: ActivityDependencies, after: ArtifactRef | undefined): Promise<Said> {
  return after === undefined ? nothingSaid : (await getJson<ClientState>(store, after)).said;
}

function clientOf({ clients }: Timeline, name: string): TimelineClient {
  const client = clients.find((candidate) => candidate.name === name);
  if (client !== undefined) return client;
  throw ApplicationFailure.nonRetryable(`the scenario has no client ${name}`, failureTypes.invalidRequest);
}

async function observeHad(
  { store }: ActivityDependencies,
  before: ClientState,
  { conversation, teaches, frames: ref, lastFrameTime }: NonNullable<TimelineStepInput["had"]>,
  see: (had: Parameters<typeof observe>[1]) => ReturnType<typeof observe>,
) {
  const spoken =
    ref === undefined || lastFrameTime === undefined
      ? undefined
      : {
          frames: (await getFrames(store, ref)).frames,
          framesDigest: ref.digest,
          lastMicros: parseEpochMicros(lastFrameTime),
        };
  const result = see({ name: conversation, teaches, ...(spoken === undefined ? {} : { spoken }) });
  if (result.ok) return result.value;
  // Valid frames that do not teach what they must: no retry would change that.
  throw ApplicationFailure.nonRetryable(result.error.message, failureTypes.nothingLearned, result.error);
}
