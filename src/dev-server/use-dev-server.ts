import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { acquireLock } from "../../scripts/file-lock.mjs";
import { WiretaleError } from "../contracts/errors.js";
import { findServer } from "./find-server.js";
import {
  keeperIsAlive,
  KeeperGone,
  type KeeperLink,
  KeeperRefusal,
  linkToKeeper,
  orphanOf,
  readRecord,
  type ServerInfo,
  type ServerRecord,
} from "./keeper-link.js";
import { prepareNamespace } from "./prepare-namespace.js";
import { type ServerSettings, startKeeper } from "./start-keeper.js";

export interface DevServerOptions {
  /** State folder and cache (`statePaths`). One server runs per state folder. */
  readonly paths: { readonly home: string; readonly cache: string };
  /** The parts of the configuration that matter here. */
  readonly config: {
    readonly connection: { readonly namespace: string };
    readonly devServer: ServerSettings & { readonly retentionMs: number };
  };
  /** Where `TEMPORAL_CLI_PATH` and `PATH` are looked up; the process's own when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Another database file than the state folder's own. */
  readonly databaseFile?: string;
  /** One line at a time, for people. */
  readonly onProgress?: (line: string) => void;
  /** Ends the waiting by throwing its reason; nothing that was started for us stays. */
  readonly signal?: AbortSignal;
}

/** A Temporal dev server that runs as long as somebody holds it. */
export interface DevServer extends ServerInfo {
  /** False when the server was there already. */
  readonly startedHere: boolean;
  /** Resolves when the server has gone, released or not. */
  readonly gone: Promise<void>;
  /** Lets go. Resolves when that is done; for the last user that means: when the server has ended. */
  release(): Promise<void>;
}

/**
 * The dev server of a state folder: the one that runs, or a new one. It answers when this resolves, its namespace exists,
 * and it goes on until every user has released it or died.
 * @throws WiretaleError `dev-server-missing` when there is no program to start, `dev-server-failed` when it does not
 *   start, `dev-server-busy` when one runs on another database file
 */
export async function useDevServer(options: DevServerOptions): Promise<DevServer> {
  const { link, info, startedHere } = await holdServer(options);
  try {
    if (options.databaseFile !== undefined && options.databaseFile !== info.databaseFile) {
      throw new WiretaleError("dev-server-busy", `a dev server already runs on ${info.databaseFile}`, {
        hint: "end it first, or set WIRETALE_HOME to another folder",
      });
    }
    const { connection, devServer } = options.config;
    await untilAborted(
      prepareNamespace({
        address: info.address,
        namespace: connection.namespace,
        retentionMs: devServer.retentionMs,
        timeoutMs: devServer.startTimeoutMs,
      }),
      options.signal,
    );
  } catch (error) {
    await releaseLink(link);
    throw error;
  }
  return { ...info, startedHere, gone: link.closed, release: () => releaseLink(link) };
}

async function releaseLink(link: KeeperLink): Promise<void> {
  link.release();
  // The keeper makes the server end within eight seconds; beyond that it is broken, and waiting helps nobody.
  const tooLong = setTimeout(() => link.drop(), 15_000);
  await link.closed;
  clearTimeout(tooLong);
}

interface Held {
  readonly link: KeeperLink;
  readonly info: ServerInfo;
  readonly startedHere: boolean;
}

async function holdServer(options: DevServerOptions): Promise<Held> {
  const recordFile = join(options.paths.home, "server.json");
  const attached = await attach(recordFile, options.signal);
  if (attached !== undefined) return attached;

  const { env = process.env, onProgress = () => undefined, signal, paths } = options;
  const binary = await findServer({ cache: paths.cache, env, onProgress, signal });
  await mkdir(paths.home, { recursive: true });
  const lock = await acquireLock(join(paths.home, "server.lock"), {
    purpose: "starting the Temporal dev server",
    ...(signal === undefined ? {} : { signal }),
    onWait: ({ pid, purpose }) => onProgress(`waiting for process ${pid}, which is ${purpose}`),
  });
  try {
    const other = await attach(recordFile, signal);
    if (other !== undefined) return other;
    await untilEnded(await readRecord(recordFile));
    onProgress(`starting the Temporal dev server ${binary.version}`);
    const settings = options.config.devServer;
    const link = await startKeeper({
      home: paths.home,
      recordFile,
      binary,
      settings,
      databaseFile: options.databaseFile,
    });
    return { link, info: await readyOrReleased(link, signal), startedHere: true };
  } catch (error) {
    throw error instanceof KeeperRefusal || error instanceof KeeperGone ? startFailure(error) : error;
  } finally {
    lock.release();
  }
}

/** A hold on the recorded server; undefined when there is none, or it is ending. */
async function attach(recordFile: string, signal: AbortSignal | undefined): Promise<Held | undefined> {
  const record = await readRecord(recordFile);
  if (record === undefined || !keeperIsAlive(record)) return undefined;
  const link = await linkToKeeper(record);
  if (link === undefined) return undefined;
  try {
    return { link, info: await readyOrReleased(link, signal), startedHere: false };
  } catch (error) {
    // Its keeper was ending as we came, or its server does not start: a new one is started, and says why if it fails.
    if (error instanceof KeeperGone || error instanceof KeeperRefusal) return undefined;
    throw error;
  }
}

/** Who stops waiting takes its hold back first, so that an interrupted command leaves no server behind as it ends. */
async function readyOrReleased(link: KeeperLink, signal: AbortSignal | undefined): Promise<ServerInfo> {
  try {
    return await untilAborted(link.ready, signal);
  } catch (error) {
    await releaseLink(link);
    throw error;
  }
}

/**
 * Two servers on one database file destroy each other's runs: the old one must have ended before a new one starts, and one
 * whose keeper was killed is ended here.
 */
async function untilEnded(record: ServerRecord | undefined): Promise<void> {
  if (record === undefined) return;
  for (let waitedMs = 0; keeperIsAlive(record) && waitedMs < 20_000; waitedMs += 50) await pause(50);
  if (keeperIsAlive(record)) {
    throw new WiretaleError(
      "dev-server-failed",
      `the keeper of the old dev server (process ${record.keeperPid}) hangs`,
      {
        hint: `end it with: kill -9 ${record.keeperPid}`,
      },
    );
  }
  for (let waitedMs = 0; ; waitedMs += 50) {
    const pid = orphanOf(record);
    if (pid === undefined) return;
    process.kill(pid, waitedMs > 5000 ? "SIGKILL" : "SIGTERM");
    await pause(50);
  }
}

function startFailure(cause: Error): WiretaleError {
  return new WiretaleError("dev-server-failed", cause.message, {
    hint: "if its port is taken, set devServer.port to 0; if its database is damaged, remove the temporal-*.db files of WIRETALE_HOME",
    cause,
  });
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
