// Runs recorded packet scripts here and under real Scapy 2.5.0, and tells how far both agree:
//   npm run conformance [-- FILE.jsonl [TABLE.md]]
// FILE has a line {"id", "script", "protocol", "model", "form"} a script; without it, $WIRETALE_TEST_DATA/paper/scripts.jsonl
// is read. The table goes to standard output and to TABLE.md (wiretale-out/conformance.md). Exit code 1: they do not agree.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compareSides, hasScapy, runUnderScapy, sideOptions } from "./scapy-side.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** @param {string} path Of a module in the build: not resolved by the type checker, which reads the sources. */
const built = (path) => new URL(`../dist/${path}`, import.meta.url).href;

/** @typedef {{ id: string, script: string, protocol: string, model?: string, form?: string }} Row */

const usage = "npm run conformance [-- FILE.jsonl [TABLE.md]]";
const data = process.env.WIRETALE_TEST_DATA;
const [given, target = join(root, "wiretale-out", "conformance.md")] = process.argv.slice(2);
if (given === "--help") {
  console.log(`usage: ${usage}\nwithout FILE: $WIRETALE_TEST_DATA/paper/scripts.jsonl`);
  process.exit();
}
const file = given ?? (data === undefined ? undefined : join(data, "paper", "scripts.jsonl"));
if (file === undefined) fail("no scripts", "give a file, or set WIRETALE_TEST_DATA");
if (!existsSync(file)) fail(`there is no file ${file}`, usage);
if (!hasScapy()) {
  fail("there is no Scapy 2.5.0 here", "apt-get install python3-scapy, and run where unshare -n is allowed");
}

const { runScript } = await import(built("src/interpreter/run-script.js"));
const { encodeScriptPacket } = await import(built("src/interpreter/encode-script-packet.js"));
const { formatHex } = await import(built("src/wire/bytes.js"));

/** @type {Row[]} */
const recorded = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => JSON.parse(line));
const rows = recorded.filter(({ form = "script" }) => form === "script" || form === "expression");

const own = rows.map(({ script }) => runScript(script, sideOptions));
const theirs = await runUnderScapy(rows.map(({ id }, index) => ({ id, script: own[index].source })));

/** @typedef {{ n: number, identical: number, differing: number, bothRefuse: number, onlyWeRefuse: number, onlyScapyRefuses: number }} Counts */
/** @type {Map<string, Counts>} */
const table = new Map();
/** @type {string[]} */
const differences = [];
for (const [index, row] of rows.entries()) {
  const run = own[index];
  const other = theirs[index];
  if (other === undefined) throw new Error(`Scapy's side has no result for ${row.id}`);
  const frames = run.packets.map(frameOf);
  const { verdict, difference } = compareSides({ frames, diagnostics: run.diagnostics }, other);
  const keys = [
    "all",
    `protocol ${row.protocol}`,
    `model ${row.model ?? "unknown"}`,
    `form ${row.form ?? "script"}`,
    ...(run.cleanup.length > 0 ? ["runnable by the clean-up only"] : []),
  ];
  for (const key of keys) {
    const counts = table.get(key) ?? {
      n: 0, identical: 0, differing: 0, bothRefuse: 0, onlyWeRefuse: 0, onlyScapyRefuses: 0,
    }; // prettier-ignore
    counts.n += 1;
    counts[verdict] += 1;
    table.set(key, counts);
  }
  if (difference !== undefined)
    differences.push(`- ${row.id} (${row.protocol}): ${verdict}: ${escape(difference)}`);
}

const head = ["", "n", "identical", "differing", "both refuse", "only we refuse", "only Scapy refuses"];
const order = ["all", "protocol", "model", "form", "runnable"];
const sorted = [...table].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
const text = [
  `| ${head.join(" | ")} |`,
  `|---|${"---:|".repeat(head.length - 1)}`,
  ...sorted.map(
    ([key, c]) =>
      `| ${key} | ${c.n} | ${c.identical} | ${c.differing} | ${c.bothRefuse} | ${c.onlyWeRefuse} | ${c.onlyScapyRefuses} |`,
  ),
  "",
  ...(differences.length === 0
    ? ["No differences."]
    : ["First difference of each script:", "", ...differences]),
  "",
  `${rows.length} of ${recorded.length} recorded outputs are whole scripts or expressions; the others are not run.`,
  "",
].join("\n");
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, text);
process.stdout.write(text);
process.exitCode = differences.length === 0 ? 0 : 1;

/** @param {string} key */
function rank(key) {
  return order.findIndex((each) => key.startsWith(each));
}

/** @param {{ layers: unknown, timeSeconds: number }} packet */
function frameOf({ layers, timeSeconds }) {
  const encoded = encodeScriptPacket(layers);
  return encoded.ok
    ? { hex: formatHex(encoded.value.bytes), time: timeSeconds, layers: encoded.value.layerNames }
    : { error: encoded.error.code, message: encoded.error.message };
}

/** @param {string} message */
function escape(message) {
  return message.replace(/[^\x20-\x7e]/g, (each) => `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * @param {string} message
 * @param {string} hint
 * @returns {never}
 */
function fail(message, hint) {
  console.error(`error: ${message}\nhint: ${hint}`);
  process.exit(2);
}
