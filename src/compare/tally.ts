/** Right and wrong judgements by unit, so that units can be drawn anew for an interval. */
import type { RandomStream } from "../personas/random-stream.js";
import type { Estimate } from "./compare-report.js";
import type { Sample } from "./samples.js";

/** How often each unit of both sides is drawn. */
export interface Draw {
  readonly real: Float64Array;
  readonly generated: Float64Array;
}

export interface UnitCounts {
  readonly real: number;
  readonly generated: number;
}

/** Each unit once. */
export function everyUnit({ real, generated }: UnitCounts): Draw {
  return { real: new Float64Array(real).fill(1), generated: new Float64Array(generated).fill(1) };
}

const resamplings = 200;

/** As many units of each side as there are, drawn with replacement: many times over. */
export function drawUnits(units: UnitCounts, random: RandomStream): readonly Draw[] {
  const draw = (count: number): Float64Array => {
    const times = new Float64Array(count);
    for (let index = 0; index < count; index += 1) {
      const unit = Math.floor(random.unit() * count);
      times[unit] = (times[unit] ?? 0) + 1;
    }
    return times;
  };
  return Array.from({ length: resamplings }, () => ({
    real: draw(units.real),
    generated: draw(units.generated),
  }));
}

/** The value for each unit once, and where 95 of 100 values of the draws lie. */
export function estimate(of: (draw: Draw) => number, units: UnitCounts, draws: readonly Draw[]): Estimate {
  const values = draws
    .map(of)
    .filter((value) => !Number.isNaN(value))
    .sort((one, other) => one - other);
  const value = of(everyUnit(units));
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? value;
  return { value, low: Math.min(value, at(0.025)), high: Math.max(value, at(0.975)) };
}

export class Tally {
  readonly #right: Draw;
  readonly #all: Draw;

  constructor(units: UnitCounts) {
    this.#right = { real: new Float64Array(units.real), generated: new Float64Array(units.generated) };
    this.#all = { real: new Float64Array(units.real), generated: new Float64Array(units.generated) };
  }

  /** `judgement`: 1 for generated, 0 for real, 0.5 for a guess. */
  add({ isGenerated, unit, weight }: Sample, judgement: number): void {
    const side = isGenerated ? "generated" : "real";
    const right = isGenerated ? judgement : 1 - judgement;
    this.#right[side][unit] = (this.#right[side][unit] ?? 0) + right * weight;
    this.#all[side][unit] = (this.#all[side][unit] ?? 0) + weight;
  }

  /** Mean of the two sides' shares of right judgements; NaN where a side has no samples in the draw. */
  balancedAccuracy(draw: Draw): number {
    const shareOf = (side: keyof Draw): number => {
      let [right, all] = [0, 0];
      for (const [unit, times] of draw[side].entries()) {
        right += times * (this.#right[side][unit] ?? 0);
        all += times * (this.#all[side][unit] ?? 0);
      }
      return right / all;
    };
    return (shareOf("real") + shareOf("generated")) / 2;
  }
}
