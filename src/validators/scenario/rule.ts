import type { LearnedSoFar } from "../../contracts/day.js";
import type { ResolvedScenario } from "../../contracts/scenario.js";
import type { FlowFrame } from "../../flow/flow-frame.js";
import type { Fault, RuleDocument } from "../rule.js";

/** One conversation's frames, numbered as in the whole capture. */
export interface NamedConversation {
  /** `arp`, `dns`, `http`. */
  readonly name: string;
  readonly frames: readonly FlowFrame[];
}

/** What a scenario rule reads: the whole capture, in the order of its conversations. */
export interface ScenarioView {
  readonly conversations: readonly NamedConversation[];
  /** All frames of all conversations. */
  readonly frames: readonly FlowFrame[];
  readonly scenario: ResolvedScenario;
  readonly learned: LearnedSoFar;
}

export interface ScenarioRule extends RuleDocument {
  readonly level: "scenario";
  readonly check: (view: ScenarioView) => readonly Fault[];
}

/** What holds on one client's link, whatever it fetches. */
export interface LinkView {
  readonly conversations: readonly NamedConversation[];
  readonly frames: readonly FlowFrame[];
  readonly scenario: {
    readonly client: Pick<ResolvedScenario["client"], "ip" | "mac" | "prefixLength">;
    readonly router: Pick<ResolvedScenario["router"], "ip">;
  };
}

/** A scenario rule that needs no more than the link: it judges each client of a scenario, too. */
export interface LinkRule extends ScenarioRule {
  readonly check: (view: LinkView) => readonly Fault[];
}
