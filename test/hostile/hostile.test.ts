import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { diagnosticCodes } from "../../src/interpreter/diagnostic-codes.js";
import { readHostileCases } from "../support/hostile-cases.js";
import type { HostileRun } from "./run-cases.js";

/** A script must end within so much processor time; the clock on the wall says nothing on a busy machine. */
const mostCpuMs = 1000;
/** All cases together may make a process grow by so much, at its worst moment. */
const mostGrownMiB = 256;
/** A case that says nothing for so long hangs, and its process is ended. */
const hangMs = 60_000;

const cases = readHostileCases(import.meta.dirname);

/** Runs every case in a process of its own, again from behind a case that ends or hangs it. */
async function runCases(): Promise<Map<string, HostileRun>> {
  const runs = new Map<string, HostileRun>();
  for (let from = 0; from < cases.length;) {
    const done = await runChild(from);
    for (const run of done) runs.set(run.place, run);
    // The case behind the last one has no run: its test says so.
    from += done.length + 1;
  }
  return runs;
}

function runChild(from: number): Promise<HostileRun[]> {
  const loader = fileURLToPath(new URL("../support/typescript-loader.mjs", import.meta.url));
  const program = join(import.meta.dirname, "run-cases.ts");
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=384", "--import", loader, program, String(from)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const runs: HostileRun[] = [];
  let rest = "";
  const hang = (): void => void child.kill("SIGKILL");
  let timer = setTimeout(hang, hangMs * 4);
  child.stdout.on("data", (data: Buffer) => {
    clearTimeout(timer);
    timer = setTimeout(hang, hangMs);
    const lines = (rest + data.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) runs.push(JSON.parse(line) as HostileRun);
  });
  return new Promise((resolve) => {
    child.on("close", () => {
      clearTimeout(timer);
      resolve(runs);
    });
  });
}

describe("hostile scripts", () => {
  let runs = new Map<string, HostileRun>();
  beforeAll(async () => {
    runs = await runCases();
  }, 600_000);

  it("are several hundred", () => {
    expect(cases.length).toBeGreaterThan(1000);
    expect(new Set(cases.map(({ place }) => place)).size).toBe(cases.length);
  });

  for (const { name, place, expected } of cases) {
    it(name, () => {
      const run = runs.get(place);
      if (run === undefined) throw new Error(`${place}: the process hung or died`);
      const [first] = run.diagnostics;
      if (expected === undefined) expect(run.diagnostics).toEqual([]);
      else {
        const column = expected.column === 0 ? first?.column : expected.column;
        expect(first, place).toMatchObject({ line: expected.line, column, code: expected.code });
      }
      for (const { code, message, hint } of run.diagnostics) {
        expect(Object.keys(diagnosticCodes)).toContain(code);
        expect(message.length).toBeLessThanOrEqual(501);
        expect(hint ?? "").not.toBe("");
        expect((hint ?? "").length).toBeLessThanOrEqual(501);
      }
      expect(run.cpuMs, `${place}: processor time`).toBeLessThan(mostCpuMs);
      expect(run.grownMiB, `${place}: memory of the process`).toBeLessThan(mostGrownMiB);
    });
  }
});
