import type { FlowFrame } from "../../flow/flow-frame.js";
import type { DecodedLayer } from "../../wire/decoded-frame.js";
import type { CheckContext, Fault, RuleDocument } from "../rule.js";

/** Judges one frame by itself. */
export interface PacketRule extends RuleDocument {
  readonly level: "packet";
  /** The protocol it is about: it sees only frames with such a layer. `error`: frames not decoded to their end. `frame`: all. */
  readonly about: DecodedLayer["protocol"] | "error" | "frame";
  readonly check: (frame: FlowFrame, context: CheckContext) => readonly Fault[];
}
