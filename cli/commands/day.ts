import { Option, type Command } from "commander";
import type { DayProgress } from "../../src/contracts/day.js";
import { cacheModes, type Budget, type CacheMode } from "../../src/contracts/policy.js";
import { humanOutput, writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { showOutcome } from "../day-outcome.js";
import { outputFolder } from "../day-outputs.js";
import { isTimelineRequest } from "../request-identity.js";
import { prepareDay, type PreparedDay } from "../day-request.js";
import { exitCodes, InterruptedError, type ExitCode } from "../exit-codes.js";
import { followRun } from "../follow-run.js";
import {
  collectPersonas,
  parseBudget,
  parseSeed,
  parseStart,
  type PersonaChoices,
} from "../option-parsers.js";
import { launchPage } from "../open-page.js";
import { claimOutput } from "../output-files.js";
import type { DayOutcome, StartedDay } from "../ports.js";
import { renderBanner } from "../render/day.js";
import { createProgressView } from "../render/progress.js";
import { writeProblem } from "../report-error.js";
import { openSurroundings, type OpenSurroundings, type Surroundings } from "../surroundings.js";

export interface DayOptions {
  readonly url?: string;
  readonly scenario?: string;
  readonly endpoints?: string;
  readonly seed?: number;
  readonly start?: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly persona: PersonaChoices;
  readonly cache: CacheMode;
  readonly budget?: Budget;
  readonly newRun?: true;
  readonly keep?: true;
  readonly wait: boolean;
  readonly out?: string;
  readonly outDir?: string;
  readonly force?: true;
  readonly open?: true;
  readonly config?: string;
  readonly json?: true;
}

/** A day in the life, from the flags to the capture on this machine's disk. */
export async function runDay(
  options: DayOptions,
  context: CliContext,
  open: OpenSurroundings = openSurroundings,
): Promise<ExitCode> {
  const prepared = prepareDay(options, context);
  const { config, request, workflowId } = prepared;
  const out =
    options.out === undefined ? undefined : await claimOutput(options.out, options.force === true, context);
  const human = humanOutput(context, options.json === true);
  writeLines(
    human,
    renderBanner(
      {
        what: isTimelineRequest(request)
          ? { kind: "scenario", name: request.timeline.name }
          : { kind: "page", url: request.scenario.url.href },
        seed: request.seed,
        start: request.start,
        workflowId,
        experts: Object.values(request.experts),
      },
      human,
    ),
  );
  const surroundings = await open(
    { config, withWorker: options.wait, announce: (text) => writeLines(context.stderr, [text]) },
    context,
  );
  try {
    if (context.interrupted.aborted) throw new InterruptedError();
    const started = await surroundings.runner.start(workflowId, request, { newRun: options.newRun === true });
    if (!options.wait) return showStarted(started, surroundings, options, context);
    const outcome = await follow(started, prepared, surroundings, options, context);
    const code = await showOutcome(
      {
        started,
        outcome,
        request,
        store: surroundings.store,
        folder: outputFolder(context.cwd, workflowId, options.outDir),
        out,
        json: options.json === true,
        // The address is of use only while the server is up.
        uiUrl: options.keep === true ? surroundings.uiUrl(workflowId, started.runId) : undefined,
        launch: options.open === true ? launchPage : undefined,
        attempts: outcome.status === "parked" ? await attemptsOf(workflowId, outcome, surroundings) : [],
      },
      context,
    );
    if (options.keep === true) await keepUp(surroundings, started, context);
    return code;
  } finally {
    await surroundings.close();
  }
}

function showStarted(
  started: StartedDay,
  surroundings: Surroundings,
  options: DayOptions,
  context: CliContext,
): ExitCode {
  const { workflowId, runId } = started;
  if (options.json === true) writeJson(context, { workflowId, runId });
  else writeLines(context.stdout, [`started ${workflowId}`, `wiretale show ${workflowId} --wait`]);
  if (surroundings.serverEndsWithUs) {
    writeProblem(
      context,
      "the server stops with this command, and the run stands still until it is up again",
      "`wiretale server` and `wiretale worker` keep it going",
      "warning",
    );
  }
  return exitCodes.done;
}

async function follow(
  started: StartedDay,
  { request }: PreparedDay,
  surroundings: Surroundings,
  options: DayOptions,
  context: CliContext,
): Promise<DayOutcome> {
  const human = humanOutput(context, options.json === true);
  const { workflowId, runId } = started;
  if (started.alreadyDone) {
    writeLines(human, ["this request has completed before; --new-run repeats it"]);
    return surroundings.runner.outcome(workflowId, runId);
  }
  if (started.attached) writeLines(human, ["this request is running already; following it"]);
  const uiUrl = surroundings.uiUrl(workflowId, runId);
  if (uiUrl !== undefined) writeLines(human, [`Temporal: ${uiUrl}`, ""]);
  const view = createProgressView(human, context.terminal);
  try {
    return await followRun(
      surroundings.runner,
      {
        workflowId,
        runId,
        cancelOnInterrupt: !started.attached,
        failed: surroundings.failed,
        taskQueue: request.queues.workflows,
        onProgress: (progress: DayProgress) => view.update(progress, context.now()),
        onRetry: (reason) => {
          view.pause();
          writeProblem(context, `trying again: ${reason}`, undefined, "warning");
        },
        onUnpolled: () => {
          view.pause();
          writeProblem(
            context,
            `no worker has asked for work of the queue ${request.queues.workflows} for 10 s`,
            "start one with `wiretale worker`, with the same TEMPORAL_ADDRESS; this command goes on waiting",
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

/** What the expert that waits has written so far. */
async function attemptsOf(workflowId: string, { parked }: DayOutcome, { runner }: Surroundings) {
  if (parked === undefined) return [];
  const { conversation } = parked;
  const found = await runner.attempts(workflowId, conversation);
  return (found?.attempts ?? []).map((attempt) => ({ ...attempt, conversation }));
}

/** The capture is there; the server stays for whoever wants to look at the run, until Ctrl-C. */
async function keepUp(
  surroundings: Surroundings,
  { workflowId, runId }: StartedDay,
  context: CliContext,
): Promise<void> {
  const uiUrl = surroundings.uiUrl(workflowId, runId);
  writeLines(context.stderr, [
    `the server stays up${uiUrl === undefined ? "" : `: ${uiUrl}`}; Ctrl-C ends it`,
  ]);
  if (context.interrupted.aborted) return;
  await new Promise<void>((done) => {
    context.interrupted.addEventListener("abort", () => done(), { once: true });
  });
}

export function registerDay(program: Command, host: CommandHost): void {
  program
    .command("day")
    .description(
      "a day in the life of a host: it finds its router (ARP), looks a name up (DNS), fetches a page (TCP, HTTP)",
    )
    .option(
      "--url <URL>",
      "what the client fetches; http only (default: the scenario's, else http://example.com/)",
    )
    .option(
      "--scenario <FILE>",
      "what the clients do, or what differs from the endpoints file; YAML, docs/scenarios.md (default: none)",
    )
    .option(
      "--endpoints <FILE>",
      "hosts, router, name server, sites; YAML (default: the package's examples/endpoints.yaml)",
    )
    .option(
      "--seed <N>",
      "0 to 4294967295; the same seed draws the same (default: drawn, printed and recorded)",
      parseSeed,
    )
    .option("--start <EPOCH>", "time of the first frame, seconds since 1970 (default: now)", parseStart)
    .option("--model <MODEL>", "model of every expert (default: the configuration's, wiretale-reference)")
    .option(
      "--base-url <URL>",
      "OpenAI-compatible endpoint of every expert (default: the configuration's, embedded)",
    )
    .addOption(
      new Option(
        "--persona <ROLE=NAME>",
        "stack of a host: client, router, nameServer or site, or a host of the scenario by its name; repeatable",
      )
        .argParser(collectPersonas)
        .default({}, "the endpoints file's"),
    )
    .addOption(
      new Option("--cache <MODE>", "answers that were paid for: use them, ask again and store, or neither")
        .choices(cacheModes)
        .default("read"),
    )
    .option(
      "--budget <AMOUNT>",
      "park before a call once so much is spent: 20000 (tokens) or 1.50usd (default: the configuration's, none)",
      parseBudget,
    )
    .option("--new-run", "repeat a request that has completed (default: show its result)")
    .option("--keep", "leave the server up until Ctrl-C (default: stop it)")
    .option("--no-wait", "start the run and leave; `show` tells the rest (default: wait)")
    .option("--out <FILE.pcap>", "write the capture here as well (default: only into the output folder)")
    .option("--out-dir <DIR>", "output folder (default: ./wiretale-out/<workflow id>)")
    .option("--open", "open the report page in the browser at the end (default: only write it)")
    .option("--force", "replace an --out that is there (default: refuse)")
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document on stdout, everything else on stderr")
    .addHelpText(
      "after",
      `
Examples:
  wiretale day --seed 7
  wiretale day --url http://www.example.org/a/b --out day.pcap --open
  wiretale day --scenario examples/real-day.yaml --seed 7 --start 1700000000
  wiretale day --scenario examples/hour.yaml --persona client=linux-client
  OPENAI_API_KEY=… wiretale day --model gpt-4o-mini
  wiretale day --base-url http://127.0.0.1:11434/v1 --model llama3.1 --json`,
    )
    .action(async (options: DayOptions) => host.finish(await runDay(options, host.context)));
}
