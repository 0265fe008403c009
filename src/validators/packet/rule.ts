import type { FlowFrame } from "../../flow/flow-frame.js";
import type { CheckContext, Fault, RuleDocument } from "../rule.js";

/** Judges one frame by itself. */
export interface PacketRule extends RuleDocument {
  readonly level: "packet";
  readonly check: (frame: FlowFrame, context: CheckContext) => readonly Fault[];
}
