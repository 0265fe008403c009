import { describe, expect, it } from "vitest";
import { notTested } from "../support/not-tested.js";
import { randomPacketScript } from "../support/random-packet-script.js";
import { compareSides, hasScapy, runHere, runUnderScapy } from "../support/scapy-side.js";

/** Scripts made at random from the layer tables, run here and under real Scapy: the same octets. */
const scripts = 500;
const packetsEach = 10;

if (!hasScapy()) {
  notTested(
    "random packet scripts beside Scapy",
    "apt-get install python3-scapy (2.5.0), and run where unshare -n is allowed",
  );
} else {
  describe("random packet scripts beside Scapy", () => {
    it("give the same frames", { timeout: 180_000 }, async () => {
      const rows = Array.from({ length: scripts }, (_, seed) => ({
        id: `seed ${seed}`,
        script: randomPacketScript(seed, packetsEach),
      }));
      const theirs = await runUnderScapy(rows);
      const differing = rows.flatMap(({ id, script }, index) => {
        const { run, frames } = runHere(script);
        const other = theirs[index];
        if (other === undefined) return [`${id}: no result`];
        const { verdict, difference } = compareSides({ frames, diagnostics: run.diagnostics }, other);
        return difference === undefined ? [] : [`${id}: ${verdict}: ${difference}`];
      });
      expect(differing).toEqual([]);
    });
  });
}
