// Memory of one process that runs many scripts: npm run bench -- --memory [--scripts N] [--every N]
// Each run starts afresh, from source text to hex, as a line of `wiretale run-script --jsonl` does: the scripts in turn, each time
// with another seed, every tenth run explained line by line as well. Needs `node --expose-gc`.

import { encodeScriptPacket } from "../src/interpreter/encode-script-packet.js";
import { runScript } from "../src/interpreter/run-script.js";
import { formatHex } from "../src/wire/bytes.js";
import { everyRecordedScript, ownScripts } from "./load-scripts.js";
import { programOptions } from "../test/support/program-options.js";

/** Growth from the first row to the last that is still called flat: what the engine's own tables and code vary by. */
const tolerance = 2 * 1024 * 1024;

const values = programOptions({
  memory: { type: "boolean" },
  scripts: { type: "string", default: "100000" },
  every: { type: "string", default: "10000" },
});
const total = Number(values.scripts);
const every = Number(values.every);
if (!(Number.isInteger(total) && Number.isInteger(every) && every >= 1 && total >= 2 * every)) {
  console.error("error: --scripts and --every are whole numbers, --scripts at least twice --every");
  process.exit(2);
}
const collect = globalThis.gc;
if (collect === undefined) {
  console.error(
    "error: the heap is measured after garbage collection only: run it by `npm run bench -- --memory`",
  );
  process.exit(2);
}

interface Row {
  readonly scripts: number;
  readonly heap: number;
  readonly external: number;
  readonly resident: number;
}

function measure(scripts: number): Row {
  // Twice: what weak references held goes with the second.
  collect?.();
  collect?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { scripts, heap: heapUsed, external, resident: rss };
}

/** Characters of hex and number of diagnostics, so that nothing of a run can be left out. */
function runOnce(text: string, index: number): { hex: number; faults: number } {
  const options = { seed: index, startSeconds: 1_700_000_000, trace: index % 10 === 0 };
  const { packets, diagnostics } = runScript(text, options);
  let hex = 0;
  for (const { layers } of packets) {
    const encoded = encodeScriptPacket(layers);
    if (encoded.ok) hex += formatHex(encoded.value.bytes).length;
  }
  return { hex, faults: diagnostics.length };
}

function megabytes(octets: number): string {
  return (octets / 1024 / 1024).toFixed(1);
}

function main(): void {
  const data = process.env["WIRETALE_TEST_DATA"];
  const recorded = data === undefined ? undefined : everyRecordedScript(data);
  const texts = recorded ?? ownScripts().map(({ text }) => text);
  console.log(
    `${texts.length} scripts, ${recorded === undefined ? "the repository's own" : "every recorded one"}, in turn; Node ${process.version}\n`,
  );
  console.log("| scripts run | heap used, MiB | external, MiB | resident, MiB |\n|---:|---:|---:|---:|");
  const rows: Row[] = [];
  let octets = 0;
  let faults = 0;
  for (let index = 0; index < total; index += 1) {
    const run = runOnce(texts[index % texts.length] ?? "", index);
    octets += run.hex / 2;
    faults += run.faults;
    if ((index + 1) % every !== 0) continue;
    const row = measure(index + 1);
    rows.push(row);
    console.log(
      `| ${row.scripts} | ${megabytes(row.heap)} | ${megabytes(row.external)} | ${megabytes(row.resident)} |`,
    );
  }
  console.log(`\n${octets} octets of packets, ${faults} diagnostics`);
  const growth = (rows.at(-1)?.heap ?? 0) - (rows[0]?.heap ?? 0);
  console.log(`the heap grew by ${megabytes(growth)} MiB from the first row to the last`);
  if (growth > tolerance) process.exitCode = 1;
}

main();
