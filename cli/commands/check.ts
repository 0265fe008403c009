import { Option, type Command } from "commander";
import { resolve } from "node:path";
import { decodePcap, type DecodedCapture } from "../../src/capture/pcap.js";
import { UsageError, WiretaleError } from "../../src/contracts/errors.js";
import {
  countSeverities,
  isAtLeast,
  severities,
  type Finding,
  type Severity,
} from "../../src/contracts/finding.js";
import { flowFramesOf } from "../../src/flow/flow-frames-of.js";
import { checkFrames } from "../../src/validators/check-frames.js";
import { formatLinkType } from "../../src/wire/link-type.js";
import { chooseDissector } from "../../src/wireshark/choose-dissector.js";
import type { Dissector } from "../../src/wireshark/dissector.js";
import { expertInfoToFindings } from "../../src/wireshark/expert-info.js";
import { writeJson, writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { findingDocument } from "../finding-document.js";
import { exitCodes, InterruptedError, type ExitCode } from "../exit-codes.js";
import { inputName, readInputFile, standardInput } from "../input-files.js";
import { sortFindings } from "../render/findings.js";
import { printable } from "../render/printable.js";
import { renderVerdict, type WiresharkJudge } from "../render/verdict.js";
import { reportError } from "../report-error.js";

export interface CheckOptions {
  readonly profile: "real" | "generated";
  readonly failOn: Severity;
  readonly json?: true;
  readonly wireshark: boolean;
}

/** Largest capture that is read: it is held in memory whole, and once more by Wireshark. */
const largestCapture = 256 * 1024 * 1024;

/** Judges captures, ours and anybody's. Every file is judged, whatever is wrong with another. */
export async function runCheck(
  files: readonly string[],
  options: CheckOptions,
  context: CliContext,
): Promise<ExitCode> {
  const wireshark = options.wireshark ? await openDissector() : undefined;
  let code: ExitCode = exitCodes.done;
  try {
    for (const file of files) {
      if (context.interrupted.aborted) throw new InterruptedError();
      const ended = await checkFile(file, options, wireshark, context);
      if (ended > code) code = ended;
    }
    return code;
  } finally {
    await wireshark?.dissector.close();
  }
}

interface OpenDissector {
  readonly dissector: Dissector;
  readonly judge: WiresharkJudge;
}

async function openDissector(): Promise<OpenDissector> {
  const chosen = await chooseDissector("auto");
  if (chosen.kind === "present") {
    const { dissector, version } = chosen;
    return { dissector, judge: { name: dissector.name, version } };
  }
  throw new WiretaleError("wireshark-missing", `no Wireshark to ask: ${chosen.reason}`, {
    hint: `${chosen.hint}; --no-wireshark checks without it`,
  });
}

async function checkFile(
  file: string,
  options: CheckOptions,
  wireshark: OpenDissector | undefined,
  context: CliContext,
): Promise<ExitCode> {
  try {
    const bytes = await readInputFile(file, context, largestCapture);
    const decoded = decodeCapture(file, bytes);
    const { capture } = decoded;
    const findings = sortFindings([
      ...captureFindings(decoded),
      ...checkFrames(flowFramesOf(capture), { profile: options.profile, linkType: capture.linkType }),
      ...(await askWireshark(bytes, wireshark, context)),
    ]);
    if (options.json === true) {
      writeJson(context, {
        file: file === standardInput ? file : resolve(context.cwd, file),
        linkType: capture.linkType,
        frames: capture.frames.length,
        counts: countSeverities(findings),
        findings: findings.map(findingDocument),
      });
    } else {
      const { stdout } = context;
      const count = `${capture.frames.length} frame${capture.frames.length === 1 ? "" : "s"}`;
      writeLines(stdout, [
        `${stdout.colors.bold(printable(inputName(file), stdout))}: ${count}, ${formatLinkType(capture.linkType)}`,
        ...renderVerdict(findings, wireshark?.judge, stdout),
      ]);
    }
    return findings.some(({ severity }) => isAtLeast(severity, options.failOn))
      ? exitCodes.findings
      : exitCodes.done;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return reportError(error, context);
  }
}

function decodeCapture(file: string, bytes: Uint8Array): DecodedCapture {
  const decoded = decodePcap(bytes);
  if (decoded.ok) return decoded.value;
  throw new UsageError(
    `${inputName(file)}: ${decoded.error.message}`,
    decoded.error.code === "pcapng" ? undefined : "check reads capture files (pcap)",
  );
}

/** What is wrong with the file itself: the frames before that are judged all the same. */
function captureFindings({ error, capture }: DecodedCapture): readonly Finding[] {
  if (error === undefined) return [];
  return [
    {
      code: error.code === "truncated" ? "capture-truncated" : "capture-record-damaged",
      severity: "error",
      group: "malformed",
      source: "wiretale",
      frames: [],
      message: `${error.message} (octet ${error.offset}); ${capture.frames.length} frames were read`,
    },
  ];
}

async function askWireshark(
  bytes: Uint8Array,
  wireshark: OpenDissector | undefined,
  context: CliContext,
): Promise<readonly Finding[]> {
  if (wireshark === undefined) return [];
  try {
    return expertInfoToFindings(await wireshark.dissector.dissect(bytes, { signal: context.interrupted }));
  } catch (error) {
    if (context.interrupted.aborted) throw new InterruptedError();
    throw error;
  }
}

export function registerCheck(program: Command, host: CommandHost): void {
  program
    .command("check")
    .argument("<FILE...>", "capture files (pcap); - is standard input")
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
    .option("--json", "one JSON document a file on stdout")
    .option("--no-wireshark", "our own rules only (default: ask Wireshark too)")
    .addHelpText(
      "after",
      "\nExamples:\n  wiretale check capture.pcap\n  wiretale check --profile generated --fail-on note --json a.pcap b.pcap",
    )
    .action(async (files: readonly string[], options: CheckOptions) =>
      host.finish(await runCheck(files, options, host.context)),
    );
}
