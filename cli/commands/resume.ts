import type { Command } from "commander";
import { resolve } from "node:path";
import { loadConfig } from "../../src/config/load-config.js";
import type {
  ConversationName,
  Judgement,
  ResumeDecision,
  RunOrigin,
  RunRecord,
} from "../../src/contracts/day.js";
import { UsageError } from "../../src/contracts/errors.js";
import { expertNames } from "../../src/contracts/expert.js";
import { runRecordKeys } from "../../src/contracts/names.js";
import { humanOutput, writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { showOutcome } from "../day-outcome.js";
import { outputFolder } from "../day-outputs.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { followRun, type FollowOptions } from "../follow-run.js";
import type { DayDescription, DayOutcome, StartedDay } from "../ports.js";
import { createProgressView } from "../render/progress.js";
import { parseBudget } from "../option-parsers.js";
import { writeProblem } from "../report-error.js";
import {
  checkChoice,
  type DecisionOptions,
  decisionOf,
  parseHint,
  parseTemperature,
  readScript,
} from "../resume-decision.js";
import { checkRunId } from "../run-id.js";
import { openSurroundings, type OpenSurroundings, type Surroundings } from "../surroundings.js";

export interface ResumeOptions extends DecisionOptions {
  readonly reason?: string;
  readonly wait: boolean;
  readonly outDir?: string;
  readonly config?: string;
  readonly json?: true;
}

/** A person's answer to a parked run, to all of them, or a new run that goes on where a closed one stopped. */
export async function runResume(
  workflowId: string | undefined,
  options: ResumeOptions,
  context: CliContext,
  open: OpenSurroundings = openSurroundings,
): Promise<ExitCode> {
  if ((workflowId === undefined) !== (options.all === true))
    throw new UsageError("give the id of a run, or --all", "`wiretale list --parked` shows what waits");
  const [dayId, conversation] = workflowId === undefined ? [] : checkRunId(workflowId).split("/");
  const named = isConversationName(conversation) ? conversation : undefined;
  checkChoice(options);
  const script =
    options.replace === undefined ? undefined : await readScript(resolve(context.cwd, options.replace));
  const config = loadConfig({ env: context.env, cwd: context.cwd, flags: { config: options.config } });
  const announce = (text: string) => writeLines(context.stderr, [text]);
  const surroundings = await open({ config, withWorker: options.wait, announce }, context);
  try {
    const decision = await decisionOf(options, script, surroundings.store);
    if (dayId === undefined)
      return await resumeAll(decision ?? { kind: "retry" }, options, surroundings, context);
    return await resumeOne(dayId, named, decision, options, surroundings, context);
  } finally {
    await surroundings.close();
  }
}

/** `dns`, or `client-007-dns` of a scenario. */
function isConversationName(text: string | undefined): text is ConversationName {
  return expertNames.some((name) => text === name || text?.endsWith(`-${name}`) === true);
}

async function resumeOne(
  workflowId: string,
  named: ConversationName | undefined,
  decision: ResumeDecision | undefined,
  options: ResumeOptions,
  surroundings: Surroundings,
  context: CliContext,
): Promise<ExitCode> {
  const { runner } = surroundings;
  const day = await runner.describe(workflowId);
  if (day?.status === "parked" && day.parked !== undefined) {
    const { conversation } = day.parked;
    const answer = await runner.decide(workflowId, named ?? conversation, decision ?? { kind: "retry" });
    if (!answer.accepted) return refused(workflowId, answer, options, surroundings, context);
    writeLines(humanOutput(context, options.json === true), [answer.message]);
    return follow({ ...started(day), parked: day.parked }, options, surroundings, context);
  }
  if (day?.status === "running") {
    if (decision !== undefined)
      throw new UsageError(`${workflowId} is running, not parked`, "`wiretale show ID --wait` follows it");
    return follow(started(day), options, surroundings, context);
  }
  if (day?.status === "completed") {
    if (decision !== undefined)
      throw new UsageError(`${workflowId} has completed`, "`wiretale show ID` shows it");
    return follow({ ...started(day), alreadyDone: true }, options, surroundings, context);
  }
  // Closed without a result, or forgotten by the server: what is finished is recorded in the store.
  const record = await surroundings.runs.get<RunRecord>(runRecordKeys.run(workflowId));
  if (record === undefined) {
    throw new UsageError(
      `neither the server nor the artifact store knows a run ${workflowId}`,
      "`wiretale list` shows those the server knows; a run that no worker began left nothing to go on from",
    );
  }
  const origin: RunOrigin = { payer: record.payer, ...(decision === undefined ? {} : { decision }) };
  const next = await runner.goOn(workflowId, record.request, origin);
  writeLines(humanOutput(context, options.json === true), [
    `${workflowId} ${day === undefined ? "is unknown to the server" : `ended ${day.status}`}: a new run goes on with what is recorded`,
  ]);
  return follow(next, options, surroundings, context);
}

/** By signal: of many, each takes what it can use. */
async function resumeAll(
  decision: ResumeDecision,
  options: ResumeOptions,
  surroundings: Surroundings,
  context: CliContext,
): Promise<ExitCode> {
  const { runner } = surroundings;
  const { reason } = options;
  const filter = { limit: 10_000, status: "parked" as const, ...(reason === undefined ? {} : { reason }) };
  const days = await runner.list(filter);
  for (const { workflowId, parked } of days) {
    if (parked !== undefined) await runner.decideQuietly(workflowId, parked.conversation, decision);
  }
  const outcomes = options.wait
    ? await Promise.all(days.map((day) => settle(day, surroundings, context)))
    : [];
  const count = (status: string) => outcomes.filter((outcome) => outcome === status).length;
  const result = {
    resumed: days.length,
    completed: count("completed"),
    parked: count("parked"),
    failed: count("failed") + count("cancelled"),
  };
  if (options.json === true)
    writeJson(context, { ...result, runs: days.map(({ workflowId }) => workflowId) });
  else {
    const { resumed, completed, parked, failed } = result;
    const rest = options.wait
      ? `: ${completed} completed, ${parked} parked again, ${failed} ended otherwise`
      : "";
    writeLines(context.stdout, [`${resumed} parked runs resumed${rest}`]);
  }
  return result.parked + result.failed > 0 ? exitCodes.runEnded : exitCodes.done;
}

/** Follows one of many, without showing its steps. */
async function settle(day: DayDescription, surroundings: Surroundings, context: CliContext): Promise<string> {
  const unseen = {
    taskQueue: "",
    onProgress: () => undefined,
    onRetry: () => undefined,
    onUnpolled: () => undefined,
  };
  return (await followResumed(day, unseen, surroundings, context)).status;
}

/** A run that was there before this command: Ctrl-C leaves it to the server, and the wait that was answered is old news. */
function followResumed(
  { workflowId, runId, parked }: ResumedRun,
  watching: Pick<FollowOptions, "taskQueue" | "onProgress" | "onRetry" | "onUnpolled">,
  { runner, failed }: Surroundings,
  context: CliContext,
): Promise<DayOutcome> {
  const answered = parked === undefined ? {} : { answered: parked };
  return followRun(
    runner,
    { workflowId, runId, cancelOnInterrupt: false, failed, ...watching, ...answered },
    context,
  );
}

type ResumedRun = Pick<DayDescription, "workflowId" | "runId" | "parked">;

function started({ workflowId, runId }: DayDescription): StartedDay {
  return { workflowId, runId, alreadyDone: false, attached: true };
}

async function follow(
  run: StartedDay & { readonly parked?: NonNullable<DayDescription["parked"]> },
  options: ResumeOptions,
  surroundings: Surroundings,
  context: CliContext,
): Promise<ExitCode> {
  const { workflowId, runId } = run;
  const json = options.json === true;
  if (!options.wait) {
    if (json) writeJson(context, { workflowId, runId });
    else writeLines(context.stdout, [`wiretale show ${workflowId} --wait`]);
    return exitCodes.done;
  }
  const record = await surroundings.runs.get<RunRecord>(runRecordKeys.run(workflowId));
  if (record === undefined) throw new UsageError(`the artifact store has no record of ${workflowId}`);
  const { request } = record;
  const view = createProgressView(humanOutput(context, json), context.terminal);
  const warn = (message: string, hint?: string): void => {
    view.pause();
    writeProblem(context, message, hint, "warning");
  };
  let attempts: Parameters<typeof showOutcome>[0]["attempts"] = [];
  try {
    const outcome = await followResumed(
      run,
      {
        taskQueue: request.queues.workflows,
        onProgress: (progress) => {
          ({ attempts } = progress);
          view.update(progress, context.now());
        },
        onRetry: (reason) => warn(`trying again: ${reason}`),
        onUnpolled: () =>
          warn(
            `no worker has asked for work of the queue ${request.queues.workflows} for 10 s`,
            "start one with `wiretale worker`",
          ),
      },
      surroundings,
      context,
    );
    view.stop();
    return await showOutcome(
      {
        started: run,
        outcome,
        request,
        store: surroundings.store,
        folder: outputFolder(context.cwd, workflowId, options.outDir),
        out: undefined,
        json,
        uiUrl: undefined,
        attempts,
      },
      context,
    );
  } finally {
    view.stop();
  }
}

/** A decision that cannot be: said with the findings, where it was a script. */
async function refused(
  workflowId: string,
  answer: { readonly message: string; readonly judgement?: Parameters<Surroundings["store"]["get"]>[0] },
  options: ResumeOptions,
  { store }: Surroundings,
  context: CliContext,
): Promise<ExitCode> {
  const judgement =
    answer.judgement === undefined
      ? undefined
      : (JSON.parse(new TextDecoder().decode(await store.get(answer.judgement))) as Judgement);
  const diagnostics = judgement?.diagnostics ?? [];
  const findings = judgement?.findings ?? [];
  if (options.json === true)
    writeJson(context, { workflowId, accepted: false, message: answer.message, diagnostics, findings });
  writeProblem(context, `refused: ${answer.message}`, "the run stays parked as it was");
  writeLines(context.stderr, [
    ...diagnostics.map(
      ({ severity, code, line, column, message }) => `${severity} ${code} ${line}:${column} ${message}`,
    ),
    ...findings.map(
      ({ severity, code, frames, message }) => `${severity} ${code} frames ${frames.join(", ")}: ${message}`,
    ),
  ]);
  return exitCodes.findings;
}

export function registerResume(program: Command, host: CommandHost): void {
  program
    .command("resume")
    .argument("[ID]", "workflow id of a run that is parked, or has ended without a result")
    .description("answer a parked run, or go on where a failed, terminated or forgotten one stopped")
    .option("--all", "every parked run (with --retry, --skip, --abandon or --raise-budget)")
    .option("--retry", "ask the expert again (default)")
    .option("--model <MODEL>", "… another model of the same endpoint")
    .option("--hint <TEXT>", "… with advice, which goes to the model after the findings", parseHint)
    .option("--temperature <T>", "… at another temperature, 0 to 2", parseTemperature)
    .option(
      "--replace <FILE>",
      "a packet script by hand; interpreted and judged first, refused if it is wrong",
    )
    .option("--skip", "do without the conversation, where the scenario can")
    .option("--abandon", "give the conversation up: the run fails")
    .option(
      "--raise-budget [AMOUNT]",
      "go on with more budget: 20000 (tokens) or 1.50usd (default: twice what it was)",
      parseBudget,
    )
    .option("--reason <CODE>", "with --all: only those that are parked for this reason")
    .option("--no-wait", "leave once the answer is given (default: follow the run)")
    .option("--out-dir <DIR>", "output folder (default: ./wiretale-out/<ID>)")
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document on stdout, everything else on stderr")
    .addHelpText(
      "after",
      `
Examples:
  wiretale resume day-example.com-3fa94c0d11e2 --retry --model gpt-4o
  wiretale resume day-example.com-3fa94c0d11e2 --replace my-arp.py
  wiretale resume --all --retry`,
    )
    .action(async (workflowId: string | undefined, options: ResumeOptions) =>
      host.finish(await runResume(workflowId, options, host.context)),
    );
}
