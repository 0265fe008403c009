import type { Command } from "commander";
import { loadConfig } from "../../src/config/load-config.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import type { DayDescription } from "../ports.js";
import { parseLimit } from "../option-parsers.js";
import { printable } from "../render/printable.js";
import { formatTable } from "../render/table.js";
import { openSurroundings, type OpenSurroundings } from "../surroundings.js";

export interface ListOptions {
  readonly limit: number;
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
    const days = await surroundings.runner.list(options.limit);
    if (options.json === true) writeJson(context, days.map(dayDocument));
    else writeLines(context.stdout, renderDays(days, context));
    return exitCodes.done;
  } finally {
    await surroundings.close();
  }
}

function dayDocument({ workflowId, runId, status, startedAtMs, closedAtMs, url, seed }: DayDescription) {
  return {
    workflowId,
    runId,
    status,
    started: new Date(startedAtMs).toISOString(),
    closed: closedAtMs === undefined ? null : new Date(closedAtMs).toISOString(),
    url: url ?? null,
    seed: seed ?? null,
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
      { title: "URL" },
    ],
    days.map((day) => [
      printable(day.workflowId, stdout),
      day.status,
      new Date(day.startedAtMs).toISOString().slice(0, 19) + "Z",
      String(day.seed ?? ""),
      printable(day.url ?? "", stdout),
    ]),
  );
}

export function registerList(program: Command, host: CommandHost): void {
  program
    .command("list")
    .description("list the runs the server knows, newest first")
    .option("--limit <N>", "at most so many", parseLimit, 50)
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", "\nExamples:\n  wiretale list\n  wiretale list --limit 500 --json")
    .action(async (options: ListOptions) => host.finish(await runList(options, host.context)));
}
