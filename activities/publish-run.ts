import { mediaTypes } from "../src/contracts/artifact.js";
import type { ConversationResult, DayRequest, DayResult, StepProgress } from "../src/contracts/day.js";
import { expertOf } from "../src/contracts/expert.js";
import type { Finding } from "../src/contracts/finding.js";
import { runRecordKeys } from "../src/contracts/names.js";
import { buildRunReport, formatRunReport, type RunReport } from "../src/report/run-report.js";
import type { AssembledCapture } from "./assemble-capture.js";
import type { ActivityDependencies } from "./dependencies.js";
import type { DissectedCapture } from "./dissect-capture.js";
import { activity } from "./failures.js";
import { getJson, putText } from "./stored-json.js";
import type { ValidatedCapture } from "./validate-capture.js";

export interface PublishInput {
  readonly workflowId: string;
  readonly runId: string;
  /** Absent in runs of older workers: their result is in the server's history alone. */
  readonly payer?: string;
  readonly request: DayRequest;
  readonly conversations: readonly ConversationResult[];
  readonly assembled: AssembledCapture;
  readonly validated: ValidatedCapture;
  readonly dissected: DissectedCapture;
  readonly steps: readonly StepProgress[];
}

/** Writes the run's report and gathers what the client fetches. Everything is put by digest: a retry changes nothing. */
export function createPublishRun({ store, runs, versions }: ActivityDependencies) {
  return activity(async (input: PublishInput): Promise<DayResult> => {
    const { request, conversations, assembled, validated, dissected } = input;
    const findings = [
      ...(await getJson<readonly Finding[]>(store, validated.findings)),
      ...(dissected.status === "absent" ? [] : await getJson<readonly Finding[]>(store, dissected.findings)),
    ];
    const report: RunReport = buildRunReport({
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
      requested: request.scenario.url.isLiteralAddress ? 2 : 3,
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
          attempt,
          seed,
          script,
        })),
      ),
      learned: assembled.learned,
      counts: report.counts,
    };
    if (input.payer !== undefined) await runs.put(runRecordKeys.result(input.payer), result);
    return result;
  });
}
