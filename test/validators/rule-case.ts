import { checkFrames } from "../../src/validators/check-frames.js";
import type { CheckProfile } from "../../src/validators/rule.js";
import type { RuleCase } from "./case.js";
import { frames, type FrameSpec } from "./day-frames.js";

function ruleCase(
  rule: string,
  isFiring: boolean,
  what: string,
  specs: readonly FrameSpec[],
  expected: readonly string[],
  profile: CheckProfile,
): RuleCase {
  return { rule, fires: isFiring, what, findings: () => checkFrames(frames(specs), { profile }), expected };
}

/** Frames in which the rule finds its fault, and everything that is found. */
export function fires(
  rule: string,
  what: string,
  specs: readonly FrameSpec[],
  expected: readonly string[],
  profile: CheckProfile = "generated",
): RuleCase {
  return ruleCase(rule, true, what, specs, expected, profile);
}

/** A near miss: frames in which the rule finds nothing, whatever others find. */
export function silent(
  rule: string,
  what: string,
  specs: readonly FrameSpec[],
  expected: readonly string[] = [],
  profile: CheckProfile = "generated",
): RuleCase {
  return ruleCase(rule, false, what, specs, expected, profile);
}
