import type { Finding } from "../contracts/finding.js";
import type { Framing } from "../contracts/framing.js";
import type { ConversationSummary } from "../contracts/summary.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { inFrameOrder } from "./check-frames.js";
import { connectionsOf } from "./described-connections.js";
import type { IntentRule, IntentView } from "./intent/rule.js";
import { intentRules } from "./registry.js";
import { toFinding, type Fault } from "./rule.js";

/**
 * Compares one conversation's frames with its description: what it fixes must stand there, what it leaves open must be
 * possible. `framing` adds what the client has learned of its link. `recoveries`: numbers of frames that repeat what a path lost. They
 * count once, with what they repeat; HTTP is judged by what arrives, so its are all read.
 */
export function checkIntent(
  frames: readonly FlowFrame[],
  summary: ConversationSummary,
  framing?: Framing,
  recoveries: ReadonlySet<number> = new Set(),
): readonly Finding[] {
  const isCounted = ({ frameNumber }: FlowFrame) =>
    summary.protocol === "HTTP" || !recoveries.has(frameNumber);
  const view: IntentView = {
    frames: frames.filter(isCounted),
    http: connectionsOf(frames),
    summary,
    ...(framing === undefined ? {} : { framing }),
  };
  return inFrameOrder(
    intentRules.flatMap((rule) => faultsOf(rule, view).map((fault) => toFinding(rule, fault, "generated"))),
  );
}

function faultsOf(rule: IntentRule, view: IntentView): readonly Fault[] {
  if (rule.protocol !== "any" && rule.protocol !== view.summary.protocol) return [];
  // The rule's protocol is the summary's, which TypeScript cannot follow through two unions.
  return (rule.check as (view: IntentView) => readonly Fault[])(view);
}
