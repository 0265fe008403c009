import { type FlowLimits, flowLimits } from "../flow/flow-limits.js";

/** What a check may hold at once: reaching a bound is reported by the rule `check-limit-reached`. */
export interface CheckLimits extends FlowLimits {
  /** Findings of one rule that are listed; the rest are counted. */
  readonly findingsPerRule: number;
}

export const checkLimits: CheckLimits = { ...flowLimits, findingsPerRule: 1000 };
