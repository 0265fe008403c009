import type { Command } from "commander";
import { loadConfig } from "../../src/config/load-config.js";
import type { AttemptRecord, DayProgress, DayResult, RunRecord } from "../../src/contracts/day.js";
import type { Usage } from "../../src/contracts/expert.js";
import { dayExpertNames } from "../../src/contracts/expert.js";
import { UsageError } from "../../src/contracts/errors.js";
import { runRecordKeys, taskQueueNames } from "../../src/contracts/names.js";
import { countCalls, sumSpending } from "../../src/report/count-run.js";
import { humanOutput, writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { copyFailedAttempts, copyDayOutputs, outputFolder } from "../day-outputs.js";
import { dayResultOf, keptScripts, waysOn } from "../day-outcome.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { followRun } from "../follow-run.js";
import type { DayDescription, DayOutcome, RunStatus } from "../ports.js";
import { renderAttempts } from "../render/attempts.js";
import { renderCounts } from "../render/day.js";
import { printable } from "../render/printable.js";
import { createProgressView, renderStep, renderSteps } from "../render/progress.js";
import { progressOfFailure, progressWithAttempts, readAttempts, recordedAttempts } from "../run-attempts.js";
import { checkRunId } from "../run-id.js";
import { writeProblem } from "../report-error.js";
import { openSurroundings, type OpenSurroundings, type Surroundings } from "../surroundings.js";
import { watch } from "../watching.js";

export interface ShowOptions {
  readonly wait?: true;
  readonly watch?: true;
  readonly outDir?: string;
  readonly config?: string;
  readonly json?: true;
}

/** The JSON document of `show`. */
interface ShownRun {
  readonly workflowId: string;
  readonly status: RunStatus | "forgotten";
  readonly stage: string | null;
  readonly capture: string | null;
  readonly captureDigest: string | null;
  readonly calls: { readonly made: number; readonly cached: number; readonly lost: number };
  readonly usage: Usage;
  readonly costUsd: number | null;
  readonly attempts: readonly AttemptRecord[];
}

/** How a run stands, or how it ended; a completed one is copied from the store to the output folder. */
export async function runShow(
  workflowId: string,
  options: ShowOptions,
  context: CliContext,
  open: OpenSurroundings = openSurroundings,
): Promise<ExitCode> {
  checkRunId(workflowId);
  const config = loadConfig({ env: context.env, cwd: context.cwd, flags: { config: options.config } });
  const wait = options.wait === true;
  if (wait && options.watch === true)
    throw new UsageError(
      "--wait and --watch exclude each other",
      "--wait ends when the run parks, --watch goes on",
    );
  const announce = (text: string) => writeLines(context.stderr, [text]);
  const surroundings = await open({ config, withWorker: wait, announce }, context);
  try {
    const described =
      options.watch === true
        ? await watchRun(workflowId, surroundings, options, context)
        : await surroundings.runner.describe(workflowId);
    if (described === undefined) return await showForgotten(workflowId, surroundings, options, context);
    const isOpen = described.status === "running" || described.status === "parked";
    // Ctrl-C has ended the watching: how the run stands was shown.
    if (isOpen && options.watch === true) return exitCodes.done;
    const taskQueue = taskQueueNames(config.taskQueuePrefix).workflows;
    const outcome = isOpen
      ? wait
        ? await waitForRun(described, taskQueue, surroundings, options, context)
        : undefined
      : await surroundings.runner.outcome(workflowId, described.runId);
    if (outcome === undefined) {
      const progress = await progressWithAttempts(surroundings.runner, workflowId, described.runId);
      return await showOpen(described, progress, surroundings, options, context);
    }
    return await showEnded(described, outcome, surroundings, options, context);
  } finally {
    await surroundings.close();
  }
}

/** Shows how a run stands whenever that has changed; answers with what it was in the end. */
async function watchRun(
  workflowId: string,
  surroundings: Surroundings,
  options: ShowOptions,
  context: CliContext,
): Promise<DayDescription | undefined> {
  const { runner } = surroundings;
  const { described } = await watch(
    async () => {
      const found = await runner.describe(workflowId);
      const isOpen = found?.status === "running" || found?.status === "parked";
      return isOpen
        ? { described: found, progress: await progressWithAttempts(runner, workflowId, found.runId) }
        : { described: found };
    },
    async (found, isFirst) => {
      if (found.described === undefined) return;
      if (!isFirst && options.json !== true) writeLines(context.stdout, [""]);
      await showOpen(found.described, found.progress, surroundings, options, context);
    },
    (found) => found.described?.status !== "running" && found.described?.status !== "parked",
    context,
  );
  return described;
}

async function waitForRun(
  { workflowId, runId }: DayDescription,
  taskQueue: string,
  surroundings: Surroundings,
  options: ShowOptions,
  context: CliContext,
): Promise<DayOutcome> {
  const view = createProgressView(humanOutput(context, options.json === true), context.terminal);
  try {
    return await followRun(
      surroundings.runner,
      {
        workflowId,
        runId,
        // Only looked at: it is somebody else's run.
        cancelOnInterrupt: false,
        failed: surroundings.failed,
        taskQueue,
        onProgress: (progress) => view.update(progress, context.now()),
        onRetry: (reason) => {
          view.pause();
          writeProblem(context, `trying again: ${reason}`, undefined, "warning");
        },
        onUnpolled: () => {
          view.pause();
          writeProblem(
            context,
            `no worker has asked for work of the queue ${taskQueue} for 10 s`,
            "start one with `wiretale worker`",
            "warning",
          );
        },
      },
      context,
    );
  } finally {
    view.stop();
  }
}

async function showOpen(
  { workflowId, status }: DayDescription,
  progress: DayProgress | undefined,
  { store }: Surroundings,
  options: ShowOptions,
  context: CliContext,
): Promise<ExitCode> {
  const shown = shownRun(workflowId, status, progress);
  const parked = progress?.parked;
  if (options.json === true) {
    writeJson(context, { ...shown, ...(parked === undefined ? {} : { parked }) });
    return exitCodes.done;
  }
  const { stdout } = context;
  writeLines(stdout, [
    `${printable(workflowId, stdout)}: ${status}`,
    ...(progress?.steps ?? []).flatMap((step) => renderStep(step, context.now(), stdout)),
    ...(parked === undefined
      ? []
      : ["", `parked at ${parked.conversation}: ${printable(parked.message, stdout)} [${parked.reason}]`]),
    ...(parked?.hint === undefined ? [] : [`hint: ${printable(parked.hint, stdout)}`]),
    "",
    ...renderAttempts(await readAttempts(progress?.attempts ?? [], store), stdout),
    ...(parked === undefined ? [] : waysOn(workflowId, parked)),
  ]);
  if (progress === undefined) {
    writeProblem(
      context,
      "no worker answers for this run",
      "`wiretale worker` starts one; `show --wait` does too",
      "warning",
    );
  }
  return exitCodes.done;
}

/** A run that is in the artifact store alone: its history went with its retention, or with the server's database. */
async function showForgotten(
  workflowId: string,
  surroundings: Surroundings,
  options: ShowOptions,
  context: CliContext,
): Promise<ExitCode> {
  const { runs, store } = surroundings;
  const folder = outputFolder(context.cwd, workflowId, options.outDir);
  const run = await runs.get<RunRecord>(runRecordKeys.run(workflowId));
  if (run === undefined) {
    throw new UsageError(
      `neither the server nor the artifact store knows a run ${workflowId}`,
      "`wiretale list` shows those the server knows",
    );
  }
  const result = await runs.get<DayResult>(runRecordKeys.result(run.payer));
  if (result !== undefined) {
    const ended: DayOutcome = { status: "completed", result };
    return showEnded({ workflowId, status: "completed" }, ended, surroundings, options, context);
  }
  const attempts = await recordedAttempts(runs, workflowId);
  const progress: DayProgress = { stage: stageOf(attempts.at(-1)?.conversation), steps: [], attempts };
  if (options.json === true) writeJson(context, shownRun(workflowId, "forgotten", progress));
  else
    writeLines(context.stdout, [
      `${printable(workflowId, context.stdout)}: forgotten by the server; this is what the artifact store keeps of it`,
      "",
      ...renderAttempts(await readAttempts(attempts, store), context.stdout),
    ]);
  const scripts = await copyFailedAttempts(attempts, store, folder);
  writeProblem(
    context,
    `the server has forgotten ${workflowId}, and it had not completed`,
    keptScripts(scripts, folder),
  );
  writeLines(context.stderr, [`wiretale resume ${workflowId} goes on with what is finished`]);
  return exitCodes.runEnded;
}

async function showEnded(
  { workflowId, status }: Pick<DayDescription, "workflowId" | "status">,
  outcome: DayOutcome,
  { store, runs }: Surroundings,
  options: ShowOptions,
  context: CliContext,
): Promise<ExitCode> {
  const folder = outputFolder(context.cwd, workflowId, options.outDir);
  const { failure } = outcome;
  const { stdout } = context;
  if (outcome.result === undefined) {
    const told = progressOfFailure(failure?.details);
    const recorded = await recordedAttempts(runs, workflowId);
    const attempts = recorded.length > 0 ? recorded : (told?.attempts ?? []);
    const progress: DayProgress = { stage: told?.stage ?? "arp", steps: told?.steps ?? [], attempts };
    const shown = {
      ...shownRun(workflowId, outcome.status, progress),
      stage: told?.stage ?? null,
      failure: failure ?? null,
      ...(outcome.parked === undefined ? {} : { parked: outcome.parked }),
    };
    if (options.json === true) writeJson(context, shown);
    else writeLines(stdout, renderAttempts(await readAttempts(attempts, store), stdout));
    const scripts = await copyFailedAttempts(attempts, store, folder);
    writeProblem(
      context,
      `${workflowId} ${outcome.status}: ${failure?.message ?? "no reason given"} [${failure?.code ?? "failed"}]`,
      failure?.hint ?? keptScripts(scripts, folder),
    );
    writeLines(
      context.stderr,
      outcome.parked === undefined
        ? [`wiretale resume ${workflowId} goes on with what is finished`]
        : waysOn(workflowId, outcome.parked),
    );
    return exitCodes.runEnded;
  }
  const result = await dayResultOf(outcome.result, store);
  const outputs = await copyDayOutputs(result, store, folder, undefined);
  const { report } = outputs;
  if (options.json === true) {
    writeJson(context, {
      workflowId,
      status: outcome.status,
      stage: "done",
      capture: outputs.capture,
      captureDigest: result.capture.digest,
      page: outputs.pagePath,
      calls: report.counts.calls,
      usage: report.usage,
      costUsd: report.costUsd,
      attempts: report.conversations.flatMap(({ conversation, attempts }) =>
        attempts.map((attempt) => ({ conversation, ...attempt })),
      ),
    });
    return exitCodes.done;
  }
  writeLines(stdout, [
    `${printable(workflowId, stdout)}: ${status === "running" ? outcome.status : status}`,
    ...renderSteps(report.steps, stdout),
    ...renderCounts(report.counts, report.usage),
    `report: ${printable(outputs.reportPath)}`,
    `page: ${printable(outputs.pagePath)}`,
    `capture: ${printable(outputs.capture)}`,
  ]);
  return exitCodes.done;
}

/** The stage that a conversation is part of. */
function stageOf(conversation: string | undefined): DayProgress["stage"] {
  if (conversation === undefined) return "arp";
  return dayExpertNames.find((name) => name === conversation) ?? "acts";
}

function shownRun(
  workflowId: string,
  status: ShownRun["status"],
  progress: DayProgress | undefined,
): ShownRun {
  const attempts = progress?.attempts ?? [];
  return {
    workflowId,
    status,
    stage: progress?.stage ?? null,
    capture: null,
    captureDigest: null,
    calls: countCalls(attempts),
    ...sumSpending(attempts),
    attempts,
  };
}

export function registerShow(program: Command, host: CommandHost): void {
  program
    .command("show")
    .argument("<ID>", "workflow id, as `day` printed it")
    .description(
      "show how a run stands or how it ended; the capture of a completed one is copied to the output folder",
    )
    .option(
      "--wait",
      "wait for its end, with a worker of our own where the server is our own (default: only look)",
    )
    .option("--watch", "show it again whenever something has changed, until it has ended or Ctrl-C")
    .option("--out-dir <DIR>", "output folder (default: ./wiretale-out/<ID>)")
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document on stdout, everything else on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale show day-example.com-3fa94c0d11e2\n  wiretale show day-example.com-3fa94c0d11e2 --wait --json\n  wiretale show day-example.com-3fa94c0d11e2 --watch",
    )
    .action(async (workflowId: string, options: ShowOptions) =>
      host.finish(await runShow(workflowId, options, host.context)),
    );
}
