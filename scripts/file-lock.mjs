// A lock between processes of one machine, without dependencies: the bootstrap uses it before anything is installed, and
// the dev server's cache and state folder use the same one.
//
// The lock is a folder that holds one file, its owner. Taking it renames a finished folder onto the lock's name, which
// POSIX allows only where nothing or an empty folder is; so an owner's record is never seen half-written. Breaking a dead
// owner's lock unlinks that owner's file, whose name nobody else has: two that break at once cannot remove a third's lock.

import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * A process told apart from a later one with the same number.
 * @typedef {object} ProcessIdentity
 * @property {number} pid
 * @property {string | null} started Clock ticks since boot when it started, from `/proc/<pid>/stat`; null where there is no `/proc`.
 */

/**
 * @typedef {ProcessIdentity & { purpose: string }} LockOwner
 */

/**
 * @typedef {object} LockOptions
 * @property {string} purpose What the owner does meanwhile, for whoever waits: `building Wiretale`.
 * @property {(owner: LockOwner) => void} [onWait] Called once for each owner that is waited for.
 * @property {AbortSignal} [signal] Ends the waiting by throwing its reason.
 * @property {number} [pollMs] Milliseconds between looks while waiting.
 */

/**
 * When a process started, or null where that cannot be told: no such process, or no `/proc`.
 * @param {number} pid
 * @returns {string | null}
 */
export function processStart(pid) {
  const stat = readTextIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return null;
  // The second field is the program's name in parentheses and may hold spaces and parentheses itself; the state is the
  // third field and the start time the twenty-second (proc(5)). A zombie has ended, whatever its number says.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return state === "Z" ? null : (rest[18] ?? null);
}

/** @returns {ProcessIdentity} */
export function thisProcess() {
  return { pid: process.pid, started: processStart(process.pid) };
}

/**
 * Whether that very process still runs.
 * @param {ProcessIdentity} identity
 * @returns {boolean}
 */
export function isAlive(identity) {
  if (identity.started !== null) return processStart(identity.pid) === identity.started;
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/**
 * Takes the lock, waiting for its owner as long as that owner lives. The folder that is to hold it is made when missing.
 * @param {string} path
 * @param {LockOptions} options
 * @returns {Promise<{ release(): void }>} `release` is synchronous, for use while a process ends; twice does no harm.
 */
export async function acquireLock(path, options) {
  mkdirSync(dirname(path), { recursive: true });
  removeAbandoned(path);
  const self = { ...thisProcess(), purpose: options.purpose };
  const token = `${self.pid}-${self.started ?? "x"}-${randomBytes(6).toString("hex")}`;
  const fresh = `${path}.new-${token}`;
  let waitedFor = "";
  for (;;) {
    options.signal?.throwIfAborted();
    if (takeOnce(path, fresh, token, self)) return { release: () => giveBack(path, token) };
    const owner = readOwner(path);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      rmSync(join(path, owner.file), { force: true });
      continue;
    }
    if (owner.file !== waitedFor) {
      waitedFor = owner.file;
      options.onWait?.(owner);
    }
    await pause(options.pollMs ?? 200, options.signal);
  }
}

/**
 * Whose lock it is, or undefined when it is free.
 * @param {string} path
 * @returns {(LockOwner & { file: string }) | undefined}
 */
export function readOwner(path) {
  let files;
  try {
    files = readdirSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const file = files[0];
  const text = file === undefined ? undefined : readTextIfThere(join(path, file));
  if (file === undefined || text === undefined) return undefined;
  return { ...parseOwner(text), file };
}

/**
 * @param {string} text
 * @returns {LockOwner}
 */
function parseOwner(text) {
  try {
    const value = JSON.parse(text);
    return {
      pid: Number(value.pid),
      started: typeof value.started === "string" ? value.started : null,
      purpose: String(value.purpose),
    };
  } catch {
    // A disk that lost power may keep the name and lose the content. Process number 0 with a start time is nobody's.
    return { pid: 0, started: "unreadable", purpose: "unknown" };
  }
}

/**
 * @param {string} path
 * @param {string} fresh
 * @param {string} token
 * @param {LockOwner} owner
 */
function takeOnce(path, fresh, token, owner) {
  mkdirSync(fresh);
  try {
    writeFileSync(join(fresh, token), JSON.stringify(owner));
    renameSync(fresh, path);
    return true;
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const code = errorCode(error);
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM") return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {string} token
 */
function giveBack(path, token) {
  rmSync(join(path, token), { force: true });
  try {
    rmdirSync(path);
  } catch (error) {
    const code = errorCode(error);
    if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "ENOENT") throw error;
  }
}

/**
 * Folders that a process prepared and did not live to rename.
 * @param {string} path
 */
function removeAbandoned(path) {
  const prefix = `${basename(path)}.new-`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const [pid, started] = name.slice(prefix.length).split("-");
    const identity = { pid: Number(pid), started: started === undefined || started === "x" ? null : started };
    if (!isAlive(identity)) rmSync(join(dirname(path), name), { recursive: true, force: true });
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
  });
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function readTextIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ESRCH" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/**
 * @param {unknown} error
 * @returns {unknown}
 */
function errorCode(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
