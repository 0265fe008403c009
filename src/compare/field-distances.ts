/** The distances of every field, beside those between halves of the real captures: what "the same" looks like. */
import type { RandomStream } from "../personas/random-stream.js";
import type { FieldDistance } from "./compare-report.js";
import { jensenShannon, scaled, wasserstein } from "./distances.js";
import type { Cell, Field } from "./fields.js";
import type { Sample, SampleClass } from "./samples.js";

const halvings = 4;

/** Means over the classes that both sides have, by their weight; the farthest field first. */
export function fieldDistances(
  classes: readonly SampleClass[],
  fields: Readonly<Record<string, Field>>,
  realUnits: number,
  random: RandomStream,
): readonly FieldDistance[] {
  const shared = classes.filter(({ real, generated }) => real > 0 && generated > 0);
  const halves = Array.from({ length: halvings }, () => drawHalf(realUnits, random));
  return Object.entries(fields)
    .flatMap(([field, { words, kind }]): FieldDistance[] => {
      const between = new WeightedMeans();
      const within = new WeightedMeans();
      for (const { samples, real, generated } of shared) {
        if (!samples.some(({ cells }) => cells[field] !== undefined)) continue;
        const cellOf = ({ cells }: Sample): Cell | undefined => scaled(cells[field], kind);
        const ofReal = samples.filter(({ isGenerated }) => !isGenerated);
        const ofGenerated = samples.filter(({ isGenerated }) => isGenerated);
        between.add(ofReal.map(cellOf), ofGenerated.map(cellOf), real + generated);
        for (const half of halves) {
          const first = ofReal.filter(({ unit }) => half.has(unit));
          const second = ofReal.filter(({ unit }) => !half.has(unit));
          within.add(first.map(cellOf), second.map(cellOf), real);
        }
      }
      const { jensenShannonMean, wassersteinMean } = between;
      if (jensenShannonMean === undefined) return [];
      return [
        {
          field,
          words,
          jensenShannon: jensenShannonMean,
          ...(within.jensenShannonMean === undefined
            ? {}
            : { jensenShannonWithinReal: within.jensenShannonMean }),
          ...(wassersteinMean === undefined ? {} : { wasserstein: wassersteinMean }),
          ...(within.wassersteinMean === undefined ? {} : { wassersteinWithinReal: within.wassersteinMean }),
        },
      ];
    })
    .sort((one, other) => excess(other) - excess(one));
}

function excess({ jensenShannon: between, jensenShannonWithinReal: within }: FieldDistance): number {
  return between - (within ?? 0);
}

/** Half of the units, one more or less by turns where they are odd in number. */
function drawHalf(units: number, random: RandomStream): ReadonlySet<number> {
  const left = Array.from({ length: units }, (_, unit) => unit);
  const half = new Set<number>();
  while (half.size < Math.floor(units / 2)) {
    const [unit] = left.splice(Math.floor(random.unit() * left.length), 1);
    if (unit !== undefined) half.add(unit);
  }
  return half;
}

class WeightedMeans {
  #divergence = 0;
  #divergenceWeight = 0;
  #distance = 0;
  #distanceWeight = 0;

  add(one: readonly (Cell | undefined)[], other: readonly (Cell | undefined)[], weight: number): void {
    const divergence = jensenShannon(one, other);
    if (!Number.isNaN(divergence)) {
      this.#divergence += weight * divergence;
      this.#divergenceWeight += weight;
    }
    const distance = wasserstein(one, other);
    if (!Number.isNaN(distance)) {
      this.#distance += weight * distance;
      this.#distanceWeight += weight;
    }
  }

  get jensenShannonMean(): number | undefined {
    return this.#divergenceWeight === 0 ? undefined : this.#divergence / this.#divergenceWeight;
  }

  get wassersteinMean(): number | undefined {
    return this.#distanceWeight === 0 ? undefined : this.#distance / this.#distanceWeight;
  }
}
