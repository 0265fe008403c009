// The fuzzer by hand: npm run fuzz [-- --minutes N --seed S --from NUMBER --inputs N --check FILE]

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkInput } from "./check-input.js";
import { ownCorpus, recordedCorpus } from "./corpus.js";
import { makeInput } from "./make-input.js";
import { minimize } from "./minimize.js";
import { runFuzz } from "./run-fuzz.js";
import type { FuzzProblem } from "./run-fuzz.js";
import { programOptions } from "../support/program-options.js";

const values = programOptions({
  minutes: { type: "string", default: "5" },
  seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
  from: { type: "string", default: "0" },
  inputs: { type: "string" },
  check: { type: "string" },
});
const [minutes, seed, from] = [Number(values.minutes), Number(values.seed), Number(values.from)];
const inputs = values.inputs === undefined ? 1e12 : Number(values.inputs);
const data = process.env["WIRETALE_TEST_DATA"];

if (values.check !== undefined) {
  console.log(checkInput(readFileSync(values.check, "utf8")) ?? "nothing wrong");
} else if (!(minutes > 0 && Number.isInteger(seed) && from >= 0 && inputs > 0)) {
  console.error("error: --minutes, --inputs and --from are numbers, --seed is an integer");
  process.exitCode = 2;
} else {
  process.exitCode = await main();
}

async function main(): Promise<number> {
  const began = Date.now();
  const rate = (checked: number): string => ((checked * 1000) / (Date.now() - began)).toFixed(0);
  console.log(
    `seed ${seed}, inputs from ${from}, corpus: ${data === undefined ? "own scripts" : "own and recorded scripts"}`,
  );
  const { checked, problems } = await runFuzz({
    seed,
    from,
    to: from + inputs,
    data,
    until: values.inputs === undefined ? began + minutes * 60_000 : undefined,
    onProgress(count) {
      if (count > 0 && count % 10_000 === 0) console.log(`${count} inputs, ${rate(count)} a second`);
    },
  });
  console.log(`${checked} inputs, ${rate(checked)} a second, ${problems.length} problems`);
  for (const problem of problems) report(problem);
  return problems.length === 0 ? 0 : 1;
}

function report({ number, problem }: FuzzProblem): void {
  const corpus = [...ownCorpus(), ...recordedCorpus(data)];
  const { script, origin, limits } = makeInput(seed, number, corpus);
  const kind = problem.split(":")[0] ?? "";
  // What hangs or kills its process stays as it was found: trying pieces of it would hang here.
  const canTry = kind !== "hang" && kind !== "died";
  const shortest = canTry
    ? minimize(script, (candidate) => checkInput(candidate, limits)?.startsWith(`${kind}:`) === true)
    : script;
  const folder = join(import.meta.dirname, "..", "..", "fuzz-findings");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${seed}-${number}.py`);
  writeFileSync(file, shortest);
  console.log(`\n${problem}\n  made by: ${origin}, limits ${JSON.stringify(limits)}\n  script: ${file}`);
  console.log(
    `  again: npm run fuzz -- --seed ${seed} --from ${number} --inputs 1; npm run fuzz -- --check ${file}`,
  );
}
