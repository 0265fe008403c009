import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { acquireLock } from "../../scripts/file-lock.mjs";
import { WiretaleError } from "../contracts/errors.js";
import { buildServer, cliVersion } from "./build-server.js";
import { downloadServer } from "./download-server.js";
import { type Inspected, inspectServer, oldestServer } from "./server-version.js";

export interface FindOptions {
  /** Where a fetched or built server is kept, for good. */
  readonly cache: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line at a time, for people. */
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Where the official download is asked for; another one in tests. */
  readonly downloadBase?: string;
}

export interface ServerBinary {
  readonly path: string;
  /** Of the server: `1.29.1`. */
  readonly version: string;
}

/**
 * A Temporal dev server, from the first of: `TEMPORAL_CLI_PATH`, `temporal` on `PATH`, our cache, the official download,
 * `go install`. What is fetched or built is verified, then kept; processes that ask at the same time share it.
 * @throws WiretaleError `dev-server-missing`, saying what was tried and what would help
 */
export async function findServer(options: FindOptions): Promise<ServerBinary> {
  const chosen = options.env.TEMPORAL_CLI_PATH;
  if (chosen !== undefined && chosen !== "") return demanded(chosen);
  const tried: string[] = [];
  const found = await firstUsable([...onPath(options.env), ...inCache(options.cache)], tried);
  if (found !== undefined) return found;

  await mkdir(options.cache, { recursive: true });
  const lock = await acquireLock(join(options.cache, "temporal.lock"), {
    purpose: "getting the Temporal dev server",
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onWait: ({ pid, purpose }) => options.onProgress(`waiting for process ${pid}, which is ${purpose}`),
  });
  try {
    return (await firstUsable(inCache(options.cache), [])) ?? (await obtain(options, tried));
  } finally {
    lock.release();
  }
}

/** Whoever names a program wants that one: any other would be a surprise. */
async function demanded(path: string): Promise<ServerBinary> {
  const inspected = await inspectServer(path);
  if (inspected.usable) return inspected;
  throw new WiretaleError("dev-server-missing", `TEMPORAL_CLI_PATH is ${path}: ${inspected.reason}`, {
    hint: "name a `temporal` program that runs, or unset TEMPORAL_CLI_PATH",
  });
}

async function obtain(options: FindOptions, tried: string[]): Promise<ServerBinary> {
  const ways: readonly [string, (options: FindOptions) => Promise<string>][] = [
    ["the official download", downloadServer],
    ["go install", buildServer],
  ];
  for (const [name, way] of ways) {
    const outcome = await attempt(() => way(options), options.signal);
    if ("path" in outcome) {
      const inspected = await inspectServer(outcome.path);
      if (inspected.usable) return inspected;
      tried.push(`${name}: ${inspected.reason}`);
    } else {
      tried.push(`${name}: ${outcome.reason}`);
    }
  }
  throw new WiretaleError(
    "dev-server-missing",
    ["no Temporal dev server, and none could be had:", ...tried.map((line) => `  ${line}`)].join("\n"),
    {
      hint:
        `install the Temporal CLI (https://docs.temporal.io/cli) with a server of ${oldestServer} or newer, or Go ` +
        `(https://go.dev/dl) to have ${cliVersion} built; or set TEMPORAL_ADDRESS to a server that runs`,
    },
  );
}

async function attempt(
  way: () => Promise<string>,
  signal: AbortSignal | undefined,
): Promise<{ path: string } | { reason: string }> {
  try {
    return { path: await way() };
  } catch (error) {
    signal?.throwIfAborted();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

async function firstUsable(paths: readonly string[], tried: string[]): Promise<ServerBinary | undefined> {
  for (const path of paths) {
    const inspected: Inspected = await inspectServer(path);
    if (inspected.usable) return inspected;
    tried.push(`${path}: ${inspected.reason}`);
  }
  return undefined;
}

function onPath(env: FindOptions["env"]): string[] {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...new Set(folders)].map((folder) => join(folder, "temporal")).filter((path) => existsSync(path));
}

function inCache(cache: string): string[] {
  return ["temporal-official", `temporal-${cliVersion}`]
    .map((name) => join(cache, name))
    .filter((path) => existsSync(path));
}
