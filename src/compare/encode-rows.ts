/**
 * Rows as numbers for trees. A number becomes the place among at most 16 quantiles, a word its place by how often it is
 * generated, both learned from the samples a tree is grown on; 0 is absent. Few values, since ml-cart tries a split wherever two
 * neighbors differ.
 */
import type { Cell } from "./fields.js";
import type { Sample } from "./samples.js";

const mostLevels = 16;

export type RowEncoder = (sample: Sample) => number[];

export function createRowEncoder(seen: readonly Sample[], fields: readonly string[]): RowEncoder {
  const encoders = fields.map((field) => createCellEncoder(seen, field));
  return ({ cells }) => fields.map((field, index) => encoders[index]?.(cells[field]) ?? 0);
}

function createCellEncoder(seen: readonly Sample[], field: string): (cell: Cell | undefined) => number {
  const numbers: number[] = [];
  const words = new Map<string, { real: number; generated: number }>();
  for (const { cells, isGenerated } of seen) {
    const cell = cells[field];
    if (typeof cell === "number") numbers.push(cell);
    if (typeof cell !== "string") continue;
    const counts = words.get(cell) ?? { real: 0, generated: 0 };
    counts[isGenerated ? "generated" : "real"] += 1;
    words.set(cell, counts);
  }
  const edges = quantileEdges(numbers);
  const levels = wordLevels(words);
  // A word that was never seen is as likely either: in the middle.
  const unknown = 1 + mostLevels / 2;
  return (cell) => {
    if (cell === undefined) return 0;
    if (typeof cell === "string") return levels.get(cell) ?? unknown;
    const above = edges.findIndex((edge) => cell <= edge);
    return 1 + (above < 0 ? edges.length : above);
  };
}

/** Upper ends of all levels but the last. */
export function quantileEdges(numbers: readonly number[], levels = mostLevels): readonly number[] {
  const sorted = [...numbers].sort((one, other) => one - other);
  const distinct = [...new Set(sorted)];
  if (distinct.length <= levels) return distinct.slice(0, -1);
  const edges = Array.from(
    { length: levels - 1 },
    (_, index) => sorted[Math.floor(((index + 1) * sorted.length) / levels)] ?? 0,
  );
  return [...new Set(edges)];
}

function wordLevels(
  words: ReadonlyMap<string, { real: number; generated: number }>,
): ReadonlyMap<string, number> {
  // One of each side is added, so that a word seen once says little.
  const share = ({ real, generated }: { real: number; generated: number }): number =>
    (generated + 1) / (real + generated + 2);
  return new Map([...words].map(([word, counts]) => [word, 1 + Math.round(share(counts) * mostLevels)]));
}
