// Runs a program that must not outlive the one who wanted it: `node tether.mjs PROGRAM [ARGUMENT…]`. Its stdin is a pipe
// held by that process and written by nobody; when it closes, by design or because its holder was killed, the program and
// all it started are ended. Plain JavaScript, so that it runs unbuilt.

import { spawn } from "node:child_process";

const [program = "", ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], detached: true });

/** @param {NodeJS.Signals} signal */
function endGroup(signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function stop() {
  endGroup("SIGTERM");
  setTimeout(() => endGroup("SIGKILL"), 3000).unref();
}

process.stdin.resume().on("end", stop).on("error", stop);
for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"])) process.on(signal, stop);
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on("exit", (code) => {
  endGroup("SIGKILL");
  process.exit(code ?? 128);
});
