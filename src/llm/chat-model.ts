import type { ChatMessage, Usage } from "../contracts/expert.js";

/** One call of a model: everything that determines the answer, and how to stop waiting for it. */
export interface CompletionRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly temperature: number;
  /** Upper bound of tokens in the answer. */
  readonly maxTokens: number;
  /** 0 … 2^32 - 1; endpoints that know no seed ignore it. */
  readonly seed: number;
  /** Aborting it ends the HTTP request; `complete` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Completion {
  readonly text: string;
  readonly usage: Usage;
  /** `stop`, `length` (the answer is cut off), or what else the endpoint says. */
  readonly finishReason: string;
}

/**
 * Port to whatever answers chat messages. Failures of the surroundings are thrown as `WiretaleError` with a code that
 * begins with `model-`; nothing is retried here, so that retries show in the workflow's history.
 */
export interface ChatModel {
  complete(request: CompletionRequest): Promise<Completion>;
}
