import { InvalidArgumentError, Option, type Command } from "commander";
import { suggest } from "../../src/config/suggest.js";
import { UsageError } from "../../src/contracts/errors.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { isAtLeast, severities, type Severity } from "../../src/contracts/finding.js";
import { checkDocument } from "../../src/report/check-document.js";
import { buildCheckReport, judgedFindings, type CheckReport } from "../../src/report/check-report.js";
import { CheckTally } from "../../src/report/check-tally.js";
import { CaptureRecorder } from "../../src/report/page/capture-recorder.js";
import { allRules } from "../../src/validators/registry.js";
import { expertInfoPages, isExpertInfoCode } from "../../src/wireshark/expert-info-pages.js";
import {
  bufferUpTo,
  expandInputs,
  streamCapture,
  type BufferedStream,
  type CaptureInput,
} from "../capture-input.js";
import { claimPages, writeCheckPage, type CheckPages } from "../check-pages.js";
import { writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, InterruptedError, type ExitCode } from "../exit-codes.js";
import { explainFinding } from "../explain-finding.js";
import { judgeCapture } from "../judge-capture.js";
import { renderCheckConcise } from "../render/check-concise.js";
import { renderCheckGithub } from "../render/check-github.js";
import { createCheckProgress, type CheckProgressView } from "../render/check-progress.js";
import { renderCheckSummary } from "../render/check-summary.js";
import { renderCheckText } from "../render/check-text.js";
import { printable, printableJson } from "../render/printable.js";
import { reportError, writeProblem } from "../report-error.js";
import {
  largestForWireshark,
  openWiresharkJudge,
  type WiresharkAnswer,
  type WiresharkChoice,
  type WiresharkJudge,
} from "../wireshark-judge.js";

const formats = ["full", "concise", "json", "github"] as const;
type CheckFormat = (typeof formats)[number];

export interface CheckOptions {
  readonly profile: "real" | "generated";
  readonly failOn: Severity;
  readonly format?: CheckFormat;
  readonly json?: true;
  readonly wireshark: WiresharkChoice;
  /** Codes of rules whose findings are left out. */
  readonly ignore: readonly string[];
  /** Where the report pages go: a file, or a folder. */
  readonly html?: string;
  readonly force?: true;
}

/** Judges captures, ours and anybody's. Every file is judged, whatever is wrong with another. */
export async function runCheck(
  names: readonly string[],
  options: CheckOptions,
  context: CliContext,
  openJudge: typeof openWiresharkJudge = openWiresharkJudge,
): Promise<ExitCode> {
  const inputs = await expandInputs(names, context);
  const { html, force } = options;
  const run = {
    options,
    context,
    format: formatOf(options),
    ignoredRules: knownRules(options.ignore),
    inputs,
    pages: html === undefined ? undefined : await claimPages(html, inputs, force === true, context),
    progress: createCheckProgress(context.stderr, context.terminal),
    tally: new CheckTally(),
  };
  const wireshark = await openJudge(options.wireshark);
  try {
    return await checkInputs({ ...run, wireshark });
  } finally {
    run.progress.pause();
    await wireshark.close();
  }
}

interface CheckRun {
  readonly options: CheckOptions;
  readonly context: CliContext;
  readonly format: CheckFormat;
  readonly ignoredRules: ReadonlySet<string>;
  readonly inputs: readonly CaptureInput[];
  readonly pages: CheckPages | undefined;
  readonly progress: CheckProgressView;
  readonly tally: CheckTally;
  readonly wireshark: WiresharkJudge;
}

