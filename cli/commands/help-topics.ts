import type { Command } from "commander";
import { UsageError } from "../../src/contracts/errors.js";
import { writeLines, type CommandHost } from "../command.js";
import type { Screen } from "../render/listing.js";
import { wrapText } from "../render/table.js";
import { exitCodeMeanings, exitCodes } from "../exit-codes.js";

interface Topic {
  readonly name: string;
  readonly title: string;
  render(screen: Screen): readonly string[];
}

/** Pages that belong to no one command. */
const topics: readonly Topic[] = [
  {
    name: "exit-codes",
    title: "what the exit status says",
    render: (screen) =>
      exitCodeMeanings.flatMap(({ code, meaning }) => {
        const [first = "", ...rest] = wrapText(meaning, screen.columns - 5);
        return [`${String(code).padStart(3)}  ${first}`, ...rest.map((line) => `     ${line}`)];
      }),
  },
  {
    name: "environment",
    title: "the variables Wiretale reads",
    render: (screen) =>
      environmentVariables.flatMap(({ names, meaning }) => [
        screen.colors.bold(names),
        ...wrapText(meaning, screen.columns - 4).map((line) => `    ${line}`),
      ]),
  },
];

const environmentVariables = [
  { names: "WIRETALE_CONFIG", meaning: "path of temporal.yaml; --config is asked first" },
  { names: "WIRETALE_HOME", meaning: "folder of state: artifacts, the server's database" },
  { names: "WIRETALE_BASE_URL, WIRETALE_MODEL", meaning: "endpoint and model of every expert" },
  {
    names: "TEMPORAL_ADDRESS",
    meaning: "a Temporal server to use; then `day` starts neither server nor worker",
  },
  { names: "TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*", meaning: "how to connect to it" },
  { names: "TEMPORAL_CLI_PATH", meaning: "the `temporal` program that brings the dev server" },
  {
    names: "NO_COLOR, FORCE_COLOR",
    meaning: "colour off, or on without a terminal; NO_COLOR is asked first",
  },
  { names: "LC_ALL, LC_CTYPE, LANG", meaning: "a UTF-8 locale allows box drawing and arrows" },
  { names: "COLUMNS", meaning: "width of the output where it is no terminal; 120 unless set" },
  { names: "WIRETALE_DEBUG", meaning: "1 adds stack traces to errors" },
] as const;

export interface HelpOptions {
  readonly topic: string | undefined;
}

export function runHelp(options: HelpOptions, host: CommandHost, program: Command): void {
  const { stdout } = host.context;
  const topic = topics.find(({ name }) => name === options.topic);
  const command = program.commands.find((known) => known.name() === options.topic);
  if (options.topic === undefined) stdout.write(program.helpInformation());
  else if (topic !== undefined) writeLines(stdout, topic.render(stdout));
  else if (command !== undefined) command.outputHelp();
  else throw new UsageError(`no command or topic '${options.topic}'`, `topics: ${topicNames()}`);
  host.finish(exitCodes.done);
}

export function registerHelp(program: Command, host: CommandHost): void {
  program
    .command("help")
    .argument("[topic]", "a command, or one of: " + topicNames())
    .description("show help of a command or topic")
    .addHelpText("after", "\nExamples:\n  wiretale help day\n  wiretale help exit-codes")
    .action((topic: string | undefined) => runHelp({ topic }, host, program));
}

function topicNames(): string {
  return topics.map(({ name }) => name).join(", ");
}
