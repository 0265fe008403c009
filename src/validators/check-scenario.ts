import type { LearnedSoFar } from "../contracts/day.js";
import type { Finding } from "../contracts/finding.js";
import type { ResolvedScenario } from "../contracts/scenario.js";
import { inFrameOrder } from "./check-frames.js";
import { scenarioRules } from "./registry.js";
import { toFinding } from "./rule.js";
import type { NamedConversation } from "./scenario/rule.js";

/**
 * Judges what holds between the conversations of one day: facts learned and used, hosts and their addresses, order. Frames
 * are numbered as in the whole capture; the provenance of a fact counts within its conversation.
 */
export function checkScenario(
  conversations: readonly NamedConversation[],
  scenario: ResolvedScenario,
  learned: LearnedSoFar,
): readonly Finding[] {
  const frames = conversations.flatMap((conversation) => conversation.frames);
  const view = { conversations, frames, scenario, learned };
  return inFrameOrder(
    scenarioRules.flatMap((rule) => rule.check(view).map((fault) => toFinding(rule, fault, "generated"))),
  );
}
