import { referenceModel, type ChatMessage } from "../contracts/expert.js";
import type { ServedRequest } from "./completion-request.js";

/** Told in every answer, since a client may show it: what wrote this. */
export const systemFingerprint = "wiretale-reference-writer-1";

/** One answer, before it is put in the form of a document or a stream. */
export interface Answer {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly text: string;
  readonly finishReason: "stop" | "length";
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
}

/** A rough count, and said to be one: four characters a token, rounded up. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Cuts the text at the request's token limit and counts. */
export function composeAnswer(request: ServedRequest, written: string, id: string, created: number): Answer {
  const limit = (request.maxTokens ?? Number.POSITIVE_INFINITY) * 4;
  const text = written.length > limit ? written.slice(0, limit) : written;
  const promptTokens = request.messages.reduce(
    (sum, message: ChatMessage) => sum + countTokens(message.content),
    0,
  );
  const completionTokens = countTokens(text);
  return {
    id,
    created,
    text,
    finishReason: text === written ? "stop" : "length",
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

/** The answer as one JSON document. */
export function completionDocument(answer: Answer): object {
  return {
    id: answer.id,
    object: "chat.completion",
    created: answer.created,
    model: referenceModel,
    system_fingerprint: systemFingerprint,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: answer.text, refusal: null },
        logprobs: null,
        finish_reason: answer.finishReason,
      },
    ],
    usage: answer.usage,
  };
}

/** The answer as server-sent events, a line of the script in each, ended by `[DONE]`. */
export function completionEvents(answer: Answer, includeUsage: boolean): string {
  const chunk = (choices: readonly object[], more: object = {}): string =>
    `data: ${JSON.stringify({
      id: answer.id,
      object: "chat.completion.chunk",
      created: answer.created,
      model: referenceModel,
      system_fingerprint: systemFingerprint,
      choices,
      ...more,
    })}\n\n`;
  const choice = (delta: object, finishReason: string | null = null) => [
    { index: 0, delta, logprobs: null, finish_reason: finishReason },
  ];
  const lines = answer.text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return [
    chunk(choice({ role: "assistant", content: "" })),
    ...lines.map((line) => chunk(choice({ content: line }))),
    chunk(choice({}, answer.finishReason)),
    ...(includeUsage ? [chunk([], { usage: answer.usage })] : []),
    "data: [DONE]\n\n",
  ].join("");
}
