import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationPlan, PlannedConversation } from "../src/contracts/conversation.js";
import type { Judgement } from "../src/contracts/day.js";
import { countSeverities, type Finding, type SeverityCounts } from "../src/contracts/finding.js";
import { faultCodes } from "../src/repair/repair-policy.js";
import { checkFrames } from "../src/validators/check-frames.js";
import { checkIntent } from "../src/validators/check-intent.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import type { Interpretation } from "./interpret-script.js";
import { getFrames, listFrames } from "./stored-frames.js";
import { getJson, putJson } from "./stored-json.js";

export interface ValidateConversationInput {
  readonly planned: PlannedConversation;
  /** JSON: `Interpretation`. */
  readonly interpretation: ArtifactRef;
}

export interface ConversationVerdict {
  readonly outcome: "valid" | "invalid";
  /** JSON: `Judgement`. */
  readonly judgement: ArtifactRef;
  readonly diagnosticCount: number;
  readonly findingCounts: SeverityCounts;
  /** Codes of the diagnostics and findings that made it invalid, each once. */
  readonly faults: readonly string[];
}

/** Judges one conversation's frames: by themselves, as a conversation, and against its description. */
export function createValidateConversation({ store }: ActivityDependencies) {
  return activity(async (input: ValidateConversationInput): Promise<ConversationVerdict> => {
    const plan = await getJson<ConversationPlan>(store, input.planned.plan);
    const interpretation = await getJson<Interpretation>(store, input.interpretation);
    const { frames, records } =
      interpretation.frames === undefined
        ? { frames: [], records: [] }
        : await getFrames(store, interpretation.frames);
    const findings: Finding[] = [
      ...interpretation.findings,
      ...checkFrames(frames, { profile: "generated" }),
      ...checkIntent(frames, plan.summary, plan.framing),
    ];
    const judgement: Judgement = {
      cleanup: interpretation.cleanup,
      diagnostics: interpretation.diagnostics,
      findings,
      listing: listFrames(frames),
      lines: records.map(({ line }) => line),
    };
    const faults = faultCodes(judgement);
    return {
      outcome: faults.length === 0 ? "valid" : "invalid",
      judgement: await putJson(store, judgement),
      diagnosticCount: interpretation.diagnostics.length,
      findingCounts: countSeverities(findings),
      faults,
    };
  });
}
