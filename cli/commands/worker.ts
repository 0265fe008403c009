import type { Command } from "commander";
import { loadConfig } from "../../src/config/load-config.js";
import { writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { untilInterrupted } from "../foreground.js";
import { openWorker } from "../surroundings.js";

export interface WorkerOptions {
  readonly config?: string;
  readonly model?: string;
  readonly baseUrl?: string;
}

/** A worker of every queue in the foreground; without a configured server it shares the dev server, or starts it. */
export async function runWorker(options: WorkerOptions, context: CliContext): Promise<ExitCode> {
  const { env, cwd, stderr } = context;
  const { config: file, model, baseUrl } = options;
  const config = loadConfig({ env, cwd, flags: { config: file, model, baseUrl } });
  const worker = await openWorker(config, (text) => writeLines(stderr, [text]), context);
  try {
    writeLines(stderr, [
      `worker ready at ${worker.address}, namespace ${config.connection.namespace}, queues ${config.taskQueuePrefix}-*;` +
        ` embedded experts at ${worker.embeddedBaseUrl}; Ctrl-C ends it`,
    ]);
    await untilInterrupted(context, worker.failed);
    return exitCodes.done;
  } finally {
    await worker.close();
  }
}

export function registerWorker(program: Command, host: CommandHost): void {
  program
    .command("worker")
    .description("run a worker of every queue in the foreground, with the embedded experts")
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option(
      "--model <MODEL>",
      "as with `day`: allows the key of that model's endpoint (default: the configuration's)",
    )
    .option("--base-url <URL>", "as with `day` (default: the configuration's)")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale worker\n  TEMPORAL_ADDRESS=temporal.internal:7233 wiretale worker --config worker.yaml",
    )
    .action(async (options: WorkerOptions) => host.finish(await runWorker(options, host.context)));
}
