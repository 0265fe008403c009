import { dirname } from "node:path";
import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import type {
  AttemptRecord,
  ConversationName,
  DayProgress,
  DayResult,
  ParkedConversation,
  RunRequest,
} from "../src/contracts/day.js";
import type { TimelineRequest } from "../src/contracts/timeline.js";
import { ladderOf } from "../src/report/ladder.js";
import { writeJson, writeLines } from "./command.js";
import type { CliContext } from "./context.js";
import { copyDayOutputs, copyFailedAttempts, type DayOutputs } from "./day-outputs.js";
import { exitCodes, type ExitCode } from "./exit-codes.js";
import { findingDocument } from "./finding-document.js";
import type { LaunchPage } from "./open-page.js";
import type { OutputFile } from "./output-files.js";
import type { DayOutcome, PublishedResult, RunFailure, StartedDay } from "./ports.js";
import { renderDay, type DayView } from "./render/day.js";
import { printable } from "./render/printable.js";
import { renderSteps } from "./render/progress.js";
import { renderTimeline, type TimelineView } from "./render/timeline.js";
import { writeProblem } from "./report-error.js";
import { isTimelineRequest } from "./request-identity.js";

/** The end of a run and how it is to be shown. */
export interface EndedDay {
  readonly started: StartedDay;
  readonly outcome: DayOutcome;
  readonly request: RunRequest;
  readonly store: ArtifactStore;
  /** Absolute. */
  readonly folder: string;
  readonly out: OutputFile | undefined;
  readonly json: boolean;
  readonly uiUrl: string | undefined;
  /** Opens the page of a run that completed. */
  readonly launch?: LaunchPage | undefined;
  /** Of a parked run: what its experts wrote so far. */
  readonly attempts?: DayProgress["attempts"];
}

/** Copies what the run left into its folder and shows it; a run that did not complete shows why. */
export async function showOutcome(ended: EndedDay, context: CliContext): Promise<ExitCode> {
  const { started, outcome, store, folder, out, json, uiUrl } = ended;
  if (outcome.result === undefined) return showFailure(ended, context);
  const result = await dayResultOf(outcome.result, store);
  const outputs = await copyDayOutputs(result, store, folder, out);
  if (ended.launch !== undefined && !(await ended.launch(outputs.pagePath, context.env)))
    writeProblem(context, `there is no browser here to open ${outputs.pagePath}`, undefined, "warning");
  if (json) {
    writeJson(context, {
      workflowId: started.workflowId,
      runId: started.runId,
      status: outcome.status,
      alreadyDone: started.alreadyDone,
      capture: outputs.capture,
      captureDigest: result.capture.digest,
      report: outputs.reportPath,
      page: outputs.pagePath,
      scripts: outputs.scripts,
      learned: result.learned,
      counts: result.counts,
      findings: outputs.report.findings.map(findingDocument),
    });
    return exitCodes.done;
  }
  const { stdout } = context;
  if (started.alreadyDone) writeLines(stdout, renderSteps(outputs.report.steps, stdout));
  const lines = isTimelineRequest(ended.request)
    ? renderTimeline({ ...timelineView(outputs, ended.request), uiUrl }, stdout)
    : renderDay(dayView(outputs, ended.request.scenario.url.host, uiUrl), stdout);
  writeLines(stdout, lines);
  writeLines(stdout, ["", `capture: ${printable(outputs.capture)}`]);
  return exitCodes.done;
}

/** A result as it is, or as the artifact store has it. */
export async function dayResultOf(
  result: DayResult | PublishedResult,
  store: ArtifactStore,
): Promise<DayResult> {
  if (!("result" in result)) return result;
  // Written by our own worker's `publishTimeline`.
  return JSON.parse(new TextDecoder().decode(await store.get(result.result))) as DayResult;
}

