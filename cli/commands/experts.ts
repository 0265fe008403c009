import type { Command } from "commander";
import { referenceModel } from "../../src/contracts/expert.js";
import { writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { untilInterrupted } from "../foreground.js";
import { parsePort } from "../option-parsers.js";

export interface ExpertsServeOptions {
  readonly port?: number;
}

/** Serves the reference writer in the foreground, for workers elsewhere or for trying what an expert is asked. */
export async function runExpertsServe(options: ExpertsServeOptions, context: CliContext): Promise<ExitCode> {
  const { startExpertEndpoint } = await import("../../src/serve/expert-endpoint.js");
  const endpoint = await startExpertEndpoint(options.port === undefined ? {} : { port: options.port });
  try {
    writeLines(context.stderr, [
      `experts ready at ${endpoint.baseUrl} (model ${referenceModel}: a reference writer, not a language model); Ctrl-C ends it`,
    ]);
    await untilInterrupted(context);
    return exitCodes.done;
  } finally {
    await endpoint.close();
  }
}

export function registerExperts(program: Command, host: CommandHost): void {
  const experts = program
    .command("experts")
    .description("the experts that write packet scripts")
    .helpCommand(false);
  experts
    .command("serve")
    .description(
      "serve the reference writer as an OpenAI-compatible endpoint on 127.0.0.1, in the foreground",
    )
    .option("--port <N>", "port (default: a free one)", parsePort)
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale experts serve --port 4010\n  wiretale day --base-url http://127.0.0.1:4010/v1",
    )
    .action(async (options: ExpertsServeOptions) =>
      host.finish(await runExpertsServe(options, host.context)),
    );
}
