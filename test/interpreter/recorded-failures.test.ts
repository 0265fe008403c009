import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RecordedFailures } from "../../src/interpreter/recorded-failures.js";
import { runScript } from "../../src/interpreter/run-script.js";
import { notTested, testData } from "../support/not-tested.js";

/**
 * Every recorded answer that does not run, with the places that people have judged: a diagnostic that moves, vanishes or
 * is added shows here, and has to be judged anew in `docs/recorded-failures.json`.
 */
const written = JSON.parse(
  readFileSync(new URL("../../docs/recorded-failures.json", import.meta.url), "utf8"),
) as RecordedFailures;

interface RecordedScript {
  readonly id: string;
  readonly protocol: string;
  readonly form?: string;
  readonly script: string;
}

function measure(lines: readonly string[]): RecordedFailures {
  const scripts: Record<string, { recorded: number; cleaned: number; failing: number }> = {};
  const judged = new Map(written.failures.map((each) => [each.id, each]));
  const failures: RecordedFailures["failures"][number][] = [];
  for (const line of lines) {
    const { id, protocol, form = "script", script } = JSON.parse(line) as RecordedScript;
    const count = (scripts[form] ??= { recorded: 0, cleaned: 0, failing: 0 });
    count.recorded += 1;
    const run = runScript(script, { seed: 7, startSeconds: 1_700_000_000 });
    if (run.diagnostics.length === 0) {
      if (run.cleanup.length > 0) count.cleaned += 1;
      continue;
    }
    count.failing += 1;
    const { placeIsRight = false, hintIsEnough = false, remark = "not judged yet" } = judged.get(id) ?? {};
    const faults = run.diagnostics.map(({ code, line: at, column }) => ({ code, line: at, column }));
    failures.push({ id, protocol, form, faults, placeIsRight, hintIsEnough, remark });
  }
  return { scripts, failures };
}

describe("recorded answers that do not run", () => {
  if (testData === undefined) {
    notTested("diagnostics of recorded answers", "set WIRETALE_TEST_DATA to the folder with paper/");
    return;
  }
  const folder = testData;
  it("are told at the places that were judged", { timeout: 120_000 }, () => {
    const lines = readFileSync(join(folder, "paper/scripts.jsonl"), "utf8").trim().split("\n");
    expect(measure(lines)).toEqual(written);
  });
});
