import { embeddedBaseUrl, expertNames, referenceModel } from "../contracts/expert.js";
import { ConfigError } from "../contracts/errors.js";
import { baseUrlExpectation, canonicalBaseUrl, type ConfigDocument } from "./config-schema.js";
import { formatReceived } from "./describe-issue.js";
import { type Layer, namedLayer } from "./layers.js";
import { type Environment, valueOf } from "./state-paths.js";

export const openAiBaseUrl = "https://api.openai.com/v1";
export const openAiKeyVariable = "OPENAI_API_KEY";

interface Override {
  readonly value: string;
  /** The flag or variable that said it. */
  readonly name: string;
}

/**
 * `--model`, `--base-url` and their variables, for every expert. A key goes only to the base URL it is configured with: an
 * endpoint given here keeps the key of an expert that is configured with that very endpoint, has OpenAI's when it is
 * OpenAI's, and has none otherwise.
 * @throws ConfigError when a model is named and nothing says where it is
 */
export function expertsLayer(
  experts: ConfigDocument["experts"],
  env: Environment,
  flags: { readonly model?: string | undefined; readonly baseUrl?: string | undefined },
): Layer {
  const model = override(flags.model, "--model", env, "WIRETALE_MODEL");
  const baseUrl = override(flags.baseUrl, "--base-url", env, "WIRETALE_BASE_URL");
  checkOverrides(model, baseUrl);
  return namedLayer(
    expertNames.flatMap((name) => {
      const expert = experts[name];
      const endpoint = baseUrl ?? endpointOf(model, expert.baseUrl, env);
      return [
        ...(model === undefined ? [] : [{ path: ["experts", name, "model"], ...model }]),
        ...(endpoint === undefined
          ? []
          : [
              { path: ["experts", name, "baseUrl"], ...endpoint },
              { path: ["experts", name, "keyVariable"], ...endpoint, value: keyOf(endpoint.value, expert) },
            ]),
      ];
    }),
  );
}

/** Once for all experts, and by the flag's name rather than by the keys it sets. */
function checkOverrides(model: Override | undefined, baseUrl: Override | undefined): void {
  if (model?.value === "") {
    throw new ConfigError(`${model.name}: expected the name of a model`, "such as gpt-4o-mini");
  }
  if (baseUrl === undefined || baseUrl.value === embeddedBaseUrl) return;
  if (canonicalBaseUrl(baseUrl.value) !== undefined) return;
  throw new ConfigError(
    `${baseUrl.name}: expected ${baseUrlExpectation}, received ${formatReceived(baseUrl.value)}`,
    "the key of an endpoint comes from the variable that temporal.yaml names, never from the URL",
  );
}

function override(
  flag: string | undefined,
  flagName: string,
  env: Environment,
  variable: string,
): Override | undefined {
  if (flag !== undefined) return { value: flag, name: flagName };
  const value = valueOf(env, variable);
  return value === undefined ? undefined : { value, name: variable };
}

/** Where a model is that was named without its endpoint; undefined when what is configured stands. */
function endpointOf(model: Override | undefined, configured: string, env: Environment): Override | undefined {
  if (model === undefined || model.value === referenceModel || configured !== embeddedBaseUrl)
    return undefined;
  if (valueOf(env, openAiKeyVariable) !== undefined) return { value: openAiBaseUrl, name: model.name };
  throw new ConfigError(
    `${model.name} ${JSON.stringify(model.value.slice(0, 80))}: nothing says where this model is`,
    `give --base-url http://host/v1, or set ${openAiKeyVariable} for OpenAI's`,
  );
}

function keyOf(
  endpoint: string,
  expert: { readonly baseUrl: string; readonly keyVariable: string | null },
): string | null {
  const canonical = canonicalBaseUrl(endpoint) ?? endpoint;
  if (canonical === expert.baseUrl) return expert.keyVariable;
  return canonical === openAiBaseUrl ? openAiKeyVariable : null;
}
