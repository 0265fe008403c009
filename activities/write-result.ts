import { mediaTypes } from "../src/contracts/artifact.js";
import type { ConversationResult, DayRequest, DayResult, StepProgress } from "../src/contracts/day.js";
import { expertOf } from "../src/contracts/expert.js";
import type { Finding } from "../src/contracts/finding.js";
import { runRecordKeys } from "../src/contracts/names.js";
import type { TimelineRequest } from "../src/contracts/timeline.js";
import { buildRunReport, formatRunReport } from "../src/report/run-report.js";
import type { AssembledCapture } from "./assemble-capture.js";
import type { AssembledTimeline } from "./assemble-timeline.js";
import type { ActivityDependencies } from "./dependencies.js";
import type { DissectedCapture } from "./dissect-capture.js";
import { getJson, putText } from "./stored-json.js";
import type { ValidatedCapture } from "./validate-capture.js";

/** What a run came to, whatever kind of run it was. */
export interface FinishedRun {
  readonly workflowId: string;
  readonly runId: string;
  /** Absent in runs of older workers: their result is in the server's history alone. */
  readonly payer?: string;
  readonly request: DayRequest | TimelineRequest;
  /** Conversations that were asked for. */
  readonly requested: number;
  readonly conversations: readonly ConversationResult[];
  readonly assembled: AssembledCapture | AssembledTimeline;
  readonly validated: ValidatedCapture;
  readonly dissected: DissectedCapture;
  readonly steps: readonly StepProgress[];
  /** Whether one expert may have had several conversations, so that a script is told with the name of its own. */
  readonly namesConversations: boolean;
}

/** Writes the report and gathers what the client fetches. Everything is put by digest: once more changes nothing. */
export async function writeResult(
  { store, runs, versions }: ActivityDependencies,
  run: FinishedRun,
): Promise<DayResult> {
  const { request, conversations, assembled, validated, dissected } = run;
  const findings = [
    ...(await getJson<readonly Finding[]>(store, validated.findings)),
    ...(dissected.status === "absent" ? [] : await getJson<readonly Finding[]>(store, dissected.findings)),
  ];
  const report = buildRunReport({
    workflowId: run.workflowId,
    runId: run.runId,
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
    requested: run.requested,
    conversations,
    learned: assembled.learned,
    findings,
    steps: run.steps,
  });
  const result: DayResult = {
    status: "completed",
    capture: assembled.capture,
    labels: assembled.labels,
    report: await putText(store, formatRunReport(report), mediaTypes.json),
    scripts: conversations.flatMap(({ conversation, attempts }) =>
      attempts.map(({ attempt, scriptSeed: seed, script }) => ({
        expert: expertOf(conversation),
        ...(run.namesConversations ? { conversation } : {}),
        attempt,
        seed,
        script,
      })),
    ),
    learned: assembled.learned,
    counts: report.counts,
  };
  if (run.payer !== undefined) await runs.put(runRecordKeys.result(run.payer), result);
  return result;
}
