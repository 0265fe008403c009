/** The rows of both sides, divided into units (captures, or pieces of one) and these into folds. */
import type { Result } from "../contracts/result.js";
import type { SideFacts } from "./compare-report.js";
import type { Cells } from "./fields.js";
import type { CaptureTable, RowClass } from "./observe-capture.js";

export interface Sample {
  readonly cells: Cells;
  readonly isGenerated: boolean;
  /** From 0 on each side. */
  readonly unit: number;
  readonly fold: number;
  /** Rows it stands for: more than 1 where only a sample of a class was kept. */
  readonly weight: number;
}

export interface SampleClass {
  readonly name: string;
  /** Rows of that class there were. */
  readonly real: number;
  readonly generated: number;
  readonly samples: readonly Sample[];
}

export interface Division {
  readonly folds: number;
  readonly real: Side;
  readonly generated: Side;
}

interface Side {
  readonly facts: SideFacts;
  readonly units: number;
}

const mostFolds = 8;

/**
 * By captures where a side has several. A single one is cut into pieces of whole conversations: then what all of its
 * conversations have in common by chance counts as a difference.
 */
export function divide(
  real: readonly CaptureTable[],
  generated: readonly CaptureTable[],
): Result<Division, { readonly side: "real" | "generated"; readonly conversations: number }> {
  const sides = { real: sideOf(real), generated: sideOf(generated) };
  for (const side of ["real", "generated"] as const) {
    const { units, facts } = sides[side];
    if (units < 2) return { ok: false, error: { side, conversations: facts.conversations } };
  }
  const folds = Math.min(mostFolds, sides.real.units, sides.generated.units);
  return { ok: true, value: { folds, ...sides } };
}

function sideOf(tables: readonly CaptureTable[]): Side {
  const sum = (of: (table: CaptureTable) => number): number =>
    tables.reduce((total, table) => total + of(table), 0);
  const facts = {
    captures: tables.length,
    frames: sum(({ frames }) => frames),
    conversations: sum(({ conversations }) => conversations),
  };
  if (tables.length > 1) return { units: tables.length, facts: { ...facts, dividedBy: "capture" } };
  return { units: Math.min(mostFolds, facts.conversations), facts: { ...facts, dividedBy: "conversation" } };
}

/** Rows of all captures by class, in the order of the classes' names. */
export function sampleClasses(
  real: readonly CaptureTable[],
  generated: readonly CaptureTable[],
  division: Division,
  of: "frameClasses" | "conversationClasses",
): readonly SampleClass[] {
  const names = new Set([...real, ...generated].flatMap((table) => [...table[of].keys()]));
  return [...names].sort().map((name) => {
    const samplesOf = (tables: readonly CaptureTable[], isGenerated: boolean): Sample[] =>
      tables.flatMap((table, capture) => classSamples(table[of].get(name), capture, isGenerated, division));
    const count = (tables: readonly CaptureTable[]): number =>
      tables.reduce((sum, table) => sum + (table[of].get(name)?.seen ?? 0), 0);
    return {
      name,
      real: count(real),
      generated: count(generated),
      samples: [...samplesOf(real, false), ...samplesOf(generated, true)],
    };
  });
}

function classSamples(
  rows: RowClass | undefined,
  capture: number,
  isGenerated: boolean,
  { folds, ...sides }: Division,
): Sample[] {
  if (rows === undefined) return [];
  const { facts, units } = sides[isGenerated ? "generated" : "real"];
  const weight = rows.seen / rows.rows.length;
  return rows.rows.map(({ cells, conversation }) => {
    const unit = facts.dividedBy === "capture" ? capture : conversation % units;
    return { cells, isGenerated, unit, fold: unit % folds, weight };
  });
}
