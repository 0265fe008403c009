import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notTested, testData } from "../support/not-tested.js";
import { frameLines, hasScapy, isRefused, runHere, runUnderScapy } from "../support/scapy-side.js";

/**
 * The recorded ARP, DNS and HTTP conversations, run here and under real Scapy: the same octets, times and layers, and the
 * same scripts refused at the same line.
 */
interface RecordedScript {
  readonly id: string;
  readonly protocol: string;
  readonly kind: string;
  readonly script: string;
  readonly form?: string;
}

const file = testData === undefined ? undefined : join(testData, "paper", "scripts.jsonl");

function readConversations(path: string): RecordedScript[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedScript)
    .filter(
      ({ protocol, kind, form }) =>
        kind === "conversation" && form === undefined && ["ARP", "DNS", "HTTP"].includes(protocol),
    );
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
  describe("recorded conversations beside Scapy", () => {
    it("give the same frames, times and refusals", { timeout: 120_000 }, async () => {
      const rows = readConversations(file);
      const here = rows.map(({ script }) => runHere(script));
      // Both sides get the text after the clean-up.
      const there = await runUnderScapy(
        rows.map(({ id }, index) => ({ id, script: here[index]?.run.source ?? "" })),
      );
      const table = new Map<string, { n: number; identical: number; refused: number; differing: string[] }>();
      rows.forEach(({ id, protocol }, index) => {
        const ours = here[index];
        const theirs = there[index];
        const entry = table.get(protocol) ?? { n: 0, identical: 0, refused: 0, differing: [] };
        table.set(protocol, entry);
        entry.n += 1;
        if (ours === undefined || theirs === undefined) return;
        const [a, b] = [frameLines(ours.frames), frameLines(theirs.frames)];
        const difference = a.findIndex((line, at) => line !== b[at]);
        const refusedHere = ours.run.diagnostics.length > 0;
        const line = theirs.error?.line;
        if (a.length !== b.length || difference !== -1)
          entry.differing.push(`${id}: frame ${difference + 1} of ${b.length}`);
        else if (refusedHere !== isRefused(theirs))
          entry.differing.push(`${id}: refused ${refusedHere ? "only here" : "only by Scapy"}`);
        else if (typeof line === "number" && line !== ours.run.diagnostics[0]?.line)
          entry.differing.push(`${id}: refused at another line`);
        else if (refusedHere) entry.refused += 1;
        else entry.identical += 1;
      });
      const lines = [...table].map(
        ([protocol, { n, identical, refused, differing }]) =>
          `${protocol}: n ${n}, identical ${identical}, both refuse ${refused}, differing ${differing.length} ${differing[0] ?? ""}`,
      );
      console.info(lines.join("\n"));
      for (const [protocol, entry] of table) expect(entry.differing, protocol).toEqual([]);
      expect(rows.length).toBeGreaterThan(900);
    });
  });
}
