import { Option, type Command } from "commander";
import { encodePcap } from "../../src/capture/pcap.js";
import { UsageError } from "../../src/contracts/errors.js";
import { parseEpochMicros } from "../../src/contracts/time.js";
import { listFrames } from "../capture-view.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, InterruptedError, type ExitCode } from "../exit-codes.js";
import {
  readInputFile,
  readLines,
  readStandardInput,
  standardInput,
  streamInputFile,
} from "../input-files.js";
import { parseSeed, parseStart } from "../option-parsers.js";
import { claimOutput, writeOutput, type OutputFile } from "../output-files.js";
import { renderDiagnostics } from "../render/diagnostics.js";
import { renderListing } from "../render/listing.js";
import { printable } from "../render/printable.js";
import { reportError } from "../report-error.js";
import {
  captureOfScript,
  createScriptRunner,
  flowFramesOfScript,
  scriptDocument,
  type ScriptOutcome,
  type ScriptRunner,
} from "../script-frames.js";

export interface RunScriptOptions {
  readonly jsonl?: true;
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
  const out = await claimScriptOutput(files, options, context);
  const seed = options.seed ?? context.drawSeed();
  const start = options.start ?? String(Math.floor(context.now() / 1000));
  if (options.seed === undefined) writeLines(context.stderr, [`seed ${seed}`]);
  if (options.start === undefined) writeLines(context.stderr, [`start ${start}`]);
  const run = createScriptRunner({ ...options, seed, startMicros: parseEpochMicros(start) }, context);
  let code: ExitCode = exitCodes.done;
  for (const file of files) {
    if (context.interrupted.aborted) throw new InterruptedError();
    const ended =
      options.jsonl === true
        ? await runLines(file, run, context)
        : await runFile(file, run, files.length > 1, out, options, context);
    if (ended > code) code = ended;
  }
  return code;
}

async function claimScriptOutput(
  files: readonly string[],
  options: RunScriptOptions,
  context: CliContext,
): Promise<OutputFile | undefined> {
  if (options.out === undefined) return undefined;
  if (files.length > 1 || options.jsonl === true) {
    throw new UsageError("--out takes the frames of one script", "run the scripts one by one");
  }
  return claimOutput(options.out, options.force === true, context);
}

async function runFile(
  file: string,
  run: ScriptRunner,
  isOneOfSeveral: boolean,
  out: OutputFile | undefined,
  options: RunScriptOptions,
  context: CliContext,
): Promise<ExitCode> {
  let outcome: ScriptOutcome;
  try {
    outcome = run(decodeScript(file, await readScript(file, context)));
  } catch (error) {
    if (!isOneOfSeveral || !(error instanceof UsageError)) throw error;
    return reportError(error, context);
  }
  const name = file === standardInput ? "(standard input)" : file;
  if (options.json === true) {
    writeJson(context, { ...(isOneOfSeveral ? { file } : {}), ...scriptDocument(outcome) });
  } else {
    showScript(name, outcome, isOneOfSeveral, context);
  }
  const isFaulty = outcome.diagnostics.length > 0;
  if (out !== undefined) await writeCapture(out, outcome, isFaulty, context);
  return isFaulty ? exitCodes.findings : exitCodes.done;
}

async function readScript(file: string, context: CliContext): Promise<Uint8Array> {
  return file === standardInput
    ? readStandardInput(context, largestScript)
    : readInputFile(file, context, largestScript);
}

function decodeScript(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UsageError(`${file}: is not UTF-8 text`, "a packet script is a text file", { cause });
  }
}

function showScript(name: string, outcome: ScriptOutcome, withName: boolean, context: CliContext): void {
  const { stdout, stderr } = context;
  if (withName) writeLines(stdout, [stdout.colors.bold(printable(name, stdout))]);
  const { cleanup, diagnostics, frames } = outcome;
  writeLines(
    stderr,
    cleanup.map((text) => `${printable(name, stderr)}: cleaned up: ${printable(text, stderr)}`),
  );
  writeLines(stderr, renderDiagnostics(name, diagnostics, stderr));
  if (frames.length === 0) writeLines(stdout, ["no packets"]);
  else writeLines(stdout, renderListing(listFrames(flowFramesOfScript(outcome)), stdout));
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

/** One result line per input line, in its order, each script from the same seed and start. */
async function runLines(file: string, run: ScriptRunner, context: CliContext): Promise<ExitCode> {
  const input = file === standardInput ? context.stdin : streamInputFile(file, context);
  let code: ExitCode = exitCodes.done;
  let lineNumber = 0;
  for await (const line of readLines(input, context.interrupted, largestScript)) {
    lineNumber += 1;
    if (line.trim() === "") continue;
    const request = parseScriptLine(line);
    if (request === undefined) {
      const problem = new UsageError(
        `${file}, line ${lineNumber}: expected a JSON object with id and script`,
        'such as {"id": 1, "script": "pkt_1 = IP()/TCP()"}',
      );
      code = reportError(problem, context);
      continue;
    }
    writeJson(context, { id: request.id, ...scriptDocument(run(request.script)) });
  }
  return code;
}

function parseScriptLine(
  line: string,
): { readonly id: string | number | null; readonly script: string } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("script" in value)) return undefined;
    const id = "id" in value ? value.id : null;
    if (typeof value.script !== "string") return undefined;
    if (id !== null && typeof id !== "string" && typeof id !== "number") return undefined;
    return { id, script: value.script };
  } catch {
    return undefined; // not JSON: reported with its line number
  }
}

export function registerRunScript(program: Command, host: CommandHost): void {
  program
    .command("run-script")
    .argument("<FILE...>", "packet scripts; - is standard input")
    .description("run packet scripts with the safe interpreter and show the frames they make")
    .option(
      "--jsonl",
      "the input is JSON Lines of {id, script}; one result line each (default: plain scripts)",
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
    .option("--out <FILE.pcap>", "write the frames of the one script as a capture (default: none)")
    .option("--force", "replace an --out that is there (default: refuse)")
    .option(
      "--endpoints <FILE>",
      "hosts of --defaults persona; YAML (default: the package's examples/endpoints.yaml)",
    )
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .option("--json", "one JSON document a file on stdout; --jsonl implies it")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale run-script my.py --seed 7 --out my.pcap\n  wiretale run-script - --json < my.py\n  wiretale run-script --jsonl scripts.jsonl --seed 1 --start 1700000000",
    )
    .action(async (files: readonly string[], options: RunScriptOptions) =>
      host.finish(await runRunScript(files, options, host.context)),
    );
}
