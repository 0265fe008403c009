/**
 * A tree of depth 3 and a forest, grown on some captures and scored on the others: what many fields together tell. The trees
 * are ml-cart's; a forest is many of them, each grown on a draw of the samples and of the fields.
 */
import { DecisionTreeRegression } from "ml-cart";
import type { RandomStream } from "../personas/random-stream.js";
import { areaOf, type Scored } from "./area.js";
import type { TreeAreas } from "./compare-report.js";
import { createRowEncoder } from "./encode-rows.js";
import type { SearchContext } from "./rule-search.js";
import type { Sample, SampleClass } from "./samples.js";
import { estimate } from "./tally.js";

/** Samples of each side that one tree is grown on. */
const mostGrownOn = 600;
/** Samples of each side and fold that are scored. */
const mostScored = 2000;
const treesOfForest = 40;
const depthOfForest = 8;

type Row = readonly number[];
type Scorer = (row: Row) => number;

export async function treeAreas(
  classes: readonly SampleClass[],
  fields: readonly string[],
  random: RandomStream,
  { folds, units, draws, pause }: SearchContext,
): Promise<TreeAreas> {
  // Which class it is is a field as well.
  const samples = classes.flatMap(({ name, samples: ofClass }) =>
    ofClass.map((sample) => ({ ...sample, cells: { ...sample.cells, class: name } })),
  );
  const columns = ["class", ...fields.filter((field) => samples.some(({ cells }) => field in cells))];
  const byTree: Scored[] = [];
  const byForest: Scored[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    await pause(`trees, fold ${String(fold + 1)} of ${String(folds)}`);
    const seen = samples.filter((sample) => sample.fold !== fold);
    const encode = createRowEncoder(seen, columns);
    const grown = bySide(seen).map((side) => side.map(encode));
    const tree = growTree(
      drawRows(grown, random, false),
      columns.map((_, index) => index),
      3,
    );
    const forest = growForest(grown, columns.length, random);
    const scored = bySide(samples.filter((sample) => sample.fold === fold));
    for (const sample of scored.flatMap((side) => drawItems(side, mostScored, random))) {
      const row = encode(sample);
      byTree.push({ sample, score: tree(row) });
      byForest.push({ sample, score: forest(row) });
    }
  }
  return {
    tree: estimate(areaOf(byTree), units, draws),
    forest: estimate(areaOf(byForest), units, draws),
  };
}

function bySide(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  return [
    samples.filter(({ isGenerated }) => !isGenerated),
    samples.filter(({ isGenerated }) => isGenerated),
  ];
}

function growForest(sides: readonly (readonly Row[])[], columns: number, random: RandomStream): Scorer {
  const perTree = Math.min(columns, Math.ceil(Math.sqrt(columns)) * 2);
  const all = Array.from({ length: columns }, (_, index) => index);
  const trees = Array.from({ length: treesOfForest }, () =>
    growTree(drawRows(sides, random, true), drawItems(all, perTree, random), depthOfForest),
  );
  return (row) => trees.reduce((sum, tree) => sum + tree(row), 0) / trees.length;
}

/** As many of each side, the real ones first: ml-cart tries a split where labels change, so it must not meet them mixed. */
function drawRows(
  sides: readonly (readonly Row[])[],
  random: RandomStream,
  isWithReplacement: boolean,
): Row[][] {
  const count = Math.min(mostGrownOn, ...sides.map((side) => side.length));
  return sides.map((side) =>
    isWithReplacement
      ? Array.from({ length: count }, () => side[Math.floor(random.unit() * side.length)] ?? [])
      : drawItems(side, count, random),
  );
}

function growTree(sides: readonly (readonly Row[])[], columns: readonly number[], maxDepth: number): Scorer {
  const pick = (row: Row): number[] => columns.map((column) => row[column] ?? 0);
  const rows = sides.flatMap((side) => side.map(pick));
  const labels = sides.flatMap((side, label) => side.map(() => label));
  if (rows.length === 0) return () => 0.5;
  // ml-cart takes a root that it can split without any error for one that cannot be split: a little error is left.
  labels[labels.length - 1] = 1.001;
  // Of labels 0 and 1 a leaf's mean is its share of generated samples, and least squares split as Gini's impurity does; ml-cart's
  // classifier takes time in the square of the samples. A split with nearly no error is one, too: so the threshold is below 0.
  const regression = new DecisionTreeRegression({ maxDepth, minNumSamples: 5, gainThreshold: -1 });
  regression.train(rows, labels);
  return (row) => regression.root.classify(pick(row));
}

/** Some of them, each at most once, in their order. */
function drawItems<Item>(items: readonly Item[], count: number, random: RandomStream): Item[] {
  let left = count;
  return items.filter((_, index) => {
    const isTaken = random.unit() * (items.length - index) < left;
    if (isTaken) left -= 1;
    return isTaken;
  });
}
