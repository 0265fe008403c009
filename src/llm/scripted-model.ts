import type { ChatModel, Completion, CompletionRequest } from "./chat-model.js";

/** What a scripted model answers with: a text, a failure to throw, or something made of the request. */
export type ScriptedAnswer = string | Error | ((request: CompletionRequest) => string | Promise<string>);

export interface ScriptedModel extends ChatModel {
  /** The requests so far, in order. */
  readonly requests: readonly CompletionRequest[];
}

/** A model that replays `answers` in order, for tests and recorded replies. Asked once more than that, it fails. */
export function createScriptedModel(answers: readonly ScriptedAnswer[]): ScriptedModel {
  const requests: CompletionRequest[] = [];
  return {
    requests,
    async complete(request): Promise<Completion> {
      request.signal?.throwIfAborted();
      const answer = answers[requests.length];
      requests.push(request);
      if (answer === undefined) {
        throw new Error(`the scripted model has ${answers.length} answers and was asked for another`);
      }
      if (answer instanceof Error) throw answer;
      const text = typeof answer === "string" ? answer : await answer(request);
      return {
        text,
        usage: { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null },
        finishReason: "stop",
      };
    },
  };
}
