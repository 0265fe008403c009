import type { FlowFrame } from "../../flow/flow-frame.js";
import type { DecodedLayer } from "../../wire/decoded-frame.js";
import type { CheckContext, Fault, RuleDocument } from "../rule.js";

export type PacketSubject = DecodedLayer["protocol"] | "error" | "frame";

/** Judges one frame by itself. */
export interface PacketRule extends RuleDocument {
  readonly level: "packet";
  /** What it is about: it sees only frames with such a layer. `error`: frames not decoded to their end. `frame`: all. */
  readonly about: PacketSubject | readonly PacketSubject[];
  readonly check: (frame: FlowFrame, context: CheckContext) => readonly Fault[];
}
