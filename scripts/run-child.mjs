// Children of the bootstrap: each ends, with all it started, when we are interrupted and when we are killed.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const tether = fileURLToPath(new URL("./tether.mjs", import.meta.url));

/** Thrown when a signal asked us to end: not a fault, the bootstrap exits with 130. */
export class Interrupted extends Error {}

/**
 * A signal that fires on Ctrl-C, on SIGTERM to this process alone, and when the terminal goes away.
 * @returns {{ signal: AbortSignal, letGo(): void }} `letGo` leaves those signals to whoever handles them next.
 */
export function listenForInterrupt() {
  const controller = new AbortController();
  const names = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  const interrupt = () => controller.abort(new Interrupted());
  for (const name of names) process.on(name, interrupt);
  return {
    signal: controller.signal,
    letGo: () => {
      for (const name of names) process.off(name, interrupt);
    },
  };
}

/**
 * Runs a program to its end. When the signal fires, it and all it started are asked to end and, three seconds later, made to.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, signal: AbortSignal, env?: NodeJS.ProcessEnv, quiet?: boolean }} options `quiet` keeps its output
 *   for the answer instead of showing it.
 * @returns {Promise<{ code: number, output: string }>} Code 127 when it cannot be started, 128 when a signal ended it.
 */
export async function runChild(command, args, { cwd, signal, env = process.env, quiet = false }) {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [tether, command, ...args], {
    cwd,
    env,
    // Away from the terminal's Ctrl-C, which is for us to pass on.
    detached: true,
    stdio: ["pipe", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (/** @type {string} */ text) => (output += text));
  }
  const stop = () => void child.stdin?.end();
  signal.addEventListener("abort", stop);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (/** @type {number | null} */ status) => resolve(status ?? 128));
    });
    signal.throwIfAborted();
    return { code, output };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
