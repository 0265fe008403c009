import { CommanderError } from "commander";
import { UsageError } from "../src/contracts/errors.js";

/** How the process ends, for programs that call it. `wiretale help exit-codes` prints this table. */
export const exitCodes = {
  done: 0,
  findings: 1,
  usage: 2,
  surroundings: 3,
  runEnded: 4,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each code means, in the order of the numbers. */
export const exitCodeMeanings: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: exitCodes.done, meaning: "done; with --jsonl, every line got its result" },
  {
    code: exitCodes.findings,
    meaning:
      "findings at or above --fail-on (default error), a truncated capture, or a script with diagnostics",
  },
  {
    code: exitCodes.usage,
    meaning: "wrong usage: a flag, a file, a URL, a setting; or not a capture at all",
  },
  {
    code: exitCodes.surroundings,
    meaning: "the surroundings failed: no server, no model, no disk space, a program missing",
  },
  { code: exitCodes.runEnded, meaning: "the run ended failed, parked or cancelled" },
  { code: exitCodes.interrupted, meaning: "interrupted with Ctrl-C, after cleaning up" },
];

/** Thrown by a command that stopped because the user asked: everything is cleaned up by the time it is thrown. */
export class InterruptedError extends Error {
  constructor(message = "interrupted", options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = "InterruptedError";
  }
}

/** The exit code for whatever a command threw. Only the request being wrong is told from the surroundings being so. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof UsageError) return exitCodes.usage;
  return exitCodes.surroundings;
}
