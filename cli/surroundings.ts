import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import { join } from "node:path";
import { createFileArtifactStore, createFileRecords } from "../src/artifacts/fs.js";
import type { KeyedRecords } from "../src/artifacts/keyed-records.js";
import type { Config } from "../src/config/config.js";
import { readConnectionSettings, type ConnectionSettings } from "../src/config/connection-settings.js";
import { statePaths } from "../src/config/state-paths.js";
import { WiretaleError } from "../src/contracts/errors.js";
import type { DevServer } from "../src/dev-server/use-dev-server.js";
import type { ConfiguredWorker, ConfiguredWorkerOptions } from "../workers/configured-worker.js";
import type { CliContext } from "./context.js";
import type { DayRunner } from "./ports.js";

/** What a command that follows runs needs around it, put together for it and taken apart after it. */
export interface Surroundings {
  readonly runner: DayRunner;
  readonly store: ArtifactStore;
  /** What runs have come to, as the workers of this machine recorded it. */
  readonly runs: KeyedRecords;
  /** Whether the server ends when this command does: not one that is configured, nor one that ran already. */
  readonly serverEndsWithUs: boolean;
  /** Address of a run in Temporal's UI, where we know of one. */
  uiUrl(workflowId: string, runId: string): string | undefined;
  /** Never resolves; rejects when our server or our worker dies. */
  readonly failed: Promise<never>;
  /** Stops what was started, the last first. */
  close(): Promise<void>;
}

export interface SurroundingsOptions {
  readonly config: Config;
  /** Start a worker too, where the server is our own. */
  readonly withWorker: boolean;
  /** A line about what is being waited for: fetching a server can take minutes. */
  readonly announce: (text: string) => void;
}

export type OpenSurroundings = (options: SurroundingsOptions, context: CliContext) => Promise<Surroundings>;

type Patience = Pick<ConfiguredWorkerOptions, "drainMs" | "connectMs">;

/** A worker that ends with the command it was started for has nothing left to do; one by itself finishes its calls. */
const beside: Patience = { drainMs: 2_000 };
const inForeground: Patience = { drainMs: 20_000, connectMs: 60_000 };

/** Server and worker of our own unless the configuration names a server; then the client alone. */
export const openSurroundings: OpenSurroundings = async ({ config, withWorker, announce }, context) => {
  const closers = createClosers();
  try {
    // Loaded only here, and while the server starts: Temporal's client and worker take most of a second, and `--help`
    // needs neither.
    const loading = Promise.all([import("./temporal-client.js"), withWorker ? loadWorker() : undefined]);
    loading.catch(() => undefined);
    const { connection, server } = await connectionFor(config, announce, context, closers);
    const [{ connectDayRunner }] = await loading;
    const runner = await connectDayRunner(connection);
    closers.add(() => runner.close());
    const worker =
      server !== undefined && withWorker
        ? await startWorker(config, connection, context, closers, beside)
        : undefined;
    const folder = config.artifactStore.path ?? statePaths(context.env, context.cwd).store;
    return {
      runner,
      store: createFileArtifactStore(folder),
      runs: createFileRecords(join(folder, "runs"), announce),
      serverEndsWithUs: server?.startedHere === true,
      uiUrl: (workflowId, runId) =>
        server === undefined
          ? undefined
          : `${server.uiUrl}/namespaces/${connection.namespace}/workflows/${encodeURIComponent(workflowId)}/${runId}`,
      failed: firstFailure(server, worker),
      close: closers.close,
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
};

/** A worker in the foreground and where it works. */
export interface OpenWorker {
  readonly address: string;
  readonly embeddedBaseUrl: string;
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** A worker for the configured server, or for the dev server, which is held as long as the worker runs. */
export async function openWorker(
  config: Config,
  announce: (text: string) => void,
  context: CliContext,
): Promise<OpenWorker> {
  const closers = createClosers();
  try {
    const { connection, server } = await connectionFor(config, announce, context, closers);
    const worker = await startWorker(config, connection, context, closers, inForeground);
    return {
      address: connection.address,
      embeddedBaseUrl: worker.embeddedBaseUrl,
      failed: firstFailure(server, worker),
      close: closers.close,
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function connectionFor(
  config: Config,
  announce: (text: string) => void,
  { env, cwd, interrupted }: CliContext,
  closers: Closers,
): Promise<{ readonly connection: ConnectionSettings; readonly server?: DevServer }> {
  const { address } = config.connection;
  if (address !== undefined) return { connection: readConnectionSettings(config.connection, env, address) };
  const { useDevServer } = await import("../src/dev-server/use-dev-server.js");
  const paths = statePaths(env, cwd);
  const server = await useDevServer({ paths, config, env, signal: interrupted, onProgress: announce });
  closers.add(() => server.release());
  return { connection: readConnectionSettings(config.connection, env, server.address), server };
}

function loadWorker() {
  return import("../workers/configured-worker.js");
}

async function startWorker(
  config: Config,
  connection: ConnectionSettings,
  { env, cwd }: CliContext,
  closers: Closers,
  patience: Patience,
): Promise<ConfiguredWorker> {
  const { startConfiguredWorker } = await loadWorker();
  const worker = await startConfiguredWorker({
    config,
    connection,
    paths: statePaths(env, cwd),
    environment: env,
    ...(env.WIRETALE_DEBUG === "1" && config.logs.level !== "debug" ? { logLevel: "info" as const } : {}),
    ...patience,
  });
  closers.add(() => worker.shutdown());
  return worker;
}

function firstFailure(server: DevServer | undefined, worker: ConfiguredWorker | undefined): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    worker?.failed.catch(reject);
    void server?.gone.then(() =>
      reject(
        new WiretaleError("dev-server-failed", "the Temporal dev server has ended", { retryable: true }),
      ),
    );
  });
  // It fires at the end of every run too, when nobody listens any more.
  failed.catch(() => undefined);
  return failed;
}

interface Closers {
  add(close: () => Promise<void>): void;
  readonly close: () => Promise<void>;
}

/** What was opened, closed in the reverse order; one that fails does not keep the others open. */
function createClosers(): Closers {
  const open: (() => Promise<void>)[] = [];
  return {
    add: (close) => void open.push(close),
    async close() {
      const errors: unknown[] = [];
      for (const close of open.splice(0).reverse())
        await close().catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    },
  };
}
