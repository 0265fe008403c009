import { describe, expect, it } from "vitest";
import { notTested } from "../support/not-tested.js";
import { randomPacketScript } from "../support/random-packet-script.js";
import { randomScript } from "../support/random-script.js";
import { compareSides, hasScapy, runHere, runUnderScapy } from "../support/scapy-side.js";

/**
 * Scripts made at random, run here and under real Scapy: the same octets, times and layers, and refused at the same place.
 * They change nothing but their variables, so that many of them can share a process on Scapy's side.
 */
const together = 100;
const kinds = [
  { what: "packets of every layer", scripts: 2500, script: (seed: number) => randomPacketScript(seed, 3) },
  { what: "whole scripts, mistakes among them", scripts: 3500, script: randomScript },
];

if (!hasScapy()) {
  notTested(
    "random packet scripts beside Scapy",
    "apt-get install python3-scapy (2.5.0), and run where unshare -n is allowed",
  );
} else {
  describe("random packet scripts beside Scapy", () => {
    it.each(kinds)("agree: $scripts of $what", { timeout: 600_000 }, async ({ scripts, script }) => {
      const here = Array.from({ length: scripts }, (_, seed) => runHere(script(seed)));
      // Both sides get the text after the clean-up.
      const rows = here.map(({ run }, seed) => ({ id: `seed ${seed}`, script: run.source }));
      const theirs = await runUnderScapy(rows, together);
      const differing = rows.flatMap(({ id }, index) => {
        const [ours, other] = [here[index], theirs[index]];
        if (ours === undefined || other === undefined) return [`${id}: no result`];
        const { verdict, difference } = compareSides(
          { frames: ours.frames, diagnostics: ours.run.diagnostics },
          other,
        );
        return difference === undefined ? [] : [`${id}: ${verdict}: ${difference}`];
      });
      expect(differing).toEqual([]);
    });
  });
}