async function checkInputs(run: CheckRun): Promise<ExitCode> {
  const { inputs, context, tally, progress } = run;
  let code: ExitCode = exitCodes.done;
  let warned = "";
  for (const [index, input] of inputs.entries()) {
    if (context.interrupted.aborted) throw new InterruptedError();
    try {
      const { report, answer, page } = await checkInput(run, input, index);
      tally.add(report);
      progress.pause();
      if (page !== undefined) writeLines(context.stderr, [`page: ${printable(page, context.stderr)}`]);
      // What concerns every file alike is said once.
      if (answer.failed && answer.word.kind === "missing" && answer.word.reason !== warned) {
        warned = answer.word.reason;
        writeProblem(context, `${input.name}: Wireshark has not judged it: ${warned}`, undefined, "warning");
      }
      writeReport(report, run, index);
      code = worse(code, exitCodeOfReport(report, answer, run.options));
    } catch (error) {
      if (context.interrupted.aborted) throw new InterruptedError();
      tally.addUnread();
      progress.pause();
      code = worse(code, reportError(error, context));
    }
  }
  if (inputs.length > 1) writeSummary(run);
  return code;
}

async function checkInput(
  run: CheckRun,
  input: CaptureInput,
  index: number,
): Promise<{
  readonly report: CheckReport;
  readonly answer: WiresharkAnswer;
  readonly page: string | undefined;
}> {
  const { options, context, wireshark, ignoredRules, pages } = run;
  const recorder = pages === undefined ? undefined : new CaptureRecorder();
  const stopAsking = new AbortController();
  const signal = AbortSignal.any([context.interrupted, stopAsking.signal]);
  let asked: Promise<WiresharkAnswer> | undefined;
  try {
    const stream = await openStream(input, context);
    const judged = await judgeCapture(watched(stream.chunks, run, input, index), {
      name: input.name,
      profile: options.profile,
      // Wireshark works while our own rules do.
      onCapture: () => {
        asked = wireshark.ask(stream.whole, signal);
        asked.catch(() => undefined);
      },
      ...(recorder === undefined ? {} : { onFrame: (frame: FlowFrame) => recorder.observe(frame) }),
    });
    const answer = await (asked ?? wireshark.ask(stream.whole, signal));
    const report = buildCheckReport({
      ...judged,
      name: input.name,
      file: input.file,
      profile: options.profile,
      wireshark: answer.word,
      wiresharks: judgedFindings(answer.findings),
      ignoredRules,
    });
    const page =
      pages === undefined || recorder === undefined
        ? undefined
        : await writeCheckPage(pages, index, report, recorder);
    return { report, answer, page };
  } finally {
    stopAsking.abort(new InterruptedError());
  }
}

/** Whole where Wireshark is to be asked: a file that is too large for that is never held. */
async function openStream(input: CaptureInput, context: CliContext): Promise<BufferedStream> {
  const chunks = streamCapture(input, context);
  const isLarge = input.size !== undefined && input.size > largestForWireshark;
  return isLarge ? { chunks } : bufferUpTo(chunks, largestForWireshark);
}

/** Tells the progress of what is read. */
async function* watched(
  chunks: AsyncIterable<Uint8Array>,
  { progress, inputs }: CheckRun,
  { name, size }: CaptureInput,
  done: number,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of chunks) {
    const part = size === undefined || size === 0 ? {} : { part: read / size };
    progress.update({ done, total: inputs.length, name, ...part });
    read += chunk.length;
    yield chunk;
  }
}

function writeReport(report: CheckReport, { format, context, inputs }: CheckRun, index: number): void {
  const { stdout } = context;
  const renderers: Readonly<Record<CheckFormat, () => readonly string[]>> = {
    full: () => {
      const text = renderCheckText(report, explainFinding, stdout);
      return inputs.length > 1 && index > 0 ? ["", ...text] : text;
    },
    concise: () => renderCheckConcise(report, stdout),
    github: () => renderCheckGithub(report),
    json: () => [printableJson(JSON.stringify(checkDocument(report)))],
  };
  writeLines(stdout, renderers[format]());
}

/** For people, so on stderr where stdout is for programs. */
function writeSummary({ tally, format, context }: CheckRun): void {
  const output = format === "full" ? context.stdout : context.stderr;
  writeLines(output, [...(format === "full" ? [""] : []), ...renderCheckSummary(tally.summary(), output)]);
}

