import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { StepProgress } from "../src/contracts/day.js";
import type { TimelineRequest } from "../src/contracts/timeline.js";
import type { AssembledTimeline } from "./assemble-timeline.js";
import type { ActivityDependencies } from "./dependencies.js";
import type { DissectedCapture } from "./dissect-capture.js";
import { activity } from "./failures.js";
import { getJson, putText } from "./stored-json.js";
import type { TimelineEntry } from "./timeline-part.js";
import type { ValidatedCapture } from "./validate-capture.js";
import { writeResult } from "./write-result.js";

export interface PublishTimelineInput {
  readonly workflowId: string;
  readonly runId: string;
  readonly payer: string;
  readonly request: TimelineRequest;
  /** JSON: `TimelineEntry[]`, client by client. */
  readonly parts: readonly ArtifactRef[];
  readonly assembled: AssembledTimeline;
  readonly validated: ValidatedCapture;
  readonly dissected: DissectedCapture;
  readonly steps: readonly StepProgress[];
}

/** What the history holds of a published run: the result is too long for it, with a script for every conversation. */
export interface PublishedTimeline {
  /** JSON: `DayResult`. */
  readonly result: ArtifactRef;
}

/** Publishes a scenario, with all that its clients said. */
export function createPublishTimeline(dependencies: ActivityDependencies) {
  const { store } = dependencies;
  return activity(async (input: PublishTimelineInput): Promise<PublishedTimeline> => {
    const entries: TimelineEntry[] = [];
    for (const part of input.parts) entries.push(...(await getJson<readonly TimelineEntry[]>(store, part)));
    const conversations = entries.map(({ result }) => result);
    const result = await writeResult(dependencies, {
      ...input,
      requested: conversations.length,
      conversations,
      namesConversations: true,
    });
    return { result: await putText(store, JSON.stringify(result), mediaTypes.json) };
  });
}
