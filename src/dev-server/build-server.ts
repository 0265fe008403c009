import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isAlive, thisProcess } from "../../scripts/file-lock.mjs";
import type { FindOptions } from "./find-server.js";
import { inspectServer } from "./server-version.js";

/** The newest release whose module has no `replace` directive: `go install` refuses those that have one. */
export const cliVersion = "v1.5.1";
const cliPackage = `github.com/temporalio/cli/cmd/temporal@${cliVersion}`;
const prefix = "build-";
/** Between two lines of progress, milliseconds. */
const reportEveryMs = 10_000;

/**
 * Builds the Temporal CLI with Go into the cache. What Go has fetched and compiled it keeps in its own caches, so a build
 * that was interrupted goes on where it stopped. Call it with the cache's lock held.
 * @returns the program's path
 */
export async function buildServer({ cache, env, onProgress, signal }: FindOptions): Promise<string> {
  await removeAbandoned(cache);
  const { pid, started } = thisProcess();
  const folder = await mkdtemp(join(cache, `${prefix}${pid}-${started ?? "x"}-`));
  try {
    onProgress(
      `building the Temporal dev server ${cliVersion} with Go: once, some four minutes; kept in ${cache}`,
    );
    await runGo(folder, env, onProgress, signal);
    const built = join(folder, "temporal");
    const inspected = await inspectServer(built);
    if (!inspected.usable) throw new Error(inspected.reason);
    const path = join(cache, `temporal-${cliVersion}`);
    await rename(built, path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runGo(
  folder: string,
  env: FindOptions["env"],
  onProgress: FindOptions["onProgress"],
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const tether = fileURLToPath(new URL("../../scripts/tether.mjs", import.meta.url));
  // -v names each package as it is compiled: all the progress Go tells.
  const go = ["go", "install", "-v", "-trimpath", "-ldflags", "-s -w", cliPackage];
  const child = spawn(process.execPath, [tether, ...go], {
    env: { ...env, GOBIN: folder },
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  const stop = () => child.stdin.end();
  signal?.addEventListener("abort", stop);
  const progress = watchGo(child.stderr, onProgress);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    signal?.throwIfAborted();
    if (code === 127) throw new Error("there is no `go` on PATH");
    if (code !== 0) throw new Error(`it failed: ${progress.lastWords()}`);
    onProgress(`built in ${progress.seconds()} s`);
  } finally {
    progress.end();
    signal?.removeEventListener("abort", stop);
  }
}

function watchGo(stderr: NodeJS.ReadableStream, onProgress: (line: string) => void) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const words: string[] = [];
  let modules = 0;
  let packages = 0;
  createInterface(stderr).on("line", (line) => {
    if (line.startsWith("go: downloading ")) modules += 1;
    else if (/^[\w./-]+$/.test(line)) packages += 1;
    else words.push(line.slice(0, 300));
    words.splice(0, words.length - 5);
  });
  const timer = setInterval(() => {
    const parts = [
      ...(modules > 0 ? [`${modules} modules fetched`] : []),
      ...(packages > 0 ? [`${packages} packages compiled`] : []),
      `${seconds()} s`,
    ];
    onProgress(`building the Temporal dev server: ${parts.join(", ")}`);
  }, reportEveryMs);
  return {
    seconds,
    lastWords: () => words.join(" / ") || "Go does not say why",
    end: () => clearInterval(timer),
  };
}

/** Folders of builds whose process was killed. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(prefix)) continue;
    const [pid, started] = name.slice(prefix.length).split("-");
    const identity = { pid: Number(pid), started: started === undefined || started === "x" ? null : started };
    if (!isAlive(identity)) await rm(join(cache, name), { recursive: true, force: true });
  }
}
