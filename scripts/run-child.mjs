// Children of the bootstrap. Each leads a process group of its own, so that stopping it stops what it started too.

import { spawn } from "node:child_process";

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
 * Runs a program to its end. When the signal fires its whole group is asked to end and, five seconds later, made to.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, signal: AbortSignal, env?: NodeJS.ProcessEnv, quiet?: boolean }} options `quiet` keeps its output
 *   for the answer instead of showing it.
 * @returns {Promise<{ code: number, output: string }>} Code 128 when a signal ended it.
 */
export async function runChild(command, args, { cwd, signal, env = process.env, quiet = false }) {
  signal.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (/** @type {string} */ text) => (output += text));
  }
  /** @type {NodeJS.Timeout | undefined} */
  let deadline;
  const stop = () => {
    killGroup(child.pid, "SIGTERM");
    deadline = setTimeout(() => killGroup(child.pid, "SIGKILL"), 5000);
  };
  signal.addEventListener("abort", stop);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (/** @type {number | null} */ status) => resolve(status ?? 128));
    });
    signal.throwIfAborted();
    return { code, output };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", stop);
    // What the child left in its group ends with it.
    killGroup(child.pid, "SIGKILL");
  }
}

/**
 * @param {number | undefined} pid
 * @param {NodeJS.Signals} signal
 */
function killGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
