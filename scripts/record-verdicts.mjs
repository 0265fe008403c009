// Judges the recorded conversation scripts anew and writes the committed verdicts and their summary:
//   WIRETALE_TEST_DATA=FOLDER node --import ./test/support/typescript-loader.mjs scripts/record-verdicts.mjs
// A difference to what is committed is a change of the interpreter or of the rules: look at it before committing it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const data = process.env.WIRETALE_TEST_DATA;
if (data === undefined)
  throw new Error("set WIRETALE_TEST_DATA to the folder that holds paper/scripts.jsonl");

const { conversationScripts, formatCaptureTotals, formatVerdicts, verdictOf } = await import(
  source("recorded-verdicts.js")
);
const { renderRecordedVerdicts } = await import(source("render-recorded-verdicts.js"));

const scripts = conversationScripts(readFileSync(join(data, "paper", "scripts.jsonl"), "utf8"));
const verdicts = formatVerdicts(scripts.map(verdictOf));
const totals = formatCaptureTotals(scripts);
write("../test/validators/recorded-verdicts.tsv", verdicts);
write("../test/validators/recorded-capture-totals.tsv", totals);
write("../docs/recorded-verdicts.md", renderRecordedVerdicts(verdicts, totals));

/** @param {string} file Of test/validators: TypeScript, which the loader reads. */
function source(file) {
  return new URL(`../test/validators/${file}`, import.meta.url).href;
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  writeFileSync(new URL(path, import.meta.url), text);
}
