/** The area under the receiver operating characteristic: how often a generated sample scores above a real one. */
import type { Sample } from "./samples.js";
import type { Draw } from "./tally.js";

export interface Scored {
  readonly sample: Sample;
  /** The higher, the more it looks generated. */
  readonly score: number;
}

/** Answers the area for any draw of the units; samples that score alike count half. NaN where a side is empty. */
export function areaOf(scored: readonly Scored[]): (draw: Draw) => number {
  const sorted = [...scored].sort((one, other) => one.score - other.score);
  return (draw) => {
    let [realBelow, won, real, generated] = [0, 0, 0, 0];
    let index = 0;
    while (index < sorted.length) {
      const { score } = sorted[index] ?? { score: 0 };
      let [realHere, generatedHere] = [0, 0];
      for (; sorted[index]?.score === score; index += 1) {
        const { sample } = sorted[index] as Scored;
        const times = draw[sample.isGenerated ? "generated" : "real"][sample.unit] ?? 0;
        if (sample.isGenerated) generatedHere += times * sample.weight;
        else realHere += times * sample.weight;
      }
      won += generatedHere * (realBelow + realHere / 2);
      realBelow += realHere;
      real += realHere;
      generated += generatedHere;
    }
    return won / (real * generated);
  };
}
