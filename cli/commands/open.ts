import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import type { ArtifactStore } from "../../src/artifacts/artifact-store.js";
import { createFileArtifactStore, createFileRecords } from "../../src/artifacts/fs.js";
import type { KeyedRecords } from "../../src/artifacts/keyed-records.js";
import { loadConfig } from "../../src/config/load-config.js";
import { statePaths } from "../../src/config/state-paths.js";
import type { DayResult, RunRecord } from "../../src/contracts/day.js";
import { UsageError } from "../../src/contracts/errors.js";
import { runRecordKeys } from "../../src/contracts/names.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { copyDayOutputs, outputFolder } from "../day-outputs.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { launchPage, type LaunchPage } from "../open-page.js";
import { printable } from "../render/printable.js";
import { checkRunId } from "../run-id.js";

export interface OpenOptions {
  readonly print?: true;
  readonly outDir?: string;
  readonly config?: string;
  readonly json?: true;
}

/** The page of a run in the browser; where there is none, or with `--print`, its path. No server is asked. */
export async function runOpen(
  workflowId: string | undefined,
  options: OpenOptions,
  context: CliContext,
  launch: LaunchPage = launchPage,
): Promise<ExitCode> {
  const page =
    workflowId === undefined
      ? await newestPage(context)
      : await pageOf(checkRunId(workflowId), options, context);
  const opened = options.print !== true && (await launch(page, context.env));
  if (options.json === true) writeJson(context, { page, opened });
  else writeLines(context.stdout, [printable(page, context.stdout)]);
  if (options.print !== true && options.json !== true) {
    writeLines(context.stderr, [
      opened ? "opened in the browser" : "there is no browser here; open this file where there is one",
    ]);
  }
  return exitCodes.done;
}

/** Of the runs whose results were written below this folder, the one written last. */
async function newestPage({ cwd }: CliContext): Promise<string> {
  const results = dirname(outputFolder(cwd, "any", undefined));
  const folders = await readdir(results).catch(() => []);
  const pages = await Promise.all(
    folders.map(async (folder) => {
      const path = join(results, folder, "report.html");
      const status = await stat(path).catch(() => undefined);
      return status === undefined ? [] : [{ path, at: status.mtimeMs }];
    }),
  );
  const newest = pages.flat().sort((one, other) => other.at - one.at)[0];
  if (newest !== undefined) return newest.path;
  throw new UsageError(
    `no run has left a page in ${results}`,
    "`wiretale day` makes one; `wiretale open ID` makes that of a run anew",
  );
}

/** The page in the run's folder; made anew from the artifact store where it is not there. */
async function pageOf(workflowId: string, options: OpenOptions, context: CliContext): Promise<string> {
  const folder = outputFolder(context.cwd, workflowId, options.outDir);
  const path = join(folder, "report.html");
  if ((await stat(path).catch(() => undefined)) !== undefined) return path;
  const { store, runs } = openStore(options, context);
  const run = await runs.get<RunRecord>(runRecordKeys.run(workflowId));
  if (run === undefined) {
    throw new UsageError(
      `the artifact store knows no run ${workflowId}`,
      "`wiretale list` shows those the server knows",
    );
  }
  const result = await runs.get<DayResult>(runRecordKeys.result(run.payer));
  if (result === undefined) {
    throw new UsageError(
      `${workflowId} has not completed, so there is no page of it`,
      `\`wiretale show ${workflowId}\` tells how it stands`,
    );
  }
  return (await copyDayOutputs(result, store, folder, undefined)).pagePath;
}

function openStore(
  options: OpenOptions,
  { env, cwd, stderr }: CliContext,
): { readonly store: ArtifactStore; readonly runs: KeyedRecords } {
  const config = loadConfig({ env, cwd, flags: { config: options.config } });
  const folder = config.artifactStore.path ?? statePaths(env, cwd).store;
  return {
    store: createFileArtifactStore(folder),
    runs: createFileRecords(join(folder, "runs"), (text) => writeLines(stderr, [text])),
  };
}

export function registerOpen(program: Command, host: CommandHost): void {
  program
    .command("open")
    .argument(
      "[ID]",
      "workflow id, as `day` printed it (default: the run whose results were written here last)",
    )
    .description("open the report page of a completed run in the browser; its path is printed as well")
    .option("--print", "print the path alone (default: open it too, where there is a browser)")
    .option("--out-dir <DIR>", "output folder (default: ./wiretale-out/<ID>)")
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale open\n  wiretale open day-example.com-3fa94c0d11e2\n  wiretale open --print",
    )
    .action(async (workflowId: string | undefined, options: OpenOptions) =>
      host.finish(await runOpen(workflowId, options, host.context)),
    );
}
