import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { frameLines, isRefused, runHere } from "../support/scapy-side.js";
import type { SideResult } from "../support/scapy-side.js";

/**
 * Scripts of ours, with what Scapy 2.5.0 made of them (`scripts/record-scapy.py record test/interpreter/scapy-recorded`):
 * proof of identity on machines without Scapy.
 */
const folder = join(import.meta.dirname, "scapy-recorded");
const names = readdirSync(folder).flatMap((name) => (name.endsWith(".py") ? [name.slice(0, -3)] : []));

describe("beside what Scapy recorded", () => {
  it("finds its scripts", () => {
    expect(names.length).toBeGreaterThanOrEqual(36);
  });
  for (const name of names) {
    it(name, () => {
      const script = readFileSync(join(folder, `${name}.py`), "utf8");
      const recorded = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as SideResult;
      const here = runHere(script);
      expect(frameLines(here.frames)).toEqual(frameLines(recorded.frames));
      const refused = here.run.diagnostics.map(({ line, message }) => `${line}: ${message}`);
      if (isRefused(recorded)) {
        expect(refused).not.toEqual([]);
        const failed =
          recorded.frames.filter((frame) => "error" in frame).length + (recorded.error === undefined ? 0 : 1);
        // Python names one syntax error, our side every one.
        if (recorded.error?.type === "SyntaxError") expect(refused.length).toBeGreaterThanOrEqual(1);
        else expect(refused).toHaveLength(failed);
        // Packets above the failing line that cannot be built are complained of too.
        const lines = here.run.diagnostics.map(({ line }) => line);
        if (recorded.error !== undefined) expect(lines).toContain(recorded.error.line);
      } else expect(refused).toEqual([]);
    });
  }
});
