// Packets per second beside real Scapy: npm run bench [-- --rounds N --seconds S]
// Both sides get the same text, one after the other, a core each; rates are packets per second of processor time.

import { cpus } from "node:os";
import { prepareScript, type PreparedScript, runPrepared, runScript } from "../src/interpreter/run-script.js";
import { formatHex } from "../src/wire/bytes.js";
import { type BenchScript, ownScripts, recordedScripts } from "./load-scripts.js";
import { type Measurement, type Mode, type ScapyProcess, startScapy } from "./scapy-process.js";
import { programOptions } from "../test/support/program-options.js";

interface Case {
  /** As Scapy numbers it. */
  readonly number: number;
  readonly protocol: string;
  readonly source: string;
  readonly prepared: PreparedScript;
}

const options = { seed: 7, startSeconds: 1_700_000_000 };
const modes: readonly Mode[] = ["text", "prepared"];
const modeTitles = { text: "source text to bytes", prepared: "parsed once, run many times" };

/** The compiler of Node optimizes while a program runs: the rate of whole scripts grows for about five seconds. */
const warmUpSeconds = 6;

const values = programOptions({
  rounds: { type: "string", default: "7" },
  seconds: { type: "string", default: "0.3" },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
if (!(rounds >= 1 && seconds > 0)) {
  console.error("error: --rounds and --seconds are numbers above zero");
  process.exit(2);
}

function build(prepared: PreparedScript): Uint8Array[] {
  return runPrepared(prepared, options).packets.map(({ bytes }) => bytes);
}

function measureHere(mode: Mode, cases: readonly Case[], duration: number): Measurement {
  const start = process.cpuUsage();
  let packets = 0;
  for (;;) {
    for (const { source, prepared } of cases) {
      packets += build(mode === "text" ? prepareScript(source) : prepared).length;
    }
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1e6;
    if (spent >= duration) return { packets, seconds: spent };
  }
}

/** Scripts of which both sides make the same frames: only those are compared. Without Scapy, those that run. */
async function usableCases(
  scripts: readonly BenchScript[],
  scapy: ScapyProcess | undefined,
): Promise<Case[]> {
  const runs = scripts.map(({ text }) => runScript(text, options));
  const theirs = await scapy?.load(runs.map(({ source }) => source));
  return scripts.flatMap(({ protocol }, number) => {
    const run = runs[number];
    if (run === undefined || run.diagnostics.length > 0) return [];
    const prepared = prepareScript(run.source);
    const frames = build(prepared).map(formatHex).sort();
    const others = theirs === undefined ? frames : [...(theirs[number] ?? [])].sort();
    const same = frames.length > 0 && frames.join() === others.join();
    return same ? [{ number, protocol, source: run.source, prepared }] : [];
  });
}

interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

function spread(rates: readonly number[]): Spread {
  const sorted = rates.toSorted((left, right) => left - right);
  const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)] ?? 0;
  return { median: at(0.5), low: at(0), high: at(1) };
}

function rate({ packets, seconds }: Measurement): number {
  return packets / seconds;
}

function formatSpread({ median, low, high }: Spread, digits = 0): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

async function compare(
  mode: Mode,
  cases: readonly Case[],
  scapy: ScapyProcess | undefined,
): Promise<string[]> {
  const numbers = cases.map(({ number }) => number);
  const here: number[] = [];
  const there: number[] = [];
  const ratios: number[] = [];
  measureHere(mode, cases, warmUpSeconds);
  await scapy?.measure(mode, numbers, seconds);
  for (let round = 0; round < rounds; round += 1) {
    const own = rate(measureHere(mode, cases, seconds));
    here.push(own);
    if (scapy === undefined) continue;
    const other = rate(await scapy.measure(mode, numbers, seconds));
    there.push(other);
    ratios.push(own / other);
  }
  const theirs =
    scapy === undefined ? ["-", "-"] : [formatSpread(spread(there)), formatSpread(spread(ratios), 1)];
  return [formatSpread(spread(here)), ...theirs];
}

async function main(): Promise<void> {
  const scapy = startScapy();
  const data = process.env["WIRETALE_TEST_DATA"];
  const recorded = data === undefined ? undefined : recordedScripts(data);
  const scripts = recorded ?? ownScripts();
  const cores = cpus();
  console.log(
    `machine: ${cores.length} cores, ${cores[0]?.model ?? "unknown"}, ${process.platform} ${process.arch}`,
  );
  console.log(
    `here: Node ${process.version}; there: ${scapy?.version ?? "no Scapy 2.5.0 (or no unshare -n), nothing to compare with"}`,
  );
  console.log(
    recorded === undefined
      ? "scripts: the repository's own; WIRETALE_TEST_DATA names the folder of recorded ones"
      : "scripts: recorded conversations",
  );
  console.log(`packets per second of processor time, median (lowest to highest) of ${rounds} rounds\n`);
  const cases = await usableCases(scripts, scapy);
  for (const mode of modes) {
    console.log(`| ${modeTitles[mode]} | scripts | Wiretale | Scapy | ratio |\n|---|---:|---:|---:|---:|`);
    for (const protocol of new Set(scripts.map((script) => script.protocol))) {
      const own = cases.filter((each) => each.protocol === protocol);
      const all = scripts.filter((each) => each.protocol === protocol).length;
      const cells = own.length === 0 ? ["-", "-", "-"] : await compare(mode, own, scapy);
      console.log(`| ${protocol} | ${own.length} of ${all} | ${cells.join(" | ")} |`);
    }
    console.log("");
  }
  scapy?.close();
}

await main();
