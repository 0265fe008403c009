import { describe, expect, it } from "vitest";
import { captureOrigins, makeHostileCapture } from "./hostile-captures.js";
import { captureCorpus, judgeHostile } from "./judge-hostile.js";

/** Fixed, so that a file that fails here fails everywhere. */
const seed = 20_240_102;
const filesOfEachKind = 3;

/** For a slow machine; docs/performance.md has what is measured. */
const limitMs = 4000;
const limitOctets = 300e6;

describe("hostile captures", () => {
  const corpus = captureCorpus(undefined);

  it("differ, and come back with their seed", { timeout: 60_000 }, () => {
    for (const number of captureOrigins.keys()) {
      const made = makeHostileCapture(seed, number, corpus);
      const again = makeHostileCapture(seed, number, corpus).bytes;
      expect(Buffer.compare(again, made.bytes), made.origin).toBe(0);
      expect(made.origin).toBe(captureOrigins[number]);
    }
  });

  it.each(captureOrigins.map((origin, index) => ({ origin, index })))(
    "$origin: judged or refused, within time and memory",
    { timeout: 120_000 },
    async ({ index }) => {
      for (let round = 0; round < filesOfEachKind; round += 1) {
        const number = index + round * captureOrigins.length;
        const { bytes } = makeHostileCapture(seed, number, corpus);
        const judged = await judgeHostile(bytes, round % 2 === 0 ? "real" : "generated");
        expect(judged.problem, `number ${number}`).toBeUndefined();
        expect(judged.milliseconds, `number ${number}`).toBeLessThan(limitMs);
        expect(judged.grown, `number ${number}`).toBeLessThan(limitOctets);
      }
    },
  );
});
