import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { DayResult, StepProgress } from "../src/contracts/day.js";
import { expertOf } from "../src/contracts/expert.js";
import type { Finding } from "../src/contracts/finding.js";
import { runRecordKeys } from "../src/contracts/names.js";
import type { TimelineRequest } from "../src/contracts/timeline.js";
import { buildRunReport, formatRunReport } from "../src/report/run-report.js";
import type { AssembledTimeline } from "./assemble-timeline.js";
import type { ActivityDependencies } from "./dependencies.js";
import type { DissectedCapture } from "./dissect-capture.js";
import { activity } from "./failures.js";
import { getJson, putText } from "./stored-json.js";
import type { TimelineEntry } from "./timeline-part.js";
import type { ValidatedCapture } from "./validate-capture.js";

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

/** Writes a scenario's report and gathers what the client fetches. Everything is put by digest: a retry changes nothing. */
export function createPublishTimeline({ store, runs, versions }: ActivityDependencies) {
  return activity(async (input: PublishTimelineInput): Promise<PublishedTimeline> => {
    const { request, parts, assembled, validated, dissected } = input;
    const entries: TimelineEntry[] = [];
    for (const part of parts) entries.push(...(await getJson<readonly TimelineEntry[]>(store, part)));
    const conversations = entries.map(({ result }) => result);
    const findings = [
      ...(await getJson<readonly Finding[]>(store, validated.findings)),
      ...(dissected.status === "absent" ? [] : await getJson<readonly Finding[]>(store, dissected.findings)),
    ];
    const report = buildRunReport({
      workflowId: input.workflowId,
      runId: input.runId,
      request,
      versions: {
        ...versions,
        dissector:
          dissected.status === "absent"
            ? { name: "none", version: dissected.why }
            : { name: dissected.adapter, version: dissected.version },
      },
      capture: assembled.capture,
      labels: assembled.labels,
      frames: assembled.frameCount,
      requested: conversations.length,
      conversations,
      learned: assembled.learned,
      findings,
      steps: input.steps,
    });
    const result: DayResult = {
      status: "completed",
      capture: assembled.capture,
      labels: assembled.labels,
      report: await putText(store, formatRunReport(report), mediaTypes.json),
      scripts: conversations.flatMap(({ conversation, attempts }) =>
        attempts.map(({ attempt, scriptSeed: seed, script }) => ({
          expert: expertOf(conversation),
          conversation,
          attempt,
          seed,
          script,
        })),
      ),
      learned: assembled.learned,
      counts: report.counts,
    };
    await runs.put(runRecordKeys.result(input.payer), result);
    return { result: await putText(store, JSON.stringify(result), mediaTypes.json) };
  });
}
