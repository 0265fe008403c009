// Runs hostile cases one after the other, for hostile.test.ts, which watches from outside: a hang here hangs nobody.
// A line of JSON for each case as soon as it is done, so that the one that never ends is known.

import { writeSync } from "node:fs";
import { runScript } from "../../src/interpreter/run-script.js";
import { expand, readHostileCases } from "../support/hostile-cases.js";

/** What a case took. */
export interface HostileRun {
  readonly place: string;
  readonly diagnostics: readonly {
    readonly line: number;
    readonly column: number;
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
  }[];
  readonly packets: number;
  /** Processor time of the whole process. */
  readonly cpuMs: number;
  /** The most memory the process has held so far beyond what it held before the first case, in MiB. */
  readonly grownMiB: number;
}

const options = { seed: 7, startSeconds: 1_700_000_000 };
/** A case that took longer is measured again, twice: what else the machine does only ever adds to a figure. */
const clearlyQuickMs = 400;
const [from = "0", only = ""] = process.argv.slice(2);
const warmUp = "pkt = Ether()/IP(dst='192.0.2.1')/TCP(dport=80)/Raw('x')\n";
for (let round = 0; round < 300; round += 1) runScript(warmUp, options);

/** The kernel's own high-water mark of resident memory, in KiB. */
const baseline = process.resourceUsage().maxRSS;
for (const { place, notation } of readHostileCases(import.meta.dirname).slice(Number(from))) {
  if (!place.includes(only)) continue;
  const script = expand(notation);
  const { diagnostics, packets, cpuMs } = measured(script);
  const run: HostileRun = {
    place,
    diagnostics: diagnostics.map(({ line, column, code, message, hint }) => ({
      line,
      column,
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
    })),
    packets: packets.length,
    cpuMs,
    grownMiB: (process.resourceUsage().maxRSS - baseline) / 1024,
  };
  writeSync(1, `${JSON.stringify(run)}\n`);
}

/** Runs a script, and says the least processor time it took, in milliseconds. */
function measured(script: string): ReturnType<typeof runScript> & { cpuMs: number } {
  const first = timed(script);
  if (first.cpuMs < clearlyQuickMs) return first;
  return { ...first, cpuMs: Math.min(first.cpuMs, timed(script).cpuMs, timed(script).cpuMs) };
}

function timed(script: string): ReturnType<typeof runScript> & { cpuMs: number } {
  const before = process.cpuUsage();
  const outcome = runScript(script, options);
  const { user, system } = process.cpuUsage(before);
  return { ...outcome, cpuMs: (user + system) / 1000 };
}
