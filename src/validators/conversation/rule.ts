import type { FlowEventName, FlowEvents } from "../../flow/flow-events.js";
import type { CheckContext, Fault, RuleDocument } from "../rule.js";

/** What a rule says of events; `noFaults` where it has nothing to say. Events are valid during the call. */
export type EventHandlers = {
  readonly [Name in FlowEventName]?: (event: FlowEvents[Name], context: CheckContext) => readonly Fault[];
};

/** Judges what happens between the same endpoints, from what is known when it happens. */
export interface ConversationRule extends RuleDocument {
  readonly level: "conversation";
  /** The events that the rule judges. */
  readonly on?: EventHandlers;
  /** The same with a memory of its own: made anew for each capture, and bounded by the rule. */
  readonly watch?: (context: CheckContext) => EventHandlers;
}
