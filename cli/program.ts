import { Command } from "commander";
import { UsageError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";
import type { CommandHost } from "./command.js";
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

type Register = (program: Command, host: CommandHost) => void;

/** In the order of `--help`. What only one command needs, such as every rule of the judge, is loaded for that one alone. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  day: async () => (await import("./commands/day.js")).registerDay,
  show: async () => (await import("./commands/show.js")).registerShow,
  open: async () => (await import("./commands/open.js")).registerOpen,
  list: async () => (await import("./commands/list.js")).registerList,
  resume: async () => (await import("./commands/resume.js")).registerResume,
  "run-script": async () => (await import("./commands/run-script.js")).registerRunScript,
  check: async () => (await import("./commands/check.js")).registerCheck,
  compare: async () => (await import("./commands/compare.js")).registerCompare,
  explain: async () => (await import("./commands/explain.js")).registerExplain,
  server: async () => (await import("./commands/server.js")).registerServer,
  worker: async () => (await import("./commands/worker.js")).registerWorker,
  experts: async () => (await import("./commands/experts.js")).registerExperts,
  config: async () => (await import("./commands/config.js")).registerConfig,
  help: async () => (await import("./commands/help-topics.js")).registerHelp,
};

/** The command line, with the command that is asked for; with all of them where help or a mistyped name may be about any. */
async function createProgram(asked: string, host: CommandHost, version: string): Promise<Command> {
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
  const isAlone =
    (asked !== "help" && Object.hasOwn(commands, asked)) || asked === "--version" || asked === "-V";
  const loading = Object.entries(commands).flatMap(([name, load]) =>
    isAlone && name !== asked ? [] : [load],
  );
  for (const register of await Promise.all(loading.map((load) => load()))) register(program, host);
  return program;
}

/** Runs one command line (without `node` and the script's path) and answers how the process shall end. Never throws. */
export async function runCli(
  argv: readonly string[],
  context: CliContext,
  version: string,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const host: CommandHost = { context, argv, finish: (given) => (code = given) };
  try {
    const program = await createProgram(argv[0] ?? "", host, version);
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