function timelineView(outputs: DayOutputs, request: TimelineRequest): Omit<TimelineView, "uiUrl"> {
  const { report } = outputs;
  return {
    clients: request.timeline.clients.map(({ name }) => name),
    conversations: report.conversations,
    findings: report.findings,
    wireshark: report.versions.dissector,
    counts: report.counts,
    usage: report.usage,
    scriptFolder: dirname(outputs.scripts[0]?.path ?? outputs.capture),
    labels: outputs.labels,
    report: outputs.reportPath,
    page: outputs.pagePath,
  };
}

function dayView({ report, page, ...outputs }: DayOutputs, host: string, uiUrl: string | undefined): DayView {
  const { learned, findings, versions, counts, usage } = report;
  return {
    rows: page.capture.frames,
    ladder: ladderOf(page.capture, findings),
    host,
    learned,
    findings,
    wireshark: versions.dissector,
    counts,
    usage,
    scripts: outputs.scripts,
    labels: outputs.labels,
    report: outputs.reportPath,
    page: outputs.pagePath,
    uiUrl,
  };
}

/** Says why there is no capture, and keeps what the experts wrote for whoever looks into it. */
async function showFailure(ended: EndedDay, context: CliContext): Promise<ExitCode> {
  const { started, outcome, store, folder, json } = ended;
  const { workflowId, runId, alreadyDone } = started;
  const failure: RunFailure = outcome.failure ?? { code: "failed", message: "the run failed" };
  const { code, message, hint } = failure;
  const { parked } = outcome;
  const scripts =
    parked === undefined
      ? await copyFailedAttempts(failedAttempts(failure.details), store, folder)
      : await copyFailedAttempts(ended.attempts ?? [], store, folder);
  if (json) {
    writeJson(context, {
      workflowId,
      runId,
      status: outcome.status,
      alreadyDone,
      capture: null,
      captureDigest: null,
      report: null,
      page: null,
      scripts,
      learned: {},
      counts: null,
      findings: [],
      failure: { code, message, ...(hint === undefined ? {} : { hint }) },
      ...(parked === undefined ? {} : { parked }),
    });
  }
  if (parked !== undefined) {
    writeProblem(context, `the run is parked at ${parked.conversation}: ${message} [${code}]`, hint);
    writeLines(context.stderr, [
      ...(scripts.length === 0 ? [] : [`what the expert wrote, and why it was refused: ${folder}/scripts`]),
      ...waysOn(workflowId, parked),
    ]);
    return exitCodes.runEnded;
  }
  writeProblem(
    context,
    `the run ${outcome.status === "cancelled" ? "was cancelled" : "failed"}: ${message} [${code}]`,
    hint ?? keptScripts(scripts, folder),
  );
  return exitCodes.runEnded;
}

/** What a person can do about a parked run. */
export function waysOn(
  workflowId: string,
  parked: Pick<ParkedConversation, "reason"> & { readonly skippable?: boolean },
): string[] {
  const resume = `wiretale resume ${workflowId}`;
  return [
    "nothing is lost, and nothing is paid for twice; it waits for one of these:",
    ...(parked.reason === "budget-spent" ? [`  ${resume} --raise-budget`] : []),
    `  ${resume} --retry [--model M] [--hint TEXT] [--temperature T]`,
    `  ${resume} --replace FILE`,
    ...(parked.skippable === true ? [`  ${resume} --skip`] : []),
    `  ${resume} --abandon`,
    `wiretale show ${workflowId} tells what was asked, answered and found`,
  ];
}

/** Where to look, when nobody said what to do. */
export function keptScripts(scripts: readonly unknown[], folder: string): string | undefined {
  return scripts.length === 0
    ? undefined
    : `what the expert wrote, and why it was refused: ${folder}/scripts`;
}

/** The attempts a `ConversationFailed` failure carries. */
function failedAttempts(
  details: unknown,
): readonly (AttemptRecord & { readonly conversation: ConversationName })[] {
  if (typeof details !== "object" || details === null || !("attempts" in details)) return [];
  // From our own workflow, which builds these details.
  const { conversation, attempts } = details as {
    conversation: ConversationName;
    attempts: readonly AttemptRecord[];
  };
  return attempts.map((attempt) => ({ ...attempt, conversation }));
}
