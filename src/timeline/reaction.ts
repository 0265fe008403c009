import type { Delay } from "../contracts/persona.js";
import type { SeededDraws } from "../descriptions/seeded-draws.js";

/**
 * A time in whole microseconds within a persona's range: two numbers are its ends; more are evenly spaced quantiles, between which
 * it lies on a straight line.
 */
export function drawReaction(draws: SeededDraws, name: string, range: Delay): number {
  const steps = 1_000_000;
  const place = (draws.integer(name, 0, steps) / steps) * (range.length - 1);
  const index = Math.min(Math.floor(place), range.length - 2);
  const [from = 0, to = 0] = range.slice(index);
  return Math.round(from + (to - from) * (place - index));
}
