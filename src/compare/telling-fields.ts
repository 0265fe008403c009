/** The fields that tell most, with what both sides have in them. */
import type { FieldValues, RuleSearch, TellingField } from "./compare-report.js";
import type { Cell, Field } from "./fields.js";
import type { SearchResult } from "./rule-search.js";
import type { Sample, SampleClass } from "./samples.js";

/** Below this balanced accuracy a test is as good as guessing. */
const guessing = 0.55;

export function tellingFields(
  classes: readonly SampleClass[],
  search: SearchResult,
  fields: Readonly<Record<string, Field>>,
): readonly TellingField[] {
  const weights = new Map(
    search.classes.map(({ name, weight }: RuleSearch["classes"][number]) => [name, weight]),
  );
  return Object.entries(fields).flatMap(([field, { words, kind, setting }]): TellingField[] => {
    let total = 0;
    let best: { readonly name: string; readonly part: number; readonly score: number } | undefined;
    for (const [name, scores] of search.byField) {
      const score = scores.get(field) ?? 0.5;
      const part = score < guessing ? 0 : (score - 0.5) * (weights.get(name) ?? 0);
      total += part;
      if (part > (best?.part ?? 0)) best = { name, part, score };
    }
    const samples = classes.find(({ name }) => name === best?.name)?.samples;
    if (best === undefined || samples === undefined) return [];
    const side = (isGenerated: boolean): FieldValues =>
      valuesOf(
        samples.filter((sample) => sample.isGenerated === isGenerated),
        field,
      );
    return [
      {
        field,
        words,
        kind,
        excess: total,
        class: best.name,
        score: best.score,
        real: side(false),
        generated: side(true),
        setting,
      },
    ];
  });
}

/** The most frequent values where few make up most of it, otherwise where nine of ten numbers lie. */
function valuesOf(samples: readonly Sample[], field: string): FieldValues {
  const counts = new Map<Cell | null, number>();
  for (const { cells } of samples) {
    const cell = cells[field] ?? null;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const shares = [...counts]
    .map(([value, count]) => ({ value, share: count / samples.length }))
    .sort((one, other) => other.share - one.share)
    .slice(0, 4);
  const numbers = samples
    .map(({ cells }) => cells[field])
    .filter((cell) => typeof cell === "number")
    .sort((one, other) => one - other);
  const isFew = shares.reduce((sum, { share }) => sum + share, 0) > 0.7;
  if (isFew || numbers.length === 0) return { kind: "shares", shares };
  const at = (share: number): number => numbers[Math.round(share * (numbers.length - 1))] ?? 0;
  return { kind: "range", low: at(0.05), middle: at(0.5), high: at(0.95) };
}
