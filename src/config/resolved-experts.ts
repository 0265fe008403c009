import { ConfigError } from "../contracts/errors.js";
import { embeddedBaseUrl, forEachExpert, type ExpertName, type ResolvedExpert } from "../contracts/expert.js";
import { taskQueueNames } from "../contracts/names.js";
import type { Config } from "./config.js";
import { openAiBaseUrl, openAiKeyVariable } from "./expert-overrides.js";
import { type Environment, valueOf } from "./state-paths.js";

const protocols = { arp: "ARP", icmp: "ICMP", dns: "DNS", http: "HTTP", tcp: "TCP" } as const;

/** The experts as a workflow's input carries them. */
export function resolveExperts(config: Config): Readonly<Record<ExpertName, ResolvedExpert>> {
  const queues = taskQueueNames(config.taskQueuePrefix).experts;
  const resolve = (name: ExpertName): ResolvedExpert => ({
    name,
    protocol: protocols[name],
    ...config.experts[name],
    taskQueue: queues[name],
  });
  return forEachExpert(resolve);
}

/**
 * The key a worker sends with an expert's calls, or undefined where none is configured. A workflow's input names endpoint
 * and variable, and whoever starts workflows writes that input; so the worker's own configuration must pair the two, or
 * they must be OpenAI's. Otherwise a request could have any variable of the worker sent anywhere.
 * @throws ConfigError when the pair is not configured here, or the variable is not set
 */
export function keyOfExpert(
  expert: Pick<ResolvedExpert, "baseUrl" | "keyVariable">,
  config: Config,
  env: Environment,
): string | undefined {
  const { baseUrl, keyVariable } = expert;
  if (keyVariable === undefined || baseUrl === embeddedBaseUrl) return undefined;
  const configured = [
    ...Object.values(config.experts).flatMap(({ fallback, ...expert }) => [
      expert,
      ...(fallback === undefined ? [] : [fallback]),
    ]),
    { baseUrl: openAiBaseUrl, keyVariable: openAiKeyVariable },
  ];
  if (!configured.some((pair) => pair.baseUrl === baseUrl && pair.keyVariable === keyVariable)) {
    throw new ConfigError(
      `this worker is not configured to send ${keyVariable} to ${baseUrl}`,
      "set baseUrl and keyVariable under experts in the worker's temporal.yaml",
    );
  }
  const key = valueOf(env, keyVariable);
  if (key === undefined) {
    throw new ConfigError(
      `${keyVariable} is not set, and ${baseUrl} needs a key`,
      `export ${keyVariable}=… for the worker`,
    );
  }
  return key;
}
