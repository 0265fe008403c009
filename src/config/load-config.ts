import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config, ConfigEntry, ConnectionConfig, ExpertConfig, TlsConfig } from "./config.js";
import { type ConfigDocument, configSchema } from "./config-schema.js";
import { connectionLayer, tlsDataVariables } from "./environment.js";
import { expertsLayer } from "./expert-overrides.js";
import { fileLayer, type Layer, mergeLayers, namedLayer } from "./layers.js";
import { forEachExpert, type ExpertName } from "../contracts/expert.js";
import type { Budget } from "../contracts/policy.js";
import { packageRoot } from "./package-root.js";
import { type Environment, valueOf } from "./state-paths.js";
import { checkYaml } from "./yaml-file.js";

/** Flags that set configuration, as the user gave them. */
export interface ConfigFlags {
  /** `--config FILE` */
  readonly config?: string | undefined;
  /** `--model M`: for every expert. */
  readonly model?: string | undefined;
  /** `--base-url URL`: for every expert; `embedded` for the reference writer. */
  readonly baseUrl?: string | undefined;
  /** `--endpoints FILE` */
  readonly endpoints?: string | undefined;
  /** `--port N` of `wiretale server`. */
  readonly devServerPort?: number | undefined;
}

/**
 * Settles the configuration. Each value comes from the first of these that has it: flag, environment, the file of
 * `--config` or `WIRETALE_CONFIG`, `./temporal.yaml`, the package's own file.
 * @throws ConfigError naming the place of every fault
 */
export function loadConfig(options: {
  readonly env: Environment;
  readonly cwd: string;
  readonly flags?: ConfigFlags;
}): Config {
  const { env, cwd, flags = {} } = options;
  const files = configFiles(env, cwd, flags).map(fileLayer);
  const withoutExperts = [...files, connectionLayer(env, cwd), flagsLayer(flags, cwd)];
  // Which endpoint a model belongs to depends on what the files say of the experts.
  const document = settle(withoutExperts);
  const layers = [...withoutExperts, expertsLayer(document.experts, env, flags)];
  return toConfig(settle(layers), env, entriesOf(layers));
}

function settle(layers: readonly Layer[]): ConfigDocument {
  return checkYaml(mergeLayers(layers), configSchema);
}

/** From the weakest to the strongest. */
function configFiles(env: Environment, cwd: string, flags: ConfigFlags): string[] {
  const own = join(packageRoot(), "temporal.yaml");
  const here = join(cwd, "temporal.yaml");
  const chosen = flags.config ?? valueOf(env, "WIRETALE_CONFIG");
  const files = [own];
  if (existsSync(here) && realpathSync(here) !== realpathSync(own)) files.push(here);
  if (chosen !== undefined) files.push(resolve(cwd, chosen));
  return files;
}

function flagsLayer(flags: ConfigFlags, cwd: string): Layer {
  return namedLayer([
    ...(flags.endpoints === undefined
      ? []
      : [{ path: ["endpointsFile"], value: resolve(cwd, flags.endpoints), name: "--endpoints" }]),
    ...(flags.devServerPort === undefined
      ? []
      : [{ path: ["devServer", "port"], value: flags.devServerPort, name: "--port" }]),
  ]);
}

function entriesOf(layers: readonly Layer[]): ConfigEntry[] {
  return mergeLayers(layers)
    .leaves()
    .map(({ path, value, source }) => ({
      key: path.join("."),
      value:
        typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null,
      source,
    }));
}

function toConfig(document: ConfigDocument, env: Environment, entries: readonly ConfigEntry[]): Config {
  const { experts, queues, devServer, artifactStore, policies, maxRepairs, budget } = document;
  return {
    connection: toConnection(document.connection, env),
    taskQueuePrefix: document.taskQueuePrefix,
    queues: {
      ...queues,
      experts: mapExperts(queues.experts, ({ concurrency, requestsPerSecond }) => ({
        concurrency,
        ...(requestsPerSecond === null ? {} : { requestsPerSecond }),
      })),
    },
    policy: { ...policies, maxRepairs },
    devServer: {
      port: devServer.port,
      uiPort: devServer.uiPort,
      retentionMs: devServer.retention,
      startTimeoutMs: devServer.startTimeout,
    },
    artifactStore: artifactStore.path === null ? {} : { path: artifactStore.path },
    ...(budget.tokens === null && budget.usd === null ? {} : { budget: withoutNulls(budget) }),
    experts: mapExperts(experts, ({ keyVariable, fallback, ...expert }): ExpertConfig => ({
      ...expert,
      ...(keyVariable === null ? {} : { keyVariable }),
      ...(fallback === null ? {} : { fallback: toFallback(fallback) }),
    })),
    endpointsFile: document.endpointsFile,
    wireshark: document.wireshark,
    logs: document.logs,
    entries,
  };
}

function toFallback({
  keyVariable,
  ...model
}: {
  model: string;
  baseUrl: string;
  keyVariable: string | null;
}) {
  return { ...model, ...(keyVariable === null ? {} : { keyVariable }) };
}

function withoutNulls({ tokens, usd }: ConfigDocument["budget"]): Budget {
  return { ...(tokens === null ? {} : { tokens }), ...(usd === null ? {} : { usd }) };
}

function mapExperts<T, U>(
  table: Readonly<Record<ExpertName, T>>,
  map: (row: T) => U,
): Readonly<Record<ExpertName, U>> {
  return forEachExpert((name) => map(table[name]));
}

function toConnection(connection: ConfigDocument["connection"], env: Environment): ConnectionConfig {
  const { address, namespace, apiKeyVariable, tls } = connection;
  const pem = (file: string | null, variable: string) =>
    // The variable with the text itself is stronger than any file, as the environment is stronger than files.
    valueOf(env, variable) !== undefined ? { variable } : file === null ? undefined : { file };
  const settled = {
    enabled: tls.enabled ?? undefined,
    serverName: tls.serverName ?? undefined,
    serverCa: pem(tls.serverCaFile, tlsDataVariables.serverCa),
    clientCert: pem(tls.clientCertFile, tlsDataVariables.clientCert),
    clientKey: pem(tls.clientKeyFile, tlsDataVariables.clientKey),
  };
  return {
    ...(address === null ? {} : { address }),
    namespace,
    apiKeyVariable,
    tls: Object.fromEntries(Object.entries(settled).filter(([, value]) => value !== undefined)) as TlsConfig,
  };
}
