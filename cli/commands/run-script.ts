import { Option, type Command } from "commander";
import { setImmediate as nextTurn } from "node:timers/promises";
import { decodePcap, encodePcap } from "../../src/capture/pcap.js";
import { UsageError } from "../../src/contracts/errors.js";
import { formatEpochMicros, parseEpochMicros } from "../../src/contracts/time.js";
import { listFrames } from "../../src/report/frame-rows.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, InterruptedError, type ExitCode } from "../exit-codes.js";
import { explainScript } from "../explain-script.js";
import { inputName, readInputFile, standardInput } from "../input-files.js";
import { parseSeed, parseStart } from "../option-parsers.js";
import { claimOutput, writeOutput, type OutputFile } from "../output-files.js";
import { renderDiagnostics } from "../render/diagnostics.js";
import { renderExplanation } from "../render/explanation.js";
import { renderListing } from "../render/listing.js";
import { printable } from "../render/printable.js";
import { reportError } from "../report-error.js";
import { scriptDocument } from "../script-document.js";
import {
  captureOfScript,
  createScriptRunner,
  flowFramesOfScript,
  type ScriptOutcome,
  type ScriptRunner,
} from "../script-frames.js";
import { runScriptLines } from "../script-lines.js";

export interface RunScriptOptions {
  readonly jsonl?: true;
  readonly explain?: true;
  readonly defaults: "scapy" | "persona";
  readonly seed?: number;
  readonly start?: string;
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
  readonly endpoints?: string;
  readonly config?: string;
}

/** Octets of a script that are read at most; the interpreter's own budget is below that and says more. */
const largestScript = 8 * 1024 * 1024;

/** Runs packet scripts: anybody's, without a model and without Temporal. */
export async function runRunScript(
  files: readonly string[],
  options: RunScriptOptions,
  context: CliContext,
): Promise<ExitCode> {
  checkUsage(files, options);
  const out =
    options.out === undefined ? undefined : await claimOutput(options.out, options.force === true, context);
  const seed = options.seed ?? context.drawSeed();
  const start = options.start ?? String(Math.floor(context.now() / 1000));
  if (options.seed === undefined) writeLines(context.stderr, [`seed ${seed}`]);
  if (options.start === undefined) writeLines(context.stderr, [`start ${start}`]);
  const startMicros = parseEpochMicros(start);
  const job: Job = {
    run: createScriptRunner({ ...options, seed, startMicros }, context),
    startMicros,
    isOneOfSeveral: files.length > 1,
    out,
    options,
    context,
  };
  let code: ExitCode = exitCodes.done;
  for (const file of files) {
    const ended =
      options.jsonl === true
        ? await runScriptLines(file, job.run, { withFile: job.isOneOfSeveral }, context)
        : await runFile(file, job);
    if (ended > code) code = ended;
    if (!(await context.stdout.drained())) return code;
    // Signals arrive between turns of the event loop only.
    await nextTurn();
    if (context.interrupted.aborted) throw new InterruptedError();
  }
  return code;
}

interface Job {
  readonly run: ScriptRunner;
  readonly startMicros: bigint;
  readonly isOneOfSeveral: boolean;
  readonly out: OutputFile | undefined;
  readonly options: RunScriptOptions;
  readonly context: CliContext;
}

/** Flags that do not go together. @throws UsageError */
function checkUsage(files: readonly string[], options: RunScriptOptions): void {
  const { out, jsonl, endpoints, defaults, force } = options;
  if (files.filter((file) => file === standardInput).length > 1) {
    throw new UsageError("standard input (-) can be read once only", "name it once");
  }
  if (out !== undefined && (files.length > 1 || jsonl === true)) {
    throw new UsageError(
      "--out takes the frames of one script",
      'a capture each: for f in *.py; do wiretale run-script "$f" --out "${f%.py}.pcap"; done',
    );
  }
  if (force === true && out === undefined) {
    throw new UsageError("--force is for --out, which is not given", "add --out FILE.pcap");
  }
  if (endpoints !== undefined && defaults !== "persona") {
    throw new UsageError(
      "--endpoints says who the hosts of --defaults persona are",
      "add --defaults persona, or leave --endpoints out",
    );
  }
}

async function runFile(file: string, job: Job): Promise<ExitCode> {
  const { context, options, isOneOfSeveral, out } = job;
  let outcome: ScriptOutcome;
  try {
    outcome = job.run(decodeScript(file, await readInputFile(file, context, largestScript)));
  } catch (error) {
    if (!isOneOfSeveral || !(error instanceof UsageError)) throw error;
    return reportError(error, context);
  }
  if (options.json === true) {
    writeJson(context, { ...(isOneOfSeveral ? { file } : {}), ...scriptDocument(outcome) });
  } else if (options.explain === true) {
    showExplanation(inputName(file), outcome, job);
  } else {
    showScript(inputName(file), outcome, job);
  }
  const isFaulty = outcome.diagnostics.length > 0;
  if (out !== undefined) await writeCapture(out, outcome, isFaulty, context);
  return isFaulty ? exitCodes.findings : exitCodes.done;
}

