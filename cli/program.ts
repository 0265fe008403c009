import { Command } from "commander";
import { UsageError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";
import type { CommandHost } from "./command.js";
import { registerCheck } from "./commands/check.js";
import { registerCompare } from "./commands/compare.js";
import { registerConfig } from "./commands/config.js";
import { registerDay } from "./commands/day.js";
import { registerExperts } from "./commands/experts.js";
import { registerExplain } from "./commands/explain.js";
import { registerHelp } from "./commands/help-topics.js";
import { registerList } from "./commands/list.js";
import { registerResume } from "./commands/resume.js";
import { registerRunScript } from "./commands/run-script.js";
import { registerServer } from "./commands/server.js";
import { registerShow } from "./commands/show.js";
import { registerWorker } from "./commands/worker.js";
import { exitCodes, InterruptedError, type ExitCode } from "./exit-codes.js";
import { reportError } from "./report-error.js";

const about = `Writes network traffic that holds together: experts (language models) write packet scripts,
a safe interpreter turns them into frames, a strict judge and Wireshark check them, and
Temporal workflows drive it all. The result is a capture that Wireshark opens clean.`;

const examples = `
Examples:
  wiretale day                                    a day in the life, with the embedded experts
  wiretale day --url http://example.com/a --seed 7
  wiretale run-script my-packets.py --out my.pcap
  wiretale check my.pcap
  wiretale compare real.pcap -- my.pcap
  wiretale explain tcp-ack-of-unsent-data

Topics: wiretale help exit-codes, wiretale help environment`;

/** The whole command line. Nothing is run yet and nothing heavy is loaded: commands load what they need. */
export function createProgram(host: CommandHost, version: string): Command {
  const { context } = host;
  const program = new Command("wiretale")
    .description(about)
    .version(version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .addHelpText("after", examples)
    .configureHelp({ minWidthToWrap: 20 })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Errors are thrown as well, and reported in one place.
      outputError: () => {},
      getOutHelpWidth: () => Math.min(context.stdout.columns, 110),
      getErrHelpWidth: () => Math.min(context.stderr.columns, 110),
      getOutHasColors: () => context.stdout.colors.isColorSupported,
      getErrHasColors: () => context.stderr.colors.isColorSupported,
    });
  for (const register of [
    registerDay,
    registerShow,
    registerList,
    registerResume,
    registerRunScript,
    registerCheck,
    registerCompare,
    registerExplain,
    registerServer,
    registerWorker,
    registerExperts,
    registerConfig,
    registerHelp,
  ]) {
    register(program, host);
  }
  return program;
}

/** Runs one command line (without `node` and the script's path) and answers how the process shall end. Never throws. */
export async function runCli(
  argv: readonly string[],
  context: CliContext,
  version: string,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const host: CommandHost = { context, finish: (given) => (code = given) };
  try {
    const program = createProgram(host, version);
    if (argv.length === 0) context.stdout.write(program.helpInformation() + `${examples}\n`);
    else await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // Whatever a library throws when it is told to stop: the user asked for it.
    const asked = context.interrupted.aborted && !(error instanceof UsageError);
    return reportError(asked ? asInterruption(error) : error, context);
  }
}

function asInterruption(error: unknown): InterruptedError {
  return error instanceof InterruptedError ? error : new InterruptedError("interrupted", { cause: error });
}
