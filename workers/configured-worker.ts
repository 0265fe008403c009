import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createFileArtifactStore, createFileLeases, createFileRecords } from "../src/artifacts/fs.js";
import type { Config, LogsConfig } from "../src/config/config.js";
import { packageRoot } from "../src/config/package-root.js";
import { keyOfExpert } from "../src/config/resolved-experts.js";
import type { StatePaths } from "../src/config/state-paths.js";
import { taskQueueNames } from "../src/contracts/names.js";
import { loadPrompts } from "../src/llm/load-prompts.js";
import { startExpertEndpoint } from "../src/serve/expert-endpoint.js";
import { chooseDissector, type ChosenDissector } from "../src/wireshark/choose-dissector.js";
import { createChatModels } from "./chat-models.js";
import { createWorkerLog } from "./worker-log.js";
import {
  sha256,
  startWorker,
  type RunningWorker,
  type WorkerDependencies,
  type WorkerSettings,
} from "./start-worker.js";

export interface ConfiguredWorkerOptions {
  readonly config: Config;
  readonly connection: WorkerSettings["connection"];
  readonly paths: StatePaths;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Default: as configured. */
  readonly logLevel?: LogsConfig["level"];
  /** How long calls under way may go on after a shutdown was asked for, in milliseconds. */
  readonly drainMs: number;
  /** How long to wait for a server that is not there yet. Default: not at all. */
  readonly connectMs?: number;
}

export interface ConfiguredWorker extends RunningWorker {
  /** Base URL of the endpoint this process serves: the reference writer, not a language model. */
  readonly embeddedBaseUrl: string;
}

/**
 * The worker process as configured: the file store, the models with their keys, Wireshark kept warm, and the embedded
 * expert endpoint, which a run of anybody's may name as its experts' base URL.
 * @throws WiretaleError `server-unreachable`
 */
export async function startConfiguredWorker(options: ConfiguredWorkerOptions): Promise<ConfiguredWorker> {
  const { config, connection, paths, environment } = options;
  const level = options.logLevel ?? config.logs.level;
  const log = createWorkerLog({ ...config.logs, level }, (line) => void process.stderr.write(line));
  const root = packageRoot();
  const store = config.artifactStore.path ?? paths.store;
  const onDamage = (sentence: string, path: string): void => log.error(sentence, { path });
  const endpoint = await startExpertEndpoint();
  let wireshark: Promise<ChosenDissector> | undefined;
  const dependencies: WorkerDependencies = {
    store: createFileArtifactStore(store),
    calls: createFileRecords(join(store, "calls"), onDamage),
    leases: createFileLeases(join(store, "leases")),
    runs: createFileRecords(join(store, "runs"), onDamage),
    chatModel: createChatModels({
      embeddedBaseUrl: endpoint.baseUrl,
      keyOf: (expert) => keyOfExpert(expert, config, environment),
      timeoutMs: config.policy.model.startToCloseTimeoutMs,
    }),
    promptTexts: (expert) => loadPrompts(join(root, "prompts"), expert),
    dissector: () => (wireshark ??= chooseDissector(config.wireshark.adapter)),
    versions: { wiretale: packageVersion(root), node: process.version },
    sha256,
  };
  const closeOwn = async (): Promise<void> => {
    await endpoint.close();
    const chosen = await wireshark;
    if (chosen?.kind === "present") await chosen.dissector.close();
  };
  try {
    const worker = await startWorker(
      {
        connection,
        queues: taskQueueNames(config.taskQueuePrefix),
        workflows: config.queues.workflows,
        experts: config.queues.experts,
        compute: config.queues.compute,
        workflowBundlePath: join(root, "dist", "workflow-bundle.js"),
        connectMs: options.connectMs ?? 0,
        shutdownGraceMs: options.drainMs,
        log,
      },
      dependencies,
    );
    // Wireshark takes most of a second to start: by the time a capture is there, it waits.
    void dependencies.dissector().catch(() => undefined);
    return {
      embeddedBaseUrl: endpoint.baseUrl,
      failed: worker.failed,
      async shutdown() {
        await worker.shutdown();
        await closeOwn();
      },
    };
  } catch (error) {
    await closeOwn();
    throw error;
  }
}

function packageVersion(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
