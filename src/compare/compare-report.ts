/** What `compareTables` answers: a value that renderers and `--json` show alike. */
import type { Cell, FieldKind } from "./fields.js";

/** A figure and the interval that holds it in 95 of 100 resamplings of the captures. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One side of the comparison. */
export interface SideFacts {
  readonly captures: number;
  readonly frames: number;
  readonly conversations: number;
  /** What is kept apart between finding a test and scoring it. */
  readonly dividedBy: "capture" | "conversation";
}

/** `at-most`: absent values are not; `absent`: the frame has no such field. */
export type Rule =
  | {
      readonly field: string;
      readonly test: "at-most";
      readonly value: number;
      readonly saysGenerated: boolean;
    }
  | { readonly field: string; readonly test: "equals"; readonly value: Cell; readonly saysGenerated: boolean }
  | { readonly field: string; readonly test: "absent"; readonly saysGenerated: boolean };

export interface ClassRule {
  /** `TCP SYN →`, `DNS`. */
  readonly name: string;
  readonly real: number;
  readonly generated: number;
  /** Share of the frames (or conversations) of both sides, each side counting half. */
  readonly weight: number;
  /** Balanced accuracy of the best single test, found on some captures and scored on the others. */
  readonly score: Estimate;
  /** Found on all captures, to be shown; absent where none is surely better than a guess, and for a class of one side only. */
  readonly rule?: Rule;
}

export interface RuleSearch {
  /** Weighted by frames. */
  readonly mean: Estimate;
  /** The heaviest first. */
  readonly classes: readonly ClassRule[];
}

/** Areas under the curve, folds by capture. */
export interface TreeAreas {
  readonly tree: Estimate;
  readonly forest: Estimate;
}

export interface FieldDistance {
  readonly field: string;
  readonly words: string;
  /** Jensen–Shannon divergence in bits, 0 … 1: between the sides, and between halves of the real captures. */
  readonly jensenShannon: number;
  readonly jensenShannonWithinReal?: number;
  /** Wasserstein distance in units of the field's spread, times on a logarithmic scale; absent for words. */
  readonly wasserstein?: number;
  readonly wassersteinWithinReal?: number;
}

/** What one side has in a field. */
export type FieldValues =
  | {
      readonly kind: "shares";
      readonly shares: readonly { readonly value: Cell | null; readonly share: number }[];
    }
  | { readonly kind: "range"; readonly low: number; readonly middle: number; readonly high: number };

export interface TellingField {
  readonly field: string;
  readonly words: string;
  readonly kind: FieldKind;
  /** Frame-weighted excess over guessing, of all classes. */
  readonly excess: number;
  /** The class in which it tells most, and what it tells there. */
  readonly class: string;
  readonly score: number;
  readonly real: FieldValues;
  readonly generated: FieldValues;
  /** The persona setting, or whatever else would mend it. */
  readonly setting: string;
}

export interface CompareReport {
  readonly real: SideFacts;
  readonly generated: SideFacts;
  readonly folds: number;
  readonly frameRules: RuleSearch;
  readonly conversationRules: RuleSearch;
  readonly frameTrees: TreeAreas;
  readonly conversationTrees: TreeAreas;
  readonly distances: readonly FieldDistance[];
  /** At most ten, the most telling first. */
  readonly telling: readonly TellingField[];
}
