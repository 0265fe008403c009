import { noFaults, type Fault } from "../rule.js";
import type { ConversationRule } from "./rule.js";

export const frameDelaysHalfNormal: ConversationRule = {
  code: "frame-delays-half-normal",
  level: "conversation",
  severity: { real: "off", generated: "warn" },
  certainty: "likely",
  group: "security",
  finds: "A capture whose delays between frames all follow one half-normal distribution, whoever sends.",
  why: "Real delays are the path's round trip, the host's processing or a person's thinking: far apart, and different in both directions. One distribution for all comes from a generator.",
  rfc: "none: RFC 2330 section 11 says how delays are sampled",
  example: "200 delays between frames fit one half-normal distribution with a deviation of 0.050 s",
  watch() {
    const delays: number[] = [];
    let before: bigint | undefined;
    return {
      frame({ timeNanos }) {
        const delay = before === undefined ? undefined : Number(timeNanos - before) / 1e9;
        before = timeNanos;
        if (delay !== undefined && delays.length < delaysKept) delays.push(delay);
        return noFaults;
      },
      captureEnd: () => delayFaults(delays),
    };
  },
};

/** Fewer fit almost any distribution. */
const enough = 100;
const delaysKept = 10_000;

/** Largest distance of the two distribution functions, times the square root of the count: 1.0 is passed by chance in one case of four. */
const closeEnough = 1;

function delayFaults(delays: readonly number[]): readonly Fault[] {
  if (delays.length < enough || delays.some((delay) => delay < 0)) return noFaults;
  const deviation = Math.sqrt(delays.reduce((sum, delay) => sum + delay * delay, 0) / delays.length);
  if (deviation === 0) return noFaults;
  const sorted = [...delays].sort((one, other) => one - other);
  if (largestDistance(sorted, deviation) * Math.sqrt(sorted.length) > closeEnough) return noFaults;
  return [
    {
      frames: [],
      message: `${delays.length} delays between frames fit one half-normal distribution with a deviation of ${deviation.toFixed(3)} s`,
      hint: "let times follow from the path and the hosts",
    },
  ];
}

/** Kolmogorov and Smirnov's: between what was measured and the half-normal distribution. */
function largestDistance(sorted: readonly number[], deviation: number): number {
  let largest = 0;
  for (const [index, delay] of sorted.entries()) {
    const expected = errorFunction(delay / (deviation * Math.SQRT2));
    const [below, above] = [index / sorted.length, (index + 1) / sorted.length];
    largest = Math.max(largest, Math.abs(expected - below), Math.abs(above - expected));
  }
  return largest;
}

/** Abramowitz and Stegun, 7.1.26: for x ≥ 0, to 1.5e-7. */
function errorFunction(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - series * Math.exp(-x * x);
}
