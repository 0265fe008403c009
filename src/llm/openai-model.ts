import OpenAI from "openai";
import { z } from "zod";
import { WiretaleError } from "../contracts/errors.js";
import { createBoundedFetch } from "./bounded-fetch.js";
import type { ChatModel, Completion, CompletionRequest } from "./chat-model.js";
import { failureClassOf } from "./failure-classes.js";
import { errorInAnswer, toModelError } from "./model-errors.js";

export interface OpenAiModelOptions {
  /** Such as `https://api.openai.com/v1` or `http://127.0.0.1:11434/v1`; the environment's OPENAI_BASE_URL is ignored. */
  readonly baseUrl: string;
  /** Sent to `baseUrl` and nowhere else; without one, no Authorization header is sent. */
  readonly apiKey?: string;
  /** Where the key came from, for hints. */
  readonly keyVariable?: string;
  /** For the whole answer. Default ten minutes. */
  readonly timeoutMs?: number;
  /** Octets of a response. Default 4 MiB: a packet script has a few thousand. */
  readonly maximumBytes?: number;
  readonly fetch?: typeof globalThis.fetch;
}

/** The model behind an OpenAI-compatible endpoint: OpenAI, Azure, vLLM, Ollama, LM Studio, llama.cpp, or our own. */
export function createOpenAiModel(options: OpenAiModelOptions): ChatModel {
  const timeoutMs = options.timeoutMs ?? 600_000;
  const client = new OpenAI({
    baseURL: options.baseUrl,
    // The library insists on a key; the bounded fetch removes the header again where none is configured.
    apiKey: options.apiKey ?? "none",
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: "off",
    fetch: createBoundedFetch({
      maximumBytes: options.maximumBytes ?? 4 * 1024 * 1024,
      authorize: options.apiKey !== undefined,
      fetch: options.fetch ?? globalThis.fetch,
    }),
  });

  return {
    async complete(request): Promise<Completion> {
      request.signal?.throwIfAborted();
      // The library's own time-out ends with the response's headers; this one covers the body too.
      const deadline = AbortSignal.timeout(timeoutMs);
      const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
      const facts = () => ({
        baseUrl: options.baseUrl,
        model: request.model,
        nowMs: Date.now(),
        ...(options.apiKey === undefined ? {} : { keyVariable: options.keyVariable ?? "OPENAI_API_KEY" }),
      });
      try {
        const answer: unknown = await client.chat.completions.create(body(request, options.baseUrl), {
          signal,
        });
        const failed = errorInAnswer(answer, facts());
        if (failed !== undefined) throw failed;
        return readCompletion(answer);
      } catch (error) {
        request.signal?.throwIfAborted();
        throw toModelError(deadline.aborted ? new OpenAI.APIConnectionTimeoutError() : error, facts());
      }
    },
  };
}

function body(request: CompletionRequest, baseUrl: string): OpenAI.ChatCompletionCreateParamsNonStreaming {
  // OpenAI's newer models refuse `max_tokens`; most other servers know nothing else.
  const limit = URL.parse(baseUrl)?.hostname === "api.openai.com" ? "max_completion_tokens" : "max_tokens";
  return {
    model: request.model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    temperature: request.temperature,
    seed: request.seed,
    stream: false,
    [limit]: request.maxTokens,
  };
}

const tokens = z.number().int().nonnegative().nullish().catch(null);

/** What we read of a chat completion; servers add and leave out much else. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: z.object({ cached_tokens: tokens }).nullish().catch(null),
      completion_tokens_details: z.object({ reasoning_tokens: tokens }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

function readCompletion(answer: unknown): Completion {
  const { choices, usage } = completionSchema.parse(answer);
  const choice = choices[0];
  const text = choice?.message.content ?? "";
  const finishReason = choice?.finish_reason ?? "stop";
  if (text === "") {
    const refused = choice?.message.refusal != null || finishReason === "content_filter";
    const code = refused
      ? "model-refused"
      : finishReason === "length"
        ? "model-answer-cut"
        : "model-answer-empty";
    throw new WiretaleError(
      code,
      refused ? "the model refused to answer" : `the model's answer is empty (finish reason ${finishReason})`,
      {
        retryable: failureClassOf(code).treatment === "retry",
        hint:
          finishReason === "length"
            ? "it used up its tokens before answering: raise the expert's token limit"
            : "try another model",
      },
    );
  }
  return {
    text,
    finishReason,
    usage: {
      inputTokens: usage?.prompt_tokens ?? null,
      cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
      outputTokens: usage?.completion_tokens ?? null,
      reasoningTokens: usage?.completion_tokens_details?.reasoning_tokens ?? null,
    },
  };
}
