// `npm run dev`: server and worker in the foreground; when a source changes, build and start the worker anew.

import { watch } from "node:fs";
import { join } from "node:path";
import { prepare, sourceFolders, StepFailed } from "./prepare.mjs";
import { Interrupted, runChild } from "./run-child.mjs";

/**
 * Runs until interrupted, or until the server ends by itself.
 * @param {import("./prepare.mjs").Place} place
 * @returns {Promise<number>}
 */
export async function developOnChange(place) {
  await prepare(place, { build: true });
  const server = wiretale(place, ["server"], place.signal);
  const ended = server.then(({ code }) => ({ code }));
  const changes = watchSources(place.root, place.signal);
  for (;;) {
    const stop = new AbortController();
    const worker = wiretale(place, ["worker"], AbortSignal.any([place.signal, stop.signal]));
    const what = await Promise.race([ended, changes.next(), worker.then(() => "worker ended")]);
    if (what === "worker ended") {
      place.say("the worker ended; it starts again when a source changes");
      await Promise.race([ended, changes.next()]);
    }
    stop.abort(new Interrupted());
    await worker.catch((error) => {
      if (!(error instanceof Interrupted)) throw error;
    });
    place.signal.throwIfAborted();
    if (typeof what === "object" && "code" in what) return what.code;
    await rebuild(place, changes);
  }
}

/**
 * Builds until it succeeds, waiting for the next change after each failure.
 * @param {import("./prepare.mjs").Place} place
 * @param {{ next(): Promise<unknown> }} changes
 */
async function rebuild(place, changes) {
  for (;;) {
    try {
      return await prepare(place, { build: true });
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      place.say(`${error.message}; waiting for a change …`);
      await changes.next();
    }
  }
}

/**
 * @param {import("./prepare.mjs").Place} place
 * @param {string[]} args
 * @param {AbortSignal} signal
 */
function wiretale({ root }, args, signal) {
  return runChild(process.execPath, [join(root, "dist/cli/main.js"), ...args], { cwd: root, signal });
}

/**
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {{ next(): Promise<"changed"> }} `next` resolves a moment after a source has changed, rejects when interrupted.
 */
function watchSources(root, signal) {
  /** @type {(() => void)[]} */
  let waiting = [];
  /** @type {NodeJS.Timeout | undefined} */
  let soon;
  const onChange = () => {
    clearTimeout(soon);
    // Editors write a file in several steps.
    soon = setTimeout(() => {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    }, 200);
  };
  for (const folder of sourceFolders) watch(join(root, folder), { recursive: true, signal }, onChange);
  return {
    next: () =>
      new Promise((resolve, reject) => {
        waiting.push(() => resolve("changed"));
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
  };
}
