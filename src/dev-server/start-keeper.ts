import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { WiretaleError } from "../contracts/errors.js";
import type { ServerBinary } from "./find-server.js";
import { type KeeperLink, linkToKeeper } from "./keeper-link.js";

/** What decides how the server runs. */
export interface ServerSettings {
  /** 0: a free one. */
  readonly port: number;
  readonly uiPort: number;
  readonly startTimeoutMs: number;
}

/**
 * Flags of `temporal server start-dev`. The history shard polls its queue twenty times a second by default, which makes
 * every activity take 100 ms; activities on the workflow's own queue may start without a round trip; rate limits and
 * priorities are exact on one partition.
 */
const dynamicConfig = {
  "history.transferProcessorMaxPollRPS": 1000,
  "system.enableActivityEagerExecution": true,
  "matching.useNewMatcher": true,
  "matching.enableFairness": true,
  "matching.numTaskqueueReadPartitions": 1,
  "matching.numTaskqueueWritePartitions": 1,
  "frontend.WorkerHeartbeatsEnabled": true,
  "frontend.ListWorkersEnabled": true,
} as const;

/**
 * Starts a keeper and, under it, a server on the database file, and takes the first hold on it. Call it with the state
 * folder's lock held. The database file is named for the server's version: a newer server does not migrate an old one.
 */
export async function startKeeper(options: {
  readonly home: string;
  readonly recordFile: string;
  readonly binary: ServerBinary;
  readonly settings: ServerSettings;
  readonly databaseFile?: string | undefined;
}): Promise<KeeperLink> {
  const { home, binary, settings } = options;
  const databaseFile = options.databaseFile ?? join(home, `temporal-${binary.version}.db`);
  const logFile = join(home, "temporal.log");
  const token = randomBytes(16).toString("hex");
  const plan = {
    binary: binary.path,
    serverVersion: binary.version,
    args: startDevArgs(databaseFile),
    databaseFile,
    port: settings.port,
    uiPort: settings.uiPort,
    recordFile: options.recordFile,
    logFile,
    token,
    startTimeoutMs: settings.startTimeoutMs,
  };
  await mkdir(home, { recursive: true });
  const errors = await open(join(home, "keeper.log"), "w");
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL("./keeper.mjs", import.meta.url))],
    // A session of its own, so that Ctrl-C in the terminal reaches its users and not the keeper.
    {
      cwd: home,
      env: { ...process.env, WIRETALE_KEEPER_PLAN: JSON.stringify(plan) },
      detached: true,
      stdio: ["pipe", "pipe", errors.fd],
    },
  );
  try {
    const controlPort = await controlPortOf(keeper.stdout);
    const link = controlPort === undefined ? undefined : await linkToKeeper({ controlPort, token });
    if (link !== undefined) return link;
    throw new WiretaleError(
      "dev-server-failed",
      "the process that keeps the Temporal dev server ended at once",
      {
        hint: `its last words are in ${join(home, "keeper.log")}`,
      },
    );
  } finally {
    await errors.close();
    // With nobody connected the end of its stdin tells the keeper to end; otherwise it needs us no more.
    keeper.stdin?.destroy();
    keeper.stdout?.destroy();
    keeper.unref();
  }
}

function startDevArgs(databaseFile: string): string[] {
  return [
    "server",
    "start-dev",
    ...["--ip", "127.0.0.1", "--ui-ip", "127.0.0.1"],
    ...["--db-filename", databaseFile],
    // Survives the death of any process; a power cut may cost the last moment.
    ...["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"],
    ...["--log-level", "warn"],
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => ["--dynamic-config-value", `${key}=${value}`]),
  ];
}

/** The keeper's first line; undefined when it ends without one. */
async function controlPortOf(stdout: NodeJS.ReadableStream | null): Promise<number | undefined> {
  if (stdout === null) return undefined;
  for await (const line of createInterface(stdout)) {
    return (JSON.parse(line) as { controlPort: number }).controlPort;
  }
  return undefined;
}
