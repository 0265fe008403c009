import type { Command } from "commander";
import { decodeReadFrame } from "../../src/capture/decode-read-frame.js";
import { openCapture } from "../../src/capture/read-capture.js";
import { compareDocument } from "../../src/compare/compare-document.js";
import { compareTables } from "../../src/compare/compare-tables.js";
import { CaptureObserver, type CaptureTable } from "../../src/compare/observe-capture.js";
import { UsageError } from "../../src/contracts/errors.js";
import { expandInputs, streamCapture, type CaptureInput } from "../capture-input.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, InterruptedError, type ExitCode } from "../exit-codes.js";
import { parseSeed } from "../option-parsers.js";
import { renderCompare } from "../render/compare.js";
import { createCheckProgress, type CheckProgressView } from "../render/check-progress.js";

export interface CompareCommandOptions {
  readonly json?: true;
  readonly seed: number;
}

/** Rows that are kept of each class and side: more would only take longer. */
const rowsOfClass = 4000;
/** Of each capture at least so many, however many captures there are. */
const leastRowsOfCapture = 40;

/** Says how far real and generated captures are apart. */
export async function runCompare(
  names: { readonly real: readonly string[]; readonly generated: readonly string[] },
  { json, seed }: CompareCommandOptions,
  context: CliContext,
): Promise<ExitCode> {
  // Standard input is one, whichever side it is on.
  const inputs = await expandInputs([...names.real, ...names.generated], context);
  const realInputs = (await expandInputs(names.real, context)).length;
  const progress = createCheckProgress(context.stderr, context.terminal);
  try {
    const sides = [inputs.slice(0, realInputs), inputs.slice(realInputs)] as const;
    const tables: CaptureTable[] = [];
    for (const side of sides) {
      const mostRows = Math.max(leastRowsOfCapture, Math.ceil(rowsOfClass / side.length));
      for (const input of side) {
        progress.update({ done: tables.length, total: inputs.length, name: input.name });
        tables.push(await observeInput(input, mostRows, seed + tables.length, context));
      }
    }
    const compared = await compareTables(tables.slice(0, realInputs), tables.slice(realInputs), {
      seed,
      pause: (step) => pause(step, inputs.length, progress, context),
    });
    progress.pause();
    if (!compared.ok) throw tooLittle(compared.error.side, compared.error.conversations);
    if (json === true) writeJson(context, compareDocument(compared.value));
    else writeLines(context.stdout, renderCompare(compared.value, context.stdout));
    return exitCodes.done;
  } finally {
    progress.pause();
  }
}

/** Lets the screen and Ctrl-C have their turn. */
async function pause(
  step: string,
  total: number,
  progress: CheckProgressView,
  { interrupted }: CliContext,
): Promise<void> {
  progress.update({ done: total, total, name: step });
  await new Promise((resolve) => setImmediate(resolve));
  if (interrupted.aborted) throw new InterruptedError();
}

/** @throws UsageError where it is no capture, or has no frames */
async function observeInput(
  input: CaptureInput,
  mostRows: number,
  seed: number,
  context: CliContext,
): Promise<CaptureTable> {
  const opened = await openCapture(streamCapture(input, context));
  if (!opened.ok) throw notACapture(input.name, opened.error.message);
  const observer = new CaptureObserver(mostRows, seed);
  for await (const frames of opened.value.batches()) {
    for (const frame of frames) observer.observe(decodeReadFrame(frame), frame.timeNanos);
  }
  const { error } = opened.value;
  if (error?.code === "not-a-capture") throw notACapture(input.name, error.message);
  const table = observer.finish();
  if (table.frames === 0) throw new UsageError(`${input.name}: a capture without frames`, "leave it out");
  return table;
}

function notACapture(name: string, why: string): UsageError {
  return new UsageError(`${name}: ${why}`, "compare reads capture files (pcap, pcapng)");
}

function tooLittle(side: string, conversations: number): UsageError {
  return new UsageError(
    `the ${side} side is one capture of ${conversations} conversation: nothing is left to score a test on`,
    "name several captures of that side, or one with several conversations",
  );
}

const howToName =
  "wiretale compare REAL... -- GENERATED...: captures or folders of them, -- between the sides";

/** @throws UsageError where a side is missing */
function sidesOf(
  files: readonly string[],
  argv: readonly string[],
): { real: readonly string[]; generated: readonly string[] } {
  const separator = argv.indexOf("--");
  if (separator < 0)
    throw new UsageError("no -- between the real captures and the generated ones", howToName);
  const after = argv.length - separator - 1;
  const [real, generated] = [files.slice(0, files.length - after), files.slice(files.length - after)];
  if (after === 0) throw new UsageError("no generated captures after --", howToName);
  if (real.length === 0) throw new UsageError("no real captures before --", howToName);
  return { real, generated };
}

export function registerCompare(program: Command, host: CommandHost): void {
  program
    .command("compare")
    .argument(
      "<FILE...>",
      "real captures, --, generated captures: files (pcap, pcapng), folders of them, or -",
    )
    .usage("[options] REAL... -- GENERATED...")
    .description("how far generated captures are from real ones: by one test, by many, and by which fields")
    .option("--json", "the whole report as one JSON document")
    .option("--seed <N>", "of what is drawn: samples of large classes, forests, resamplings", parseSeed, 1)
    .addHelpText(
      "after",
      "\nA test is found on some captures and scored on the others, so several captures a side tell more than one;" +
        "\na single one is cut by its conversations. Addresses, names and values that belong to one boot are not compared." +
        "\n\nExamples:\n  wiretale compare real/ -- generated/\n  wiretale compare mon.pcap tue.pcap -- made-1.pcap made-2.pcap --json" +
        "\n  wiretale compare real/ -- real/        the same on both sides: near 0.5",
    )
    .action(async (files: readonly string[], options: CompareCommandOptions) =>
      host.finish(await runCompare(sidesOf(files, host.argv), options, host.context)),
    );
}
