import { setHandler } from "@temporalio/workflow";
import type { ConversationInput } from "../src/contracts/conversation.js";
import type { AttemptRecord, ConversationResult } from "../src/contracts/day.js";
import { computeActivities, expertActivities, localActivities } from "./activities.js";
import { conversationProgressQuery } from "./messages.js";
import { nextStep } from "./policy/attempts.js";

/**
 * One expert, from description to valid frames: draft → interpret → validate, and as often as the policy allows again
 * with the findings as feedback. Wrong answers are data: the result says `failed` and keeps every attempt.
 */
export async function conversation(input: ConversationInput): Promise<ConversationResult> {
  const { conversation: name, planned, expert } = input;
  const local = localActivities(input);
  const compute = computeActivities(input);
  const model = expertActivities(expert.name, input);
  const attempts: AttemptRecord[] = [];
  setHandler(conversationProgressQuery, () => ({ conversation: name, attempts }));

  for (let attempt = 1; ;) {
    const summary = `${name}: attempt ${attempt} of ${input.policy.maxRepairs + 1}, ${expert.model}`;
    const composed = await local.composePrompt.executeWithOptions({ summary }, [
      { expert, planned, previous: attempts },
    ]);
    const draft = await model.draftScript.executeWithOptions({ summary }, [
      { expert, conversation: name, prompt: composed.prompt, seed: input.seed, attempt, cache: input.cache },
    ]);
    const interpreted = await compute.interpretScript.executeWithOptions({ summary }, [
      { planned, answer: draft.answer, scriptSeed: draft.scriptSeed, seed: input.seed },
    ]);
    const verdict = await compute.validateConversation.executeWithOptions({ summary }, [
      { planned, interpretation: interpreted.interpretation },
    ]);
    attempts.push({
      attempt,
      model: expert.model,
      scriptSeed: draft.scriptSeed,
      prompt: composed.prompt,
      promptVersion: composed.promptVersion,
      answer: draft.answer,
      script: interpreted.script,
      judgement: verdict.judgement,
      outcome: verdict.outcome,
      frameCount: interpreted.frameCount,
      diagnosticCount: verdict.diagnosticCount,
      findingCounts: verdict.findingCounts,
      faults: verdict.faults,
      usage: draft.usage,
      cached: draft.cached,
    });

    const step = nextStep(attempt, verdict.outcome, input.policy.maxRepairs);
    if (step.kind === "repair") {
      attempt = step.attempt;
      continue;
    }
    const result = { conversation: name, summary: planned.summaryText, attempts };
    if (step.kind === "done" && interpreted.frames !== undefined) {
      const { frames, lastFrameTime } = interpreted.frames;
      return { ...result, status: "done", frames, lastFrameTime };
    }
    return { ...result, status: "failed" };
  }
}