function decodeScript(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const hint = decodePcap(bytes).ok
      ? "it is a capture: `wiretale check` reads those"
      : "a packet script is a text file";
    throw new UsageError(`${inputName(file)}: is not UTF-8 text`, hint, { cause });
  }
}

function showScript(name: string, outcome: ScriptOutcome, { context, isOneOfSeveral }: Job): void {
  const { stdout, stderr } = context;
  if (isOneOfSeveral) writeLines(stdout, [stdout.colors.bold(printable(name, stdout))]);
  const { cleanup, diagnostics, frames } = outcome;
  writeLines(
    stderr,
    cleanup.map((text) => `${printable(name, stderr)}: cleaned up: ${printable(text, stderr)}`),
  );
  writeLines(stderr, renderDiagnostics(name, diagnostics, stderr));
  if (frames.length === 0) writeLines(stdout, ["no packets"]);
  else writeLines(stdout, renderListing(listFrames(flowFramesOfScript(outcome)), stdout));
}

/** All on stdout: what was wrong stands where it was wrong. */
function showExplanation(name: string, outcome: ScriptOutcome, { context, startMicros }: Job): void {
  const { stdout } = context;
  const { cleanup, frames } = outcome;
  const count = `${frames.length} frame${frames.length === 1 ? "" : "s"}`;
  writeLines(stdout, [
    `${stdout.colors.bold(printable(name, stdout))}: ${count}; times in seconds after the start, ${formatEpochMicros(startMicros)}`,
    ...cleanup.map((text) => `cleaned up, lines are counted without it: ${printable(text, stdout)}`),
    ...renderExplanation(explainScript(outcome), startMicros, stdout),
  ]);
}

async function writeCapture(
  out: OutputFile,
  outcome: ScriptOutcome,
  isFaulty: boolean,
  context: CliContext,
): Promise<void> {
  const path = printable(out.path, context.stderr);
  if (isFaulty) {
    writeLines(context.stderr, [`${path} was not written: the script has diagnostics`]);
    return;
  }
  const { linkType, frames } = captureOfScript(outcome);
  await writeOutput(out, encodePcap(linkType, frames));
  writeLines(context.stderr, [`capture: ${path}`]);
}

export function registerRunScript(program: Command, host: CommandHost): void {
  program
    .command("run-script")
    .argument(
      "<FILE...>",
      "packet scripts; - is standard input; one that cannot be read does not stop the others",
    )
    .description("run packet scripts with the safe interpreter and show the frames they make")
    .option(
      "--jsonl",
      "the input is JSON Lines of {id, script}; one result line each, as soon as it is there (default: plain scripts)",
    )
    .option(
      "--explain",
      "show the script with the values, virtual time and packets of every line (default: the packets only)",
    )
    .addOption(
      new Option(
        "--defaults <POLICY>",
        "what fills unset fields: scapy, as bytes(pkt) of Scapy; persona, as the two script hosts of the endpoints file would",
      )
        .choices(["scapy", "persona"])
        .default("scapy"),
    )
    .option("--seed <N>", "seed of the script's random numbers (default: drawn and printed)", parseSeed)
    .option(
      "--start <EPOCH>",
      "virtual time at the start, seconds since 1970 (default: the present second)",
      parseStart,
    )
    .option(
      "--out <FILE.pcap>",
      "write the frames as a capture, of one script without diagnostics (default: none)",
    )
    .option("--force", "replace an --out that is there (default: refuse)")
    .option(
      "--endpoints <FILE>",
      "hosts of --defaults persona; YAML (default: the package's examples/endpoints.yaml)",
    )
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document a file on stdout; --jsonl implies it")
    .addHelpText(
      "after",
      `
Examples:
  wiretale run-script my.py --seed 7 --out my.pcap
  wiretale run-script my.py --seed 7 --explain
  wiretale run-script - --json < my.py
  wiretale run-script a.py b.py --json              a document a file, with its name
  wiretale run-script --jsonl scripts.jsonl --seed 1 --start 1700000000 > results.jsonl

Every script starts from the same seed and start, with a budget of its own. Exit: 1 when a script has diagnostics; with
--jsonl 0, since results have them. A line of --jsonl that is no {id, script} gets a result with one diagnostic.`,
    )
    .action(async (files: readonly string[], options: RunScriptOptions) =>
      host.finish(await runRunScript(files, options, host.context)),
    );
}
