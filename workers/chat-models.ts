import { embeddedBaseUrl, type ResolvedExpert } from "../src/contracts/expert.js";
import { WiretaleError } from "../src/contracts/errors.js";
import type { ChatModel } from "../src/llm/chat-model.js";
import { createOpenAiModel } from "../src/llm/openai-model.js";

/** A base URL and the variable whose key may be sent there: what the worker's own configuration says. */
export interface KeyGrant {
  readonly baseUrl: string;
  readonly keyVariable: string;
}

export interface ChatModelOptions {
  /** Where the endpoint that this process serves listens. */
  readonly embeddedBaseUrl: string;
  readonly grants: readonly KeyGrant[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For one whole answer, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * The model behind an expert. Base URL and key variable come with a run's input, and anybody who reaches the server can
 * start a run: so a key goes only where this worker's own configuration sends it.
 */
export function createChatModels(options: ChatModelOptions): (expert: ResolvedExpert) => ChatModel {
  const models = new Map<string, ChatModel>();
  return (expert) => {
    const { baseUrl, keyVariable } = expert;
    const name = `${baseUrl} ${keyVariable ?? ""}`;
    const known = models.get(name);
    if (known !== undefined) return known;
    const key = keyVariable === undefined ? undefined : grantedKey(expert, keyVariable, options);
    const model = createOpenAiModel({
      baseUrl: baseUrl === embeddedBaseUrl ? options.embeddedBaseUrl : baseUrl,
      timeoutMs: options.timeoutMs,
      ...(key === undefined || keyVariable === undefined ? {} : { apiKey: key, keyVariable }),
    });
    models.set(name, model);
    return model;
  };
}

function grantedKey(expert: ResolvedExpert, keyVariable: string, options: ChatModelOptions): string {
  const { grants, environment } = options;
  if (!grants.some((grant) => grant.baseUrl === expert.baseUrl && grant.keyVariable === keyVariable)) {
    throw new WiretaleError(
      "model-key-not-granted",
      `this worker's configuration does not send the key in ${keyVariable} to ${expert.baseUrl}`,
      { hint: `set experts.${expert.name}.baseUrl and keyVariable in the worker's temporal.yaml` },
    );
  }
  const key = environment[keyVariable];
  if (key === undefined || key === "") {
    throw new WiretaleError("model-key-missing", `the worker's environment has no ${keyVariable}`, {
      hint: `export ${keyVariable} before starting the worker`,
    });
  }
  return key;
}
