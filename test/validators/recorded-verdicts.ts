/**
 * The verdict on recorded conversation scripts: each is run by the interpreter, its packets get Scapy's defaults and become a
 * capture as `wrpcap` writes one, whose link type is that of the first packet; the strict profile judges it.
 */
import { encodeScriptPacket, linkTypeOf } from "../../src/interpreter/encode-script-packet.js";
import { runScript } from "../../src/interpreter/run-script.js";
import { CaptureCheck, type CheckResult } from "../../src/validators/capture-check.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";

/** A line of the recorded scripts, as far as it matters here. */
export interface RecordedScript {
  readonly id: string;
  readonly protocol: string;
  readonly kind: string;
  readonly model: string;
  readonly form?: string;
  readonly script: string;
}

export interface Verdict {
  readonly id: string;
  readonly protocol: string;
  readonly model: string;
  /** Neither an error nor a warning, of the script or of its frames. */
  readonly isValid: boolean;
  /** Codes of errors and warnings, each once, in order of the alphabet; those of the script itself begin with `script/`. */
  readonly codes: readonly string[];
  /** Codes of notes. */
  readonly notes: readonly string[];
}

interface Captured {
  readonly bytes: Uint8Array;
  readonly linkType: number;
  readonly timeSeconds: number;
}

/** The whole conversations among recorded lines. */
export function conversationScripts(jsonLines: string): readonly RecordedScript[] {
  return jsonLines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as RecordedScript)
    .filter(({ kind, form = "script" }) => kind === "conversation" && form === "script");
}

export function verdictOf({ id, protocol, model, script }: RecordedScript): Verdict {
  const { packets, faults } = packetsOf(script);
  const findings = faults.length > 0 ? [] : judge(packets).findings;
  const serious = findings.filter(({ severity }) => severity === "error" || severity === "warn");
  const mild = findings.filter(({ severity }) => severity === "note");
  const codes = [...new Set([...faults, ...serious.map(({ code }) => code)])].sort();
  const notes = [...new Set(mild.map(({ code }) => code))].sort();
  return { id, protocol, model: shortModel(model), isValid: codes.length === 0, codes, notes };
}

/**
 * What is found in one file of all scripts' packets, as the authors' driver appended them: the number of frames, then how often
 * each rule found something, a line each.
 */
export function formatCaptureTotals(scripts: readonly RecordedScript[]): string {
  const order = ["ARP", "ICMP", "DNS", "HTTP", "TCP"];
  const packets = [...scripts]
    .sort((one, other) => order.indexOf(one.protocol) - order.indexOf(other.protocol))
    .flatMap(({ script }) => packetsOf(script).packets);
  const { totals } = judge(packets);
  const lines = [...totals].map(([code, total]) => `${code}\t${total}`).sort();
  return ["rule\tfindings", `(frames)\t${packets.length}`, ...lines, ""].join("\n");
}

/** `ft:gpt-3.5-turbo-1106` of whatever follows. */
function shortModel(model: string): string {
  return model.replace(/^(ft:[^:]+):.*$/, "$1");
}

function packetsOf(script: string): {
  readonly packets: readonly Captured[];
  readonly faults: readonly string[];
} {
  const run = runScript(script, { seed: 1, startSeconds: 1_741_064_767 });
  const faults = run.diagnostics.map(({ code }) => `script/${code}`);
  const packets: Captured[] = [];
  for (const { layers, timeSeconds } of run.packets) {
    const encoded = encodeScriptPacket(layers);
    if (encoded.ok) packets.push({ bytes: encoded.value.bytes, linkType: linkTypeOf(layers), timeSeconds });
    else faults.push(`script/${encoded.error.code}`);
  }
  if (packets.length === 0 && faults.length === 0) faults.push("script/no-packets");
  return { packets, faults };
}

function judge(packets: readonly Captured[]): CheckResult {
  const linkType = packets[0]?.linkType ?? 1;
  const check = new CaptureCheck({ profile: "generated" });
  packets.forEach(({ bytes, timeSeconds }, index) => {
    const timeNanos = BigInt(Math.round(timeSeconds * 1e6)) * 1000n;
    check.observe({ frameNumber: index + 1, timeNanos, decoded: decodeFrame(bytes, linkType, index + 1) });
  });
  return check.finish();
}

const header = "id\tprotocol\tmodel\tvalid\tcodes\tnotes";

/** One line a verdict, in order of the ids; fields separated by tabs, codes by spaces. */
export function formatVerdicts(verdicts: readonly Verdict[]): string {
  const lines = [...verdicts]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, protocol, model, isValid, codes, notes }) =>
      [id, protocol, model, isValid ? "yes" : "no", codes.join(" "), notes.join(" ")].join("\t"),
    );
  return [header, ...lines, ""].join("\n");
}

/** Lines that differ between two tables, at most so many, `-` before what is expected and `+` before what is. */
export function differingLines(expected: string, actual: string, most = 40): readonly string[] {
  const wanted = new Set(expected.split("\n"));
  const got = new Set(actual.split("\n"));
  const differences = [
    ...[...wanted].filter((line) => !got.has(line)).map((line) => `- ${line}`),
    ...[...got].filter((line) => !wanted.has(line)).map((line) => `+ ${line}`),
  ].sort((one, other) => (one.slice(2) < other.slice(2) ? -1 : 1));
  return differences.length <= most
    ? differences
    : [...differences.slice(0, most), `… and ${differences.length - most} more`];
}

/** Reads what `formatVerdicts` wrote. */
export function parseVerdicts(table: string): readonly Verdict[] {
  const words = (text: string) => text.split(" ").filter((word) => word !== "");
  return table
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => {
      const [id = "", protocol = "", model = "", valid = "", codes = "", notes = ""] = line.split("\t");
      return { id, protocol, model, isValid: valid === "yes", codes: words(codes), notes: words(notes) };
    });
}
