import type { CliContext } from "./context.js";
import type { ExitCode } from "./exit-codes.js";
import { printableJson } from "./render/printable.js";

/** What a command's registration gets: where it runs, and where its exit code goes. */
export interface CommandHost {
  readonly context: CliContext;
  /** The words of the command line as they were given, `--` included. */
  readonly argv: readonly string[];
  finish(code: ExitCode): void;
}

/** Where a person reads: stdout, unless stdout belongs to the JSON document. */
export function humanOutput(context: CliContext, json: boolean): CliContext["stdout"] {
  return json ? context.stderr : context.stdout;
}

export function writeLines(output: { write(text: string): void }, lines: readonly string[]): void {
  if (lines.length > 0) output.write(lines.map((line) => `${line}\n`).join(""));
}

/** One document on one line, so that several make JSON Lines. What would drive a terminal is escaped. */
export function writeJson(context: CliContext, value: unknown): void {
  context.stdout.write(`${printableJson(JSON.stringify(value))}\n`);
}
