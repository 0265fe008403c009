/** How far apart two sets of values of one field are. */
import { quantileEdges } from "./encode-rows.js";
import type { Cell, FieldKind } from "./fields.js";

const levels = 32;

/** Of times less than this says nothing: captures have microseconds. */
const leastSeconds = 1e-6;

/** As the distance takes it: times on a logarithmic scale. */
export function scaled(cell: Cell | undefined, kind: FieldKind): Cell | undefined {
  return kind === "time" && typeof cell === "number" ? Math.log10(Math.max(leastSeconds, cell)) : cell;
}

/**
 * Jensen–Shannon divergence in bits: 0 for equal distributions, 1 for values that never meet. Numbers of many values count
 * by quantiles of both together; absent is a value as well. NaN where a side is empty.
 */
export function jensenShannon(
  one: readonly (Cell | undefined)[],
  other: readonly (Cell | undefined)[],
): number {
  const numbers = [...one, ...other].filter((cell) => typeof cell === "number");
  const edges = quantileEdges(numbers, levels);
  const levelOf = (cell: Cell | undefined): string => {
    if (typeof cell !== "number") return cell === undefined ? "absent" : `word ${cell}`;
    const above = edges.findIndex((edge) => cell <= edge);
    return `number ${String(above < 0 ? edges.length : above)}`;
  };
  const [first, second] = [sharesOf(one.map(levelOf)), sharesOf(other.map(levelOf))];
  let divergence = 0;
  for (const level of new Set([...first.keys(), ...second.keys()])) {
    const [p, q] = [first.get(level) ?? 0, second.get(level) ?? 0];
    const middle = (p + q) / 2;
    if (p > 0) divergence += (p * Math.log2(p / middle)) / 2;
    if (q > 0) divergence += (q * Math.log2(q / middle)) / 2;
  }
  return one.length === 0 || other.length === 0 ? Number.NaN : Math.max(0, divergence);
}

function sharesOf(levelNames: readonly string[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const level of levelNames) shares.set(level, (shares.get(level) ?? 0) + 1 / levelNames.length);
  return shares;
}

/**
 * Wasserstein distance (of order 1) of the numbers among the values, in units of the spread of both together: from the 5th
 * to the 95th percentile, or all of it where that is nothing. NaN where a side has no numbers.
 */
export function wasserstein(
  one: readonly (Cell | undefined)[],
  other: readonly (Cell | undefined)[],
): number {
  const [first, second] = [sortedNumbers(one), sortedNumbers(other)];
  if (first.length === 0 || second.length === 0) return Number.NaN;
  const both = [...first, ...second].sort((less, more) => less - more);
  const at = (share: number): number => both[Math.round(share * (both.length - 1))] ?? 0;
  const spread = at(0.95) - at(0.05) || at(1) - at(0);
  if (spread === 0) return 0;
  let [distance, fromFirst, fromSecond] = [0, 0, 0];
  for (const [index, value] of both.slice(0, -1).entries()) {
    while (fromFirst < first.length && (first[fromFirst] ?? 0) <= value) fromFirst += 1;
    while (fromSecond < second.length && (second[fromSecond] ?? 0) <= value) fromSecond += 1;
    const gap = Math.abs(fromFirst / first.length - fromSecond / second.length);
    distance += gap * ((both[index + 1] ?? value) - value);
  }
  return distance / spread;
}

function sortedNumbers(cells: readonly (Cell | undefined)[]): readonly number[] {
  return cells.filter((cell) => typeof cell === "number").sort((less, more) => less - more);
}
