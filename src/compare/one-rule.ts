/**
 * The best single test on one field: a threshold, a value, or whether the field is there. One that the captures it was found
 * on do not agree about is no better than a guess, and not taken.
 */
import type { Rule } from "./compare-report.js";
import type { Cell, Cells, FieldKind } from "./fields.js";
import type { Sample } from "./samples.js";

export interface FoundRule {
  readonly rule: Rule;
  /** On the samples that it was found on: mean of the two sides' shares that it judges rightly. */
  readonly balancedAccuracy: number;
  /** The same less two standard errors: above 0.5, and the higher the surer. */
  readonly sureAccuracy: number;
}

/** Weights on both sides of a test. */
interface Counts {
  real: number;
  generated: number;
}

export function saysGenerated(rule: Rule, cells: Cells): boolean {
  return holds(rule, cells[rule.field]) === rule.saysGenerated;
}

function holds(rule: Rule, cell: Cell | undefined): boolean {
  switch (rule.test) {
    case "absent":
      return cell === undefined;
    case "equals":
      return cell === rule.value;
    case "at-most":
      return typeof cell === "number" && cell <= rule.value;
  }
}

/** Undefined where one side has no samples or no test is surely better than a guess. The first of those that are as good. */
export function findRule(samples: readonly Sample[], field: string, kind: FieldKind): FoundRule | undefined {
  const total: Counts = { real: 0, generated: 0 };
  const absent: Counts = { real: 0, generated: 0 };
  const byValue = new Map<Cell, Counts>();
  for (const { cells, isGenerated, weight } of samples) {
    const cell = cells[field];
    const side = isGenerated ? "generated" : "real";
    total[side] += weight;
    let counts = cell === undefined ? absent : byValue.get(cell);
    if (counts === undefined && cell !== undefined) byValue.set(cell, (counts = { real: 0, generated: 0 }));
    if (counts !== undefined) counts[side] += weight;
  }
  if (total.real === 0 || total.generated === 0) return undefined;
  const best = bestOf([
    ...(absent.real + absent.generated === 0 ? [] : [candidate({ field, test: "absent" }, absent, total)]),
    ...thresholds(field, byValue, total),
    // No two gaps are equal but by chance.
    ...(kind === "time"
      ? []
      : [...byValue].map(([value, counts]) => candidate({ field, test: "equals", value }, counts, total))),
  ]);
  if (best === undefined) return undefined;
  const sureAccuracy = best.balancedAccuracy - 2 * standardError(best.rule, samples);
  return sureAccuracy > 0.5 ? { ...best, sureAccuracy } : undefined;
}

function thresholds(field: string, byValue: ReadonlyMap<Cell, Counts>, total: Counts): Candidate[] {
  const numbers = [...byValue].filter((entry): entry is [number, Counts] => typeof entry[0] === "number");
  numbers.sort(([one], [other]) => one - other);
  const below: Counts = { real: 0, generated: 0 };
  return numbers.slice(0, -1).map(([value, counts], index) => {
    below.real += counts.real;
    below.generated += counts.generated;
    // Half-way to the next value that was seen.
    const threshold = (value + (numbers[index + 1]?.[0] ?? value)) / 2;
    return candidate({ field, test: "at-most", value: threshold }, below, total);
  });
}

type RuleTest =
  | { readonly field: string; readonly test: "absent" }
  | { readonly field: string; readonly test: "equals"; readonly value: Cell }
  | { readonly field: string; readonly test: "at-most"; readonly value: number };

type Candidate = Pick<FoundRule, "rule" | "balancedAccuracy">;

function candidate(test: RuleTest, { real, generated }: Counts, total: Counts): Candidate {
  const asGenerated = (generated / total.generated + (1 - real / total.real)) / 2;
  const isBetter = asGenerated >= 0.5;
  return {
    rule: { ...test, saysGenerated: isBetter },
    balancedAccuracy: isBetter ? asGenerated : 1 - asGenerated,
  };
}

function bestOf(found: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const each of found) {
    if (best === undefined || each.balancedAccuracy > best.balancedAccuracy) best = each;
  }
  return best;
}

/** Of the balanced accuracy, as the units of each side disagree, or as so few samples would by chance: the larger of both. */
function standardError(rule: Rule, samples: readonly Sample[]): number {
  const variance = [true, false].reduce((sum, isGenerated) => {
    const units = new Map<number, { right: number; all: number }>();
    for (const sample of samples) {
      if (sample.isGenerated !== isGenerated) continue;
      let unit = units.get(sample.unit);
      if (unit === undefined) units.set(sample.unit, (unit = { right: 0, all: 0 }));
      unit.all += 1;
      if (saysGenerated(rule, sample.cells) === isGenerated) unit.right += 1;
    }
    return sum + shareVariance([...units.values()]);
  }, 0);
  return Math.sqrt(variance) / 2;
}

/** Of the mean of a share. One of each is added to the samples: three of three do not make certainty. */
function shareVariance(units: readonly { readonly right: number; readonly all: number }[]): number {
  const all = units.reduce((sum, unit) => sum + unit.all, 0);
  const share = (units.reduce((sum, { right }) => sum + right, 0) + 1) / (all + 2);
  const byChance = (share * (1 - share)) / all;
  if (units.length < 2) return byChance;
  const shares = units.map((unit) => unit.right / unit.all);
  const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
  const spread = shares.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (shares.length - 1);
  return Math.max(byChance, spread / shares.length);
}
