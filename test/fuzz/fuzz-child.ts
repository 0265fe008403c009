// Checks inputs one after the other, for run-fuzz.ts, which watches from outside: a hang here hangs nobody. Each line of
// output is a number about to be checked, one in so many, or a problem found.
// Arguments: seed, first number, number behind the last, one in how many, `own` or the folder of recorded scripts.

import { writeSync } from "node:fs";
import { checkInput } from "./check-input.js";
import { ownCorpus, recordedCorpus } from "./corpus.js";
import { makeInput } from "./make-input.js";

const [seed = "1", from = "0", to = "0", every = "1", data = "own"] = process.argv.slice(2);
const corpus = [...ownCorpus(), ...(data === "own" ? [] : recordedCorpus(data))];
for (let number = Number(from); number < Number(to); number += 1) {
  if (number % Number(every) === 0) writeSync(1, `${number}\n`);
  const { script, limits } = makeInput(Number(seed), number, corpus);
  const problem = checkInput(script, limits);
  if (problem !== undefined) writeSync(1, `${JSON.stringify({ number, problem })}\n`);
}
writeSync(1, "done\n");
