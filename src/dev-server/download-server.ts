import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FindOptions } from "./find-server.js";
import { inspectServer } from "./server-version.js";

/** Where Temporal's own SDK fetches its dev server, and what it says of itself there. */
const officialBase = "https://temporal.download";
const sdk = { name: "sdk-typescript", version: "1.24.0" };
/** Until the other side answers; how long the download itself takes is the line's affair. Milliseconds. */
const connectTimeoutMs = 10_000;

/**
 * Fetches the server that the Temporal SDK would fetch, into the cache. Call it with the cache's lock held.
 * @returns the program's path
 */
export async function downloadServer(options: FindOptions): Promise<string> {
  const { cache, onProgress, signal } = options;
  const base = options.downloadBase ?? officialBase;
  onProgress(`looking for a Temporal dev server at ${base}`);
  const { archiveUrl, fileToExtract } = await askWhere(base, signal);
  const folder = await mkdtemp(join(cache, "download-"));
  try {
    await fetchArchive(archiveUrl, fileToExtract, folder, options);
    const fetched = join(folder, fileToExtract);
    const inspected = await inspectServer(fetched);
    if (!inspected.usable) throw new Error(inspected.reason);
    const path = join(cache, "temporal-official");
    await rename(fetched, path);
    return path;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function askWhere(
  base: string,
  signal: AbortSignal | undefined,
): Promise<{ archiveUrl: string; fileToExtract: string }> {
  const query = new URLSearchParams({
    arch: process.arch === "x64" ? "amd64" : process.arch,
    platform: process.platform,
    format: "tar.gz",
    "sdk-name": sdk.name,
    "sdk-version": sdk.version,
  });
  const response = await request(`${base}/cli/default?${query}`, signal);
  const info: unknown = await response.json();
  if (typeof info !== "object" || info === null || !("archiveUrl" in info) || !("fileToExtract" in info)) {
    throw new Error("its answer names no archive");
  }
  const { archiveUrl, fileToExtract } = info;
  // The name becomes a path and an argument: a plain one, or none.
  if (
    typeof archiveUrl !== "string" ||
    typeof fileToExtract !== "string" ||
    !/^\w[\w.-]*$/.test(fileToExtract)
  ) {
    throw new Error("its answer names no archive");
  }
  if (base.startsWith("https:") && !archiveUrl.startsWith("https:"))
    throw new Error("its archive is not behind https");
  return { archiveUrl, fileToExtract };
}

async function fetchArchive(
  url: string,
  file: string,
  folder: string,
  { onProgress, signal }: FindOptions,
): Promise<void> {
  const response = await request(url, signal);
  if (response.body === null) throw new Error("the archive is empty");
  const total = Number(response.headers.get("content-length") ?? 0);
  onProgress(`fetching the Temporal dev server${total > 0 ? `: ${Math.round(total / 1e6)} MB` : ""}`);
  const tar = spawn("tar", ["-xzf", "-", "-C", folder, file], { stdio: ["pipe", "ignore", "pipe"] });
  let complaint = "";
  tar.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const ended = once(tar, "close") as Promise<[number | null]>;
  // `once` rejects when tar cannot be started; the pipeline then fails as well, and tells less.
  ended.catch(() => undefined);
  const piped = pipeline(Readable.fromWeb(response.body as never), tar.stdin, {
    ...(signal ? { signal } : {}),
  });
  const outcome = await Promise.allSettled([piped, ended]);
  signal?.throwIfAborted();
  const [pipe, exit] = outcome;
  if (exit.status === "rejected") throw exit.reason;
  if (exit.value[0] !== 0)
    throw new Error(`the archive cannot be unpacked: ${complaint.trim().slice(0, 300)}`);
  if (pipe.status === "rejected") throw pipe.reason;
}

async function request(url: string, signal: AbortSignal | undefined): Promise<Response> {
  const connecting = new AbortController();
  const timer = setTimeout(
    () => connecting.abort(new Error(`no answer within ${connectTimeoutMs / 1000} s`)),
    connectTimeoutMs,
  );
  // Aborting after the answer has begun would end its body too, so the timer is taken back then.
  const both = signal === undefined ? connecting.signal : AbortSignal.any([connecting.signal, signal]);
  try {
    const response = await fetch(url, { signal: both });
    if (!response.ok) throw new Error(`${new URL(url).host} answers ${response.status}`);
    return response;
  } catch (error) {
    // fetch says only "fetch failed"; its cause says why.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw cause instanceof Error ? cause : new Error(String(cause));
  } finally {
    clearTimeout(timer);
  }
}