function exitCodeOfReport(
  { counts }: CheckReport,
  { word }: WiresharkAnswer,
  { failOn, wireshark }: CheckOptions,
): ExitCode {
  // One that was required to judge and did not is a fault of the surroundings.
  if (word.kind === "missing" && wireshark !== "auto" && wireshark !== false) return exitCodes.surroundings;
  const fails = severities.some((severity) => counts[severity] > 0 && isAtLeast(severity, failOn));
  return fails ? exitCodes.findings : exitCodes.done;
}

function worse(one: ExitCode, other: ExitCode): ExitCode {
  return other > one ? other : one;
}

/** @throws UsageError where `--json` and `--format` contradict each other */
function formatOf({ format, json }: CheckOptions): CheckFormat {
  if (json !== true) return format ?? "full";
  if (format === undefined || format === "json") return "json";
  throw new UsageError(`--json and --format ${format} contradict each other`, "leave one of them out");
}

/** @throws UsageError naming a rule that does not exist */
function knownRules(codes: readonly string[]): ReadonlySet<string> {
  const known = [...allRules, ...expertInfoPages].map(({ code }) => code);
  for (const code of codes) {
    if (known.includes(code) || isExpertInfoCode(code)) continue;
    const guess = suggest(code, known);
    throw new UsageError(
      `--ignore: no rule '${code}'`,
      guess === undefined ? "`wiretale explain` lists the rules" : `did you mean ${guess}?`,
    );
  }
  return new Set(codes);
}

function collectRules(text: string, previous: readonly string[]): readonly string[] {
  if (text === "") throw new InvalidArgumentError("Expected the code of a rule, such as tcp-checksum-wrong.");
  return [...previous, text];
}

export function registerCheck(program: Command, host: CommandHost): void {
  program
    .command("check")
    .argument("<FILE...>", "capture files (pcap, pcapng), folders of them, or - for standard input")
    .description("judge captures: our rules on packets and conversations, and Wireshark's Expert Info")
    .addOption(
      new Option(
        "--profile <PROFILE>",
        "real: a fault is only what no stack does; generated: also give-aways, repeated frames, anything unpaired",
      )
        .choices(["real", "generated"])
        .default("real"),
    )
    .addOption(
      new Option("--fail-on <SEVERITY>", "exit with 1 if a finding is this severe or worse")
        .choices(severities.filter((severity) => severity !== "chat"))
        .default("error"),
    )
    .addOption(
      new Option(
        "--format <FORMAT>",
        "full: for people; concise: a line for each message; json: a document for each file, one a line; github: annotations of a workflow (default: full)",
      ).choices(formats),
    )
    .option("--json", "the same as --format json")
    .option(
      "--ignore <RULE>",
      "leave the findings of a rule out, ours or Wireshark's; may be repeated",
      collectRules,
      [],
    )
    .option(
      "--html <OUT>",
      "write a report page to look at: a file; for several captures a folder, with a page for each",
    )
    .option("--force", "replace a page that is there (default: refuse)")
    .addOption(
      new Option(
        "--wireshark <WHO>",
        "auto: wiregasm or tshark, and go on without where there is neither; require: fail then; or one of them by name",
      )
        .choices(["auto", "require", "wiregasm", "tshark"])
        .default("auto"),
    )
    .option("--no-wireshark", "our own rules only")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale check capture.pcap\n  wiretale check --profile generated --fail-on note --json a.pcap b.pcap" +
        "\n  wiretale check captures/ --ignore wireshark-tcp-connection-rst\n  tcpdump -w - -c 1000 | wiretale check -" +
        "\n  wiretale check capture.pcap --html capture.html\n  wiretale check captures/ --html pages/" +
        "\n\nwiretale explain RULE tells more of what was found.",
    )
    .action(async (files: readonly string[], options: CheckOptions) =>
      host.finish(await runCheck(files, options, host.context)),
    );
}
