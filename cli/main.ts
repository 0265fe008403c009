#!/usr/bin/env node
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createOutputStream, type CliContext } from "./context.js";
import { exitCodes } from "./exit-codes.js";
import { runCli } from "./program.js";

/** How long a first Ctrl-C may take to clean up before the process ends anyway. */
const graceMs = 30_000;
/** How long the last output of an interrupted command may take. */
const lastWordsMs = 500;

/**
 * The `wiretale` process: real streams, clock and randomness in, an exit code out. The first Ctrl-C (or SIGTERM) asks the
 * command to stop and clean up, the second ends the process at once.
 */
function processContext(interrupted: AbortSignal): CliContext {
  const { env, stdout, stderr } = process;
  return {
    stdout: processOutput(stdout, env, interrupted),
    stderr: processOutput(stderr, env, interrupted),
    stdin: process.stdin,
    env,
    cwd: process.cwd(),
    now: () => Date.now(),
    drawSeed: () => randomBytes(4).readUInt32BE(),
    sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()),
    interrupted,
    terminal: stdout.isTTY ? stdout : stderr,
  };
}

function processOutput(
  stream: NodeJS.WriteStream,
  env: CliContext["env"],
  interrupted: AbortSignal,
): CliContext["stdout"] {
  return createOutputStream(
    (text) => void stream.write(text),
    env,
    stream,
    () => untilDrained(stream, interrupted),
  );
}

function untilDrained(stream: NodeJS.WriteStream, interrupted: AbortSignal): Promise<boolean> {
  if (unread.has(stream)) return Promise.resolve(false);
  if (!stream.writableNeedDrain || interrupted.aborted) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (): void => {
      stream.off("drain", finish).off("error", finish);
      interrupted.removeEventListener("abort", finish);
      resolve(!unread.has(stream));
    };
    stream.on("drain", finish).on("error", finish);
    interrupted.addEventListener("abort", finish);
  });
}

/** Streams without a reader. Node takes back the `destroyed` of standard streams, so that nothing else tells. */
const unread = new Set<NodeJS.WriteStream>();

/** A reader that went away (`| head`) is no error of ours: what is written from then on is dropped. */
function dropWritesAfterBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    unread.add(stream);
  });
}

function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    setTimeout(() => process.exit(exitCodes.interrupted), graceMs).unref();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

/** Resolves when everything written so far has gone, or the other end has. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

function packageVersion(): string {
  // Two folders up from dist/cli, one from cli: the package's own file is the first that is there.
  for (const place of ["../package.json", "../../package.json"]) {
    try {
      const text = readFileSync(new URL(place, import.meta.url), "utf8");
      return (JSON.parse(text) as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return "unknown";
}

dropWritesAfterBrokenPipe(process.stdout);
dropWritesAfterBrokenPipe(process.stderr);
const code = await runCli(process.argv.slice(2), processContext(abortOnSignals()), packageVersion());
const written = Promise.all([flushed(process.stdout), flushed(process.stderr)]);
// Who pressed Ctrl-C does not wait for a reader that stands still.
await (code === exitCodes.interrupted ? Promise.race([written, sleep(lastWordsMs)]) : written);
// Native handles of a stopped worker may keep the loop alive; everything is closed by now.
process.exit(code);
