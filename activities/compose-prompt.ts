import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { PlannedConversation } from "../src/contracts/conversation.js";
import type { AttemptRecord, ConversationName, Judgement } from "../src/contracts/day.js";
import type { ResolvedExpert } from "../src/contracts/expert.js";
import { composeMessages, promptVersion } from "../src/experts/compose-messages.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { scriptSeedOf } from "./script-seed.js";
import { getJson, getText, putJson } from "./stored-json.js";

export interface ComposeInput {
  readonly expert: ResolvedExpert;
  readonly planned: PlannedConversation;
  /** Attempts so far, first one first: each goes back with what was found in it. */
  readonly previous: readonly AttemptRecord[];
  /** What a person adds, after the findings. */
  readonly hint?: string;
  readonly conversation: ConversationName;
  readonly seed: number;
  /** From 1. */
  readonly attempt: number;
}

export interface ComposedPrompt {
  /** JSON: `ChatMessage[]`. */
  readonly prompt: ArtifactRef;
  readonly promptVersion: string;
  /** Of this attempt's script, whoever writes it. */
  readonly scriptSeed: number;
}

/** Writes the messages an expert is asked with: prompt, examples, the summary, and earlier answers with their findings. */
export function createComposePrompt({ store, promptTexts, sha256 }: ActivityDependencies) {
  return activity(async (input: ComposeInput): Promise<ComposedPrompt> => {
    const { expert, planned, previous, hint, conversation, seed, attempt } = input;
    const texts = await promptTexts(expert.name);
    const attempts = await Promise.all(
      previous.map(async ({ answer, judgement }) => ({
        answer: await getText(store, answer),
        judgement: await getJson<Judgement>(store, judgement),
      })),
    );
    const messages = composeMessages({ expert, texts, summaryText: planned.summaryText, attempts, hint });
    return {
      prompt: await putJson(store, messages),
      promptVersion: promptVersion(texts, sha256),
      scriptSeed: scriptSeedOf({ seed, expert: expert.name, conversation, attempt }, sha256),
    };
  });
}
