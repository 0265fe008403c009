import { CommanderError } from "commander";
import { WiretaleError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";
import { exitCodeOf, InterruptedError, type ExitCode } from "./exit-codes.js";
import { printableLines } from "./render/printable.js";

/** Writes `error: …` and, where there is one, `hint: …` to stderr; answers the exit code. Stacks only for debugging. */
export function reportError(error: unknown, context: CliContext): ExitCode {
  const code = exitCodeOf(error);
  if (error instanceof InterruptedError) {
    context.stderr.write(`${error.message}\n`);
  } else if (error instanceof CommanderError) {
    if (code !== 0) writeProblem(context, ...usageTexts(error));
  } else {
    writeProblem(context, messageOf(error), hintOf(error));
  }
  if (context.env.WIRETALE_DEBUG === "1" && error instanceof Error && code !== 0) writeStack(context, error);
  return code;
}

export function writeProblem(
  context: Pick<CliContext, "stderr">,
  message: string,
  hint: string | undefined,
  word: "error" | "warning" = "error",
): void {
  const { stderr } = context;
  const color = word === "error" ? stderr.colors.red : stderr.colors.yellow;
  stderr.write(`${color(`${word}:`)} ${printableLines(message, stderr)}\n`);
  if (hint !== undefined) stderr.write(`${stderr.colors.cyan("hint:")} ${printableLines(hint, stderr)}\n`);
}

/** Commander says `error: unknown option '--sed'\n(Did you mean --seed?)`: the second line is our hint. */
function usageTexts(error: CommanderError): readonly [string, string | undefined] {
  // A group of commands was called without one: commander has written its help.
  if (error.code === "commander.help") return ["which of these commands?", undefined];
  const text = error.message.replace(/^error: /u, "");
  const guess = /\n\(Did you mean (.+)\?\)$/u.exec(text);
  if (guess === null)
    return [text, "`wiretale --help` and `wiretale COMMAND --help` list commands and flags"];
  return [text.slice(0, guess.index), `did you mean ${guess[1] ?? ""}?`];
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `unexpected: ${String(error)}`;
  if (error instanceof WiretaleError) return error.message;
  return `unexpected ${error.name}: ${error.message}`;
}

function hintOf(error: unknown): string | undefined {
  if (error instanceof WiretaleError) return error.hint;
  return "this is a fault of Wiretale itself; WIRETALE_DEBUG=1 shows where";
}

/** The error and what caused it, with their stacks. */
function writeStack(context: CliContext, error: Error): void {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    context.stderr.write(`${printableLines(cause.stack ?? String(cause), context.stderr)}\n`);
  }
}
