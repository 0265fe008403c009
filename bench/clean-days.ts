// What Wireshark and the strict profile say of Wiretale's days, beside real ones: `npm run clean-days -- --seeds N --others N --real
// FOLDER --keep FOLDER`. N days of examples/real-day.yaml, shared out over its client programs, and of every other example with
// acts; real days are all captures in `--real`, made by scripts/real-day.sh. Prints notes, warnings and errors of tshark a
// hundred days. Exit code 1: a generated day has a message that no real day has, or a finding of `check --profile generated`.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { checkDocument } from "../src/report/check-document.js";
import { packageRoot } from "../src/config/package-root.js";
import { programOptions, wholeNumber } from "../test/support/program-options.js";
import { runWiretale } from "../test/support/run-wiretale.js";
import { type ExampleDay, makeDays, realClients, realDayOf } from "./example-days.js";

const values = programOptions({
  seeds: { type: "string", default: "200" },
  others: { type: "string", default: "20" },
  real: { type: "string" },
  keep: { type: "string" },
});
const seeds = wholeNumber("seeds", values.seeds);
const others = wholeNumber("others", values.others);
const realCaptures = capturesIn(values.real);
if (realCaptures.length === 0) {
  console.error(
    values.real === undefined ? "error: --real is missing" : `error: no captures in ${values.real}`,
  );
  console.error("hint: scripts/real-day.sh OUT.pcap makes a real day; name the folder that has them");
  process.exit(2);
}
const folder =
  values.keep === undefined ? mkdtempSync(join(tmpdir(), "wiretale-clean-days-")) : resolve(values.keep);

type Checked = ReturnType<typeof checkDocument>;

/** Days that are counted together. */
interface Days {
  readonly name: string;
  readonly checked: readonly Checked[];
}

function capturesIn(given: string | undefined): readonly string[] {
  if (given === undefined || !existsSync(given)) return [];
  return readdirSync(given)
    .filter((file) => file.endsWith(".pcap"))
    .map((file) => resolve(given, file));
}

/** `wiretale check` of each, by tshark: exit code 1 says that there are findings. */
async function check(files: readonly string[], profile: "real" | "generated"): Promise<readonly Checked[]> {
  const flags = ["--json", "--wireshark", "tshark", "--profile", profile];
  const { code, stdout, stderr } = await runWiretale(["check", ...files, ...flags], { cwd: folder });
  if (code !== 0 && code !== 1) throw new Error(stderr);
  const checked = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Checked);
  if (checked.length !== files.length)
    throw new Error(`${files.length} files, ${checked.length} answers: ${stderr}`);
  return checked;
}

/** Examples with acts (those without are days in the life) that ask for no loss: what recovery looks like is wanted there. */
function otherExamples(): readonly string[] {
  const examples = join(packageRoot(), "examples");
  return readdirSync(examples)
    .filter((file) => file.endsWith(".yaml"))
    .filter((file) => {
      const text = readFileSync(join(examples, file), "utf8");
      return /^acts:/m.test(text) && !/lossPercent/.test(text);
    })
    .map((file) => file.replace(/\.yaml$/, ""))
    .filter((name) => name !== "real-day");
}

const fromOne = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

function wanted(): ReadonlyMap<string, readonly ExampleDay[]> {
  const realDays = fromOne(seeds).map((seed) =>
    realDayOf(realClients[seed % realClients.length] ?? "curl", seed, join(folder, "real-day")),
  );
  const rest = otherExamples().map((example) => {
    const days = fromOne(others).map((seed) => ({
      example,
      seed,
      file: join(folder, example, `${seed}.pcap`),
    }));
    return [example, days] as const;
  });
  return new Map([["real-day", realDays], ...rest]);
}

/** Wireshark's expert information but for chats, which tell of nothing unusual. */
function messagesOf(days: readonly Days[]): ReadonlyMap<string, string> {
  const findings = days.flatMap(({ checked }) => checked.flatMap((file) => file.findings));
  return new Map(
    findings
      .filter(({ source, severity }) => source === "wireshark" && severity !== "chat")
      .map(({ code, severity, message }) => [code, `${severity}: ${message}`]),
  );
}

function perHundred(code: string, { checked }: Days): number {
  const sum = checked.reduce((total, { totals }) => total + (totals[code] ?? 0), 0);
  return (100 * sum) / checked.length;
}

function printTable(messages: ReadonlyMap<string, string>, columns: readonly Days[]): void {
  const rows = [...messages].map(([code, message]) => [
    message,
    ...columns.map((days) => perHundred(code, days).toFixed(1)),
  ]);
  const head = ["a hundred days have", ...columns.map(({ name, checked }) => `${name} (${checked.length})`)];
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join("  "));
  }
}

/** What no generated day may have, a sentence each. */
function faultsOf(
  { name, checked }: Days,
  messages: ReadonlyMap<string, string>,
  reals: Days,
): readonly string[] {
  const ours = checked.flatMap(({ file, findings }) =>
    findings
      .filter(({ source }) => source === "wiretale")
      .map(({ severity, code, message }) => `${file}: ${severity}: ${message} [${code}]`),
  );
  const strange = [...messages]
    .filter(([code]) => perHundred(code, reals) === 0)
    .flatMap(([code, message]) => {
      const files = checked.filter(({ totals }) => (totals[code] ?? 0) > 0).map(({ file }) => file);
      return files.length === 0
        ? []
        : [
            `${name}: no real day has “${message}”, ${files.length} of ${checked.length} generated: ${files.join(", ")}`,
          ];
    });
  return [...ours, ...strange];
}

try {
  const days = wanted();
  await makeDays([...days.values()].flat());
  const generated: Days[] = [];
  for (const [name, all] of days) {
    const files = all.map(({ file }) => file);
    generated.push({ name, checked: await check(files, "generated") });
  }
  const reals: Days = { name: "real", checked: await check(realCaptures, "real") };
  const messages = messagesOf([...generated, reals]);
  printTable(messages, [...generated, reals]);
  const faults = generated.flatMap((each) => faultsOf(each, messages, reals));
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
process.exit();
