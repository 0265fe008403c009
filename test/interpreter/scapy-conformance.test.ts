import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notTested, testData } from "../support/not-tested.js";
import { compareSides, hasScapy, runHere, runUnderScapy } from "../support/scapy-side.js";

/**
 * Recorded scripts of every protocol, conversations and packets, run here and under real Scapy: the same octets, times and
 * layers, and the same scripts refused at the same line.
 */
interface RecordedScript {
  readonly id: string;
  readonly protocol: string;
  readonly script: string;
  readonly form?: string;
}

const file = testData === undefined ? undefined : join(testData, "paper", "scripts.jsonl");

function readScripts(path: string): RecordedScript[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedScript)
    .filter(({ form = "script" }) => form === "script" || form === "expression");
}

if (file === undefined || !existsSync(file)) {
  notTested(
    "packet scripts beside Scapy",
    "set WIRETALE_TEST_DATA to the folder that holds paper/scripts.jsonl",
  );
} else if (!hasScapy()) {
  notTested(
    "packet scripts beside Scapy",
    "apt-get install python3-scapy (2.5.0), and run where unshare -n is allowed",
  );
} else {
  describe("recorded scripts beside Scapy", () => {
    it("give the same frames, times and refusals", { timeout: 240_000 }, async () => {
      const rows = readScripts(file);
      const here = rows.map(({ script }) => runHere(script));
      // Both sides get the text after the clean-up.
      const there = await runUnderScapy(
        rows.map(({ id }, index) => ({ id, script: here[index]?.run.source ?? "" })),
      );
      const differing = rows.flatMap(({ id, protocol }, index) => {
        const [ours, theirs] = [here[index], there[index]];
        if (ours === undefined || theirs === undefined) return [`${id}: no result`];
        const sides = compareSides({ frames: ours.frames, diagnostics: ours.run.diagnostics }, theirs);
        if (sides.difference === undefined) return [];
        return [`${id} (${protocol}): ${sides.verdict}: ${sides.difference}`];
      });
      expect(differing).toEqual([]);
      expect(rows.length).toBeGreaterThan(1500);
    });
  });
}
