/** The best single test on one field: a threshold, a value, or whether the field is there. */
import type { Rule } from "./compare-report.js";
import type { Cell, Cells } from "./fields.js";
import type { Sample } from "./samples.js";

export interface FoundRule {
  readonly rule: Rule;
  /** On the samples that it was found on: mean of the two sides' shares that it judges rightly. */
  readonly balancedAccuracy: number;
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

/** Undefined where one side has no samples. The first of those that are as good. */
export function findRule(samples: readonly Sample[], field: string): FoundRule | undefined {
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
  return bestOf([
    ...(absent.real + absent.generated === 0 ? [] : [candidate({ field, test: "absent" }, absent, total)]),
    ...thresholds(field, byValue, total),
    ...[...byValue].map(([value, counts]) => candidate({ field, test: "equals", value }, counts, total)),
  ]);
}

function thresholds(field: string, byValue: ReadonlyMap<Cell, Counts>, total: Counts): FoundRule[] {
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

function candidate(test: RuleTest, { real, generated }: Counts, total: Counts): FoundRule {
  const asGenerated = (generated / total.generated + (1 - real / total.real)) / 2;
  const isBetter = asGenerated >= 0.5;
  return {
    rule: { ...test, saysGenerated: isBetter },
    balancedAccuracy: isBetter ? asGenerated : 1 - asGenerated,
  };
}

function bestOf(found: readonly FoundRule[]): FoundRule | undefined {
  let best: FoundRule | undefined;
  for (const each of found) {
    if (best === undefined || each.balancedAccuracy > best.balancedAccuracy) best = each;
  }
  return best;
}
