import type { RandomStream } from "./random-stream.js";

/** sqrt(0.95 / 0.05): where the curve below has its 95th percentile. */
const percentile95 = 4.358898943540674;

/**
 * A delay in whole microseconds: never below the first number, in one of twenty cases above the second, half of them in the
 * lowest quarter of the range. Log-logistic with shape 2, since its inverse needs a division and a square root only, which
 * IEEE 754 rounds alike on every machine; logarithms and sines it does not.
 */
export function drawDelay(random: RandomStream, [least, typicalMost]: readonly [number, number]): number {
  // The highest 1 % are cut: a delay of hundreds of times the typical one belongs to a script's own `sleep`.
  const unit = random.unit() * 0.99;
  const excess = Math.sqrt(unit / (1 - unit)) / percentile95;
  return Math.round(least + (typicalMost - least) * excess);
}

/** A round trip over a path whose shortest is known: that and a right-skewed excess of a few percent. */
export function drawRoundTrip(random: RandomStream, roundTripMicros: number): number {
  return drawDelay(random, [roundTripMicros, roundTripMicros * 1.08]);
}
