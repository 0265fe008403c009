/**
 * Wireshark in a process of its own, spoken to over Node's IPC. Plain JavaScript, so that it runs alike from the sources
 * (under the test runner) and from the build. A capture can make a dissector loop or grow: this process may be killed at any
 * time, holds no keys and no files, and ends itself when its parent is gone or when it outgrows its memory limit.
 */
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { dissectCapture, startWiregasm } from "./wiregasm-session.mjs";

const parentPid = process.ppid;
const memoryLimitBytes = Number(process.argv[2] ?? 1024 ** 3);
const maxExpertInfo = Number(process.argv[3] ?? 20_000);

// While a dissector loops no event reaches this thread, so a second one watches; the signal cannot be held up.
const watch = `
  const { writeSync } = require("node:fs");
  const { workerData } = require("node:worker_threads");
  setInterval(() => {
    if (process.ppid !== workerData.parentPid) process.kill(process.pid, "SIGKILL");
    if (process.memoryUsage.rss() <= workerData.memoryLimitBytes) return;
    const limit = Math.round(workerData.memoryLimitBytes / 1024 ** 2);
    writeSync(2, "it needed more than " + limit + " MiB of memory\\n");
    process.kill(process.pid, "SIGKILL");
  }, 100);
`;
new Worker(watch, { eval: true, workerData: { parentPid, memoryLimitBytes } }).unref();
process.on("disconnect", () => process.exit(0));

const wiregasm = await startWiregasm();
process.on("message", (/** @type {{ capture: Uint8Array, limitMs: number }} */ { capture, limitMs }) => {
  try {
    process.send?.({
      kind: "dissected",
      ...dissectCapture(wiregasm, capture, { maxExpertInfo, limitMs }),
    });
  } catch (error) {
    // A trap of the WebAssembly module: what it holds is not to be trusted with another capture.
    writeSync(2, `Wireshark crashed: ${String(error).split("\n", 1)[0]}\n`);
    process.exit(1);
  }
});
process.send?.({ kind: "ready", version: wiregasm.wiresharkVersion?.() ?? "" });
