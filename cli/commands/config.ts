import type { Command } from "commander";
import { loadConfig } from "../../src/config/load-config.js";
import { statePaths } from "../../src/config/state-paths.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { printable } from "../render/printable.js";
import { formatTable } from "../render/table.js";

export interface ConfigPrintOptions {
  readonly config?: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly json?: true;
}

/** Every setting with where it came from. Keys are never part of the configuration: only their variables' names are. */
export function runConfigPrint(options: ConfigPrintOptions, context: CliContext): ExitCode {
  const { env, cwd, stdout } = context;
  const { config, model, baseUrl } = options;
  const { entries } = loadConfig({ env, cwd, flags: { config, model, baseUrl } });
  const paths = statePaths(env, cwd);
  if (options.json === true) {
    writeJson(context, { settings: entries, paths });
    return exitCodes.done;
  }
  const rows = entries.map(({ key, value, source }) => [
    key,
    printable(JSON.stringify(value), stdout),
    printable(source, stdout),
  ]);
  writeLines(stdout, formatTable([{ title: "Setting" }, { title: "Value" }, { title: "From" }], rows));
  writeLines(stdout, [
    "",
    ...Object.entries(paths).map(([name, path]) => `${name.padEnd(6)} ${printable(path, stdout)}`),
  ]);
  return exitCodes.done;
}

export function registerConfig(program: Command, host: CommandHost): void {
  const config = program.command("config").description("look at the configuration").helpCommand(false);
  config
    .command("print")
    .description(
      "print every setting with where it comes from: flag, environment, --config or WIRETALE_CONFIG, ./temporal.yaml, the package's own",
    )
    .option("--config <FILE>", "configuration file in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--model <MODEL>", "show it as with this flag of `day`")
    .option("--base-url <URL>", "show it as with this flag of `day`")
    .option("--json", "one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale config print\n  wiretale config print --config staging.yaml --json",
    )
    .action((options: ConfigPrintOptions) => host.finish(runConfigPrint(options, host.context)));
}
