import { z } from "zod";
import { referenceModel, type ChatMessage } from "../contracts/expert.js";
import { ApiError } from "./api-error.js";

/** What of a chat completion request is heeded; sampling parameters are accepted and have no effect. */
export interface ServedRequest {
  readonly messages: readonly ChatMessage[];
  readonly seed: number;
  /** Tokens, by this endpoint's count; absent for no limit. */
  readonly maxTokens?: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

const textPart = z.object({ type: z.literal("text"), text: z.string() });
const content = z.union([
  z.string(),
  z.array(textPart).transform((parts) => parts.map(({ text }) => text).join("")),
]);
const count = z.number().int().positive().nullish();

const requestSchema = z.object({
  model: z.string(),
  messages: z
    .array(z.object({ role: z.enum(["system", "developer", "user", "assistant"]), content }))
    .min(1)
    .max(1000),
  seed: z.number().int().nullish(),
  n: z.literal(1).nullish(),
  max_tokens: count,
  max_completion_tokens: count,
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});

/** Reads the body of POST /v1/chat/completions. Throws `ApiError`: 400 for what is malformed, 404 for another model. */
export function readCompletionRequest(body: string): ServedRequest {
  const parsed = requestSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const param = issue?.path.map(String).join(".") ?? "";
    throw new ApiError(
      400,
      `${param === "" ? "the body" : param}: ${issue?.message ?? "malformed"}`,
      null,
      param,
    );
  }
  const { model, messages, seed, stream, stream_options, max_tokens, max_completion_tokens } = parsed.data;
  if (model !== referenceModel) throw unknownModel(model);
  const maxTokens = max_completion_tokens ?? max_tokens;
  return {
    messages: messages.map(({ role, content }) => ({
      role: role === "developer" ? "system" : role,
      content,
    })),
    seed: seed ?? 0,
    ...(maxTokens == null ? {} : { maxTokens }),
    stream: stream ?? false,
    includeUsage: stream_options?.include_usage ?? false,
  };
}

export function unknownModel(model: string): ApiError {
  const shown = JSON.stringify(model.slice(0, 100));
  return new ApiError(
    404,
    `the model ${shown} does not exist here: this endpoint serves ${referenceModel}, which is not a language model`,
    "model_not_found",
    "model",
  );
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError(400, "the body is not JSON");
  }
}
