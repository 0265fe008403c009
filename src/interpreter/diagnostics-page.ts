import type { Diagnostic } from "../contracts/finding.js";
import { diagnosticCodes } from "./diagnostic-codes.js";
import type { DiagnosticCodeEntry } from "./diagnostic-codes.js";
import type { RecordedFailure, RecordedFailures } from "./recorded-failures.js";
import { runScript } from "./run-script.js";

/** The content of `docs/diagnostics.md`: every code with its example, and what was measured on recorded answers. */
export function renderDiagnosticsPage(recorded: RecordedFailures): string {
  return [...introduction, ...codes(), ...measured(recorded)].join("\n").trimEnd().concat("\n");
}

const introduction = [
  "# Diagnostics of packet scripts",
  "",
  "Generated from `src/interpreter/diagnostic-codes.ts`; do not edit. A script that does not run gets a diagnostic for each of",
  "its faults that does not follow from another: a stable code, line and column from 1, the line itself with a caret, what",
  "is wrong, and what to write instead. They are written to be acted on by the model that has to mend its answer.",
  "",
  "A fault of syntax ends its own statement only; reading goes on behind it. Once a script is known to fail, unknown names",
  "and fields behind the failure are told as well, and literals that do not fit their fields. Names that only a broken",
  "statement would have bound are not.",
  "",
];

function codes(): string[] {
  return [
    "## Codes",
    "",
    ...Object.entries(diagnosticCodes).flatMap(([code, entry]) => section(code, entry)),
  ];
}

/** What the example gets is what the interpreter says of it. */
function section(code: string, { meaning, example, instead }: DiagnosticCodeEntry): string[] {
  const head = [`### ${code}`, "", meaning, ""];
  if (example === undefined) return [...head, `Instead: ${instead}.`, ""];
  const told = runScript(example, { seed: 7, startSeconds: 0 }).diagnostics;
  return [...head, "```python", example, "```", "", "```text", ...told.flatMap(shown), "```", ""];
}

function shown({ code, line, column, message, hint, sourceLine = "" }: Diagnostic): string[] {
  return [
    `${line}:${column}: ${message} [${code}]`,
    `    ${sourceLine}`,
    `    ${" ".repeat(column - 1)}^`,
    `  hint: ${hint ?? ""}`,
  ];
}

function measured({ scripts, failures }: RecordedFailures): string[] {
  const share = (isTrue: (failure: RecordedFailure) => boolean): string =>
    `${failures.filter(isTrue).length} of ${failures.length}`;
  return [
    "## Measured on recorded answers",
    "",
    "Answers of models as they were recorded, nothing mended. Those that ran only once cleaned up are counted apart; of those",
    "that do not run, each was looked at: is the place that of the real fault, and is the hint enough to mend it? A test",
    "compares codes and places with this table wherever the recordings are present. The judgements are ours, kept in",
    "`docs/recorded-failures.json`.",
    "",
    "| Form | Recorded | Run as they are | Run once cleaned up | Do not run |",
    "|---|---:|---:|---:|---:|",
    ...Object.entries(scripts).map(
      ([form, { recorded, cleaned, failing }]) =>
        `| ${form} | ${recorded} | ${recorded - cleaned - failing} | ${cleaned} | ${failing} |`,
    ),
    "",
    `Place right: ${share((each) => each.placeIsRight)}. Hint enough: ${share((each) => each.hintIsEnough)}.`,
    "",
    "| Answer | Protocol | Form | Faults (code line:column) | Place right? | Hint enough? | Remark |",
    "|---|---|---|---|---|---|---|",
    ...failures.map(failureRow),
    "",
  ];
}

function failureRow({
  id,
  protocol,
  form,
  faults,
  placeIsRight,
  hintIsEnough,
  remark,
}: RecordedFailure): string {
  const told = byCode(faults).join("; ");
  const yes = (isTrue: boolean): string => (isTrue ? "yes" : "no");
  return `| ${id} | ${protocol} | ${form} | ${told} | ${yes(placeIsRight)} | ${yes(hintIsEnough)} | ${remark} |`;
}

function byCode(faults: RecordedFailure["faults"]): string[] {
  const places = new Map<string, string[]>();
  for (const { code, line, column } of faults)
    places.set(code, [...(places.get(code) ?? []), `${line}:${column}`]);
  return Array.from(places, ([code, each]) => `\`${code}\` ${each.join(", ")}`);
}
