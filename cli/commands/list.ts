import { Option, type Command } from "commander";
import { loadConfig } from "../../src/config/load-config.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { runStatuses, type DayDescription, type ListFilter, type RunStatus } from "../ports.js";
import { parseLimit } from "../option-parsers.js";
import { printable } from "../render/printable.js";
import { formatTable } from "../render/table.js";
import { openSurroundings, type OpenSurroundings } from "../surroundings.js";
import { watch } from "../watching.js";

export interface ListOptions {
  readonly limit: number;
  readonly parked?: true;
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly watch?: true;
  readonly config?: string;
  readonly json?: true;
}

/** The runs the server knows, newest first. */
export async function runList(
  options: ListOptions,
  context: CliContext,
  open: OpenSurroundings = openSurroundings,
): Promise<ExitCode> {
  const config = loadConfig({ env: context.env, cwd: context.cwd, flags: { config: options.config } });
  const announce = (text: string) => writeLines(context.stderr, [text]);
  const surroundings = await open({ config, withWorker: false, announce }, context);
  try {
    const ask = () => surroundings.runner.list(filterOf(options));
    const show = (days: readonly DayDescription[], isFirst = true): void => {
      if (options.json === true) writeJson(context, days.map(dayDocument));
      else writeLines(context.stdout, [...(isFirst ? [] : [""]), ...renderDays(days, context)]);
    };
    if (options.watch === true) await watch(ask, show, () => false, context);
    else show(await ask());
    return exitCodes.done;
  } finally {
    await surroundings.close();
  }
}

function filterOf({ limit, parked, status, reason }: ListOptions): ListFilter {
  const wanted = parked === true || reason !== undefined ? "parked" : status;
  return {
    limit,
    ...(wanted === undefined ? {} : { status: wanted }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function dayDocument(day: DayDescription) {
  const { workflowId, runId, status, startedAtMs, closedAtMs, url, seed, parked, attempts, spent } = day;
  return {
    workflowId,
    runId,
    status,
    started: new Date(startedAtMs).toISOString(),
    closed: closedAtMs === undefined ? null : new Date(closedAtMs).toISOString(),
    url: url ?? null,
    seed: seed ?? null,
    attempts: attempts ?? null,
    tokens: spent?.tokens ?? null,
    costUsd: spent?.usd ?? null,
    parked: parked ?? null,
  };
}

function renderDays(days: readonly DayDescription[], { stdout }: CliContext): readonly string[] {
  if (days.length === 0) return ["no runs"];
  return formatTable(
    [
      { title: "Run" },
      { title: "Status" },
      { title: "Started" },
      { title: "Seed", align: "right" },
      { title: "Tokens", align: "right" },
      { title: "Cost", align: "right" },
      { title: "URL" },
      { title: "Waits for a person" },
    ],
    days.map((day) => [
      printable(day.workflowId, stdout),
      day.status,
      new Date(day.startedAtMs).toISOString().slice(0, 19) + "Z",
      String(day.seed ?? ""),
      // Unknown is told apart from nothing.
      day.spent === undefined ? "" : String(day.spent.tokens ?? "?"),
      day.spent === undefined ? "" : day.spent.usd === null ? "?" : `$${day.spent.usd.toFixed(4)}`,
      printable(day.url ?? "", stdout),
      day.parked === undefined ? "" : printable(`${day.parked.conversation}: ${day.parked.reason}`, stdout),
    ]),
  );
}

export function registerList(program: Command, host: CommandHost): void {
  program
    .command("list")
    .description("list the runs the server knows, newest first")
    .option("--limit <N>", "at most so many", parseLimit, 50)
    .option("--parked", "only those that wait for a person")
    .addOption(new Option("--status <STATUS>", "only those of this status").choices(runStatuses))
    .option("--reason <CODE>", "only those parked for this reason, such as answers-stayed-wrong")
    .option("--watch", "show them again whenever something has changed, until Ctrl-C")
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale list\n  wiretale list --parked --watch\n  wiretale list --limit 500 --json",
    )
    .action(async (options: ListOptions) => host.finish(await runList(options, host.context)));
}
