import { embeddedBaseUrl, type ResolvedExpert } from "../src/contracts/expert.js";
import type { ChatModel } from "../src/llm/chat-model.js";
import { createOpenAiModel } from "../src/llm/openai-model.js";

export interface ChatModelOptions {
  /** Where the endpoint that this process serves listens. */
  readonly embeddedBaseUrl: string;
  /** The key that goes with an expert's calls, if any; throws where this worker may not send it (`keyOfExpert`). */
  readonly keyOf: (expert: ResolvedExpert) => string | undefined;
  /** For one whole answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** The model behind an expert, one client per endpoint and key. */
export function createChatModels(options: ChatModelOptions): (expert: ResolvedExpert) => ChatModel {
  const models = new Map<string, ChatModel>();
  return (expert) => {
    const { baseUrl, keyVariable } = expert;
    const name = `${baseUrl} ${keyVariable ?? ""}`;
    const known = models.get(name);
    if (known !== undefined) return known;
    const apiKey = options.keyOf(expert);
    const model = createOpenAiModel({
      baseUrl: baseUrl === embeddedBaseUrl ? options.embeddedBaseUrl : baseUrl,
      timeoutMs: options.timeoutMs,
      ...(apiKey === undefined || keyVariable === undefined ? {} : { apiKey, keyVariable }),
    });
    models.set(name, model);
    return model;
  };
}
