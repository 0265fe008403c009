import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationInput, RecordedAttempt } from "../src/contracts/conversation.js";
import type { AttemptRecord, ConversationResult } from "../src/contracts/day.js";
import type { ResolvedExpert, Usage } from "../src/contracts/expert.js";
import { computeActivities, expertActivities, localActivities } from "./activities.js";

/** Who is asked, and what a person adds. */
export interface Question {
  readonly expert: ResolvedExpert;
  readonly hint?: string;
}

/** An attempt that was interpreted and judged. */
export interface Judged {
  readonly attempt: RecordedAttempt;
  readonly frames?: Required<Pick<ConversationResult, "frames" | "lastFrameTime">>;
}

/** Earlier answers that go back to the model, the last ones: a prompt does not grow without end. */
const answersShown = 3;

const noUsage: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** One attempt of a conversation: by the model (draft → interpret → validate), or by hand. Repeating one gives the same. */
export function createAttempts(input: ConversationInput) {
  const { conversation, planned, seed, cache, payer } = input;
  const local = localActivities(input);
  const compute = computeActivities(input);

  async function compose({ expert, hint }: Question, earlier: readonly RecordedAttempt[], summary: string) {
    return local.composePrompt.executeWithOptions({ summary }, [
      {
        expert,
        planned,
        previous: earlier.slice(-answersShown).map(({ record }) => record),
        conversation,
        seed,
        attempt: earlier.length + 1,
        ...(hint === undefined ? {} : { hint }),
      },
    ]);
  }

  async function judge(
    question: Question,
    written: Pick<
      AttemptRecord,
      | "attempt" | "model" | "scriptSeed" | "prompt" | "promptVersion" | "answer"
      | "usage" | "costUsd" | "cached" | "lost" | "author"
    >, // prettier-ignore
    summary: string,
  ): Promise<Judged> {
    const { answer, scriptSeed } = written;
    const { script, interpretation, frameCount, frames } = await compute.interpretScript.executeWithOptions(
      { summary },
      [{ planned, answer, scriptSeed, seed }],
    );
    const { outcome, judgement, diagnosticCount, findingCounts, faults } =
      await compute.validateConversation.executeWithOptions({ summary }, [{ planned, interpretation }]);
    const record: AttemptRecord = {
      ...written,
      script,
      judgement,
      outcome,
      frameCount,
      diagnosticCount,
      findingCounts,
      faults,
    };
    return { attempt: { ...question, record }, ...(frames === undefined ? {} : { frames }) };
  }

  return {
    async ask({ expert, hint }: Question, earlier: readonly RecordedAttempt[]): Promise<Judged> {
      const question: Question = { expert, ...(hint === undefined ? {} : { hint }) };
      const attempt = earlier.length + 1;
      const summary = `${conversation} expert, ${expert.model}, attempt ${attempt}`;
      const { prompt, promptVersion } = await compose(question, earlier, summary);
      const draft = await expertActivities(expert.name, input).draftScript.executeWithOptions({ summary }, [
        { expert, conversation, prompt, seed, attempt, cache, payer },
      ]);
      const written = {
        ...draft,
        attempt,
        model: expert.model,
        prompt,
        promptVersion,
        author: "model" as const,
      };
      return judge(question, written, summary);
    },

    /** A script that a person wrote in the model's place: judged as an answer is. */
    async judgeByHand(
      script: ArtifactRef,
      { expert }: Question,
      earlier: readonly RecordedAttempt[],
    ): Promise<Judged> {
      const attempt = earlier.length + 1;
      const summary = `${conversation}, a script by hand, attempt ${attempt}`;
      const { prompt, promptVersion, scriptSeed } = await compose({ expert }, earlier, summary);
      const written = {
        attempt,
        model: "by hand",
        scriptSeed,
        prompt,
        promptVersion,
        answer: script,
        usage: noUsage,
        costUsd: 0,
        cached: false,
        lost: 0,
        author: "person" as const,
      };
      return judge({ expert }, written, summary);
    },
  };
}
