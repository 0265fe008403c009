/**
 * For each class the best single test, found without the captures that it is scored on; and for each field alone the same.
 */
import type { ClassRule, RuleSearch, Rule } from "./compare-report.js";
import type { Field } from "./fields.js";
import { type FoundRule, findRule, saysGenerated } from "./one-rule.js";
import type { Sample, SampleClass } from "./samples.js";
import { type Draw, estimate, everyUnit, Tally, type UnitCounts } from "./tally.js";

export interface SearchResult extends RuleSearch {
  /** By class and field: balanced accuracy of the field's best test, of the classes that both sides have. */
  readonly byField: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

type Fields = Readonly<Record<string, Field>>;

export interface SearchContext {
  readonly folds: number;
  readonly units: UnitCounts;
  readonly draws: readonly Draw[];
  /** Called between classes. */
  readonly pause: (step: string) => Promise<void>;
}

export async function searchRules(
  classes: readonly SampleClass[],
  fields: Fields,
  context: SearchContext,
): Promise<SearchResult> {
  const totals = {
    real: classes.reduce((sum, { real }) => sum + real, 0),
    generated: classes.reduce((sum, { generated }) => sum + generated, 0),
  };
  const scored: { readonly result: ClassRule; readonly scoreOf: (draw: Draw) => number }[] = [];
  const byField = new Map<string, ReadonlyMap<string, number>>();
  for (const each of classes) {
    await context.pause(each.name);
    const { name, real, generated } = each;
    const weight = (real / totals.real + generated / totals.generated) / 2;
    const isShared = real > 0 && generated > 0;
    const { scoreOf, rule, fieldScores } = isShared
      ? scoreClass(each, fields, context)
      : { scoreOf: presence(each.samples), rule: undefined, fieldScores: undefined };
    if (fieldScores !== undefined) byField.set(name, fieldScores);
    const score = estimate(scoreOf, context.units, context.draws);
    scored.push({
      scoreOf,
      result: { name, real, generated, weight, score, ...(rule === undefined ? {} : { rule }) },
    });
  }
  const mean = (draw: Draw): number => {
    let [sum, weights] = [0, 0];
    for (const { result, scoreOf } of scored) {
      const score = scoreOf(draw);
      // None of the captures drawn has this class on both sides.
      if (Number.isNaN(score)) continue;
      sum += result.weight * score;
      weights += result.weight;
    }
    return sum / weights;
  };
  const heaviest = scored.map(({ result }) => result).sort((one, other) => other.weight - one.weight);
  return { mean: estimate(mean, context.units, context.draws), classes: heaviest, byField };
}

/** A class of one side only is told by its being there: as surely as that side's captures have it. */
function presence(samples: readonly Sample[]): (draw: Draw) => number {
  const [first] = samples;
  const having = new Set(samples.map(({ unit }) => unit));
  return (draw) => {
    const times = draw[first?.isGenerated === true ? "generated" : "real"];
    let [has, all] = [0, 0];
    for (const [unit, count] of times.entries()) {
      all += count;
      if (having.has(unit)) has += count;
    }
    return (1 + has / all) / 2;
  };
}

function scoreClass(
  { samples }: SampleClass,
  fields: Fields,
  { folds, units }: SearchContext,
): {
  readonly scoreOf: (draw: Draw) => number;
  readonly rule: Rule | undefined;
  readonly fieldScores: ReadonlyMap<string, number>;
} {
  const present = Object.keys(fields).filter((field) =>
    samples.some(({ cells }) => cells[field] !== undefined),
  );
  const best = new Tally(units);
  const byField = new Map(present.map((field) => [field, new Tally(units)]));
  for (let fold = 0; fold < folds; fold += 1) {
    const scored = samples.filter((sample) => sample.fold === fold);
    if (scored.length === 0) continue;
    const seen = samples.filter((sample) => sample.fold !== fold);
    let found: FoundRule | undefined;
    for (const [field, tally] of byField) {
      const ofField = findRule(seen, field, fields[field]?.kind ?? "word");
      judge(scored, ofField?.rule, tally);
      found = surer(found, ofField);
    }
    judge(scored, found?.rule, best);
  }
  const once = everyUnit(units);
  return {
    scoreOf: (draw) => best.balancedAccuracy(draw),
    rule: bestOnAll(samples, present, fields),
    fieldScores: new Map([...byField].map(([field, tally]) => [field, tally.balancedAccuracy(once)])),
  };
}

function surer(one: FoundRule | undefined, other: FoundRule | undefined): FoundRule | undefined {
  return (other?.sureAccuracy ?? 0) > (one?.sureAccuracy ?? 0) ? other : one;
}

/** Without a rule it is a guess. */
function judge(samples: readonly Sample[], rule: Rule | undefined, tally: Tally): void {
  for (const sample of samples) {
    tally.add(sample, rule === undefined ? 0.5 : Number(saysGenerated(rule, sample.cells)));
  }
}

/** To be shown, never scored. */
function bestOnAll(samples: readonly Sample[], present: readonly string[], fields: Fields): Rule | undefined {
  let best: FoundRule | undefined;
  for (const field of present) {
    const found = findRule(samples, field, fields[field]?.kind ?? "word");
    best = surer(best, found);
  }
  return best?.rule;
}
