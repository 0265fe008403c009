import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactStore } from "./artifact-store.js";
import {
  binds,
  countLost,
  remainingMs,
  type CallLease,
  type CallLeases,
  type LeaseState,
} from "./call-leases.js";
import { checkDigest, digestOf, hexOfDigest, missingArtifact } from "./digest.js";
import { fileErrorCode, storeError, writeDurably } from "./durable-file.js";
import type { KeyedRecords } from "./keyed-records.js";

/**
 * Artifacts as files, `sha256/ab/ab12…`, in a folder that any number of processes may use at once. Nothing is ever
 * changed in place.
 */
export function createFileArtifactStore(folder: string): ArtifactStore {
  const pathOf = (digest: string): string => {
    const hex = hexOfDigest(digest);
    return join(folder, "sha256", hex.slice(0, 2), hex);
  };
  return {
    async put(bytes, mediaType) {
      const digest = digestOf(bytes);
      const path = pathOf(digest);
      const stored = await readIfThere(path);
      // A file of other bytes is a damaged one: half written, or changed since. The right ones are written over it.
      if (stored === undefined) await writeDurably(path, bytes, { replace: false });
      else if (digestOf(stored) !== digest) await writeDurably(path, bytes, { replace: true });
      return { digest, size: bytes.length, mediaType };
    },
    async get({ digest }) {
      const bytes = await readIfThere(pathOf(digest));
      if (bytes === undefined) throw missingArtifact(digest, folder);
      return checkDigest(digest, bytes, folder);
    },
    async has(digest) {
      return isThere(pathOf(digest));
    },
  };
}

/** What a store has to say of damage it met: one sentence, and where. */
export type OnDamage = (sentence: string, path: string) => void;

/**
 * Records as files, `ab/ab12….json` by the SHA-256 of the key, so that a key may be any text. Each holds a digest of its
 * value: a record that was changed or cut off is told of and counts as absent.
 */
export function createFileRecords(folder: string, onDamage: OnDamage = () => undefined): KeyedRecords {
  const pathOf = (key: string): string => {
    const hex = hexOfKey(key);
    return join(folder, hex.slice(0, 2), `${hex}.json`);
  };
  const read = async <T>(key: string): Promise<T | undefined> => {
    const path = pathOf(key);
    const bytes = await readIfThere(path);
    if (bytes === undefined) return undefined;
    const found = valueOfRecord(bytes, key);
    if (found !== undefined) return found.value as T;
    onDamage(`the record ${path} is damaged and counts as absent; what it recorded is done again`, path);
    return undefined;
  };
  const write = (key: string, value: unknown, replace: boolean): Promise<boolean> =>
    writeDurably(pathOf(key), encodeRecord(key, value), { replace });
  const put = async (key: string, value: unknown): Promise<void> => {
    await write(key, value, true);
  };
  return {
    get: read,
    async putIfAbsent<T>(key: string, value: T) {
      if (await write(key, value, false)) return value;
      const recorded = await read<T>(key);
      if (recorded !== undefined) return recorded;
      // What stands there is damaged: the first whole value takes its place.
      await put(key, value);
      return value;
    },
    put,
  };
}

/** Leases as files, `ab/ab12….N`: the first to make number N has it. Times are of the clock that all holders share. */
export function createFileLeases(folder: string, now: () => number = Date.now): CallLeases {
  return {
    async claim(key, payer, durationMs) {
      const hex = hexOfKey(key);
      const stem = join(folder, hex.slice(0, 2), hex);
      const earlier: LeaseState[] = [];
      for (;;) {
        const path = `${stem}.${earlier.length + 1}`;
        const bytes = await readIfThere(path);
        if (bytes !== undefined) {
          earlier.push(leaseStateOf(bytes, key));
          continue;
        }
        const last = earlier.at(-1);
        if (last !== undefined && binds(last, now())) {
          const mark = `${earlier.length}/${last.renewals}`;
          return { kind: "taken", mark, remainingMs: remainingMs(last, now()) };
        }
        const state = { payer, claimedAtMs: now(), untilMs: now() + durationMs, renewals: 0 };
        // Somebody else was quicker: what it made is read next.
        if (!(await writeDurably(path, encodeRecord(key, state), { replace: false }))) continue;
        const lost = countLost(earlier, payer);
        return { kind: "held", lease: heldLease(path, key, state, lost, durationMs, now) };
      }
    },
    async lost(key, payer) {
      const hex = hexOfKey(key);
      const states: LeaseState[] = [];
      for (;;) {
        const bytes = await readIfThere(join(folder, hex.slice(0, 2), `${hex}.${states.length + 1}`));
        if (bytes === undefined) return countLost(states, payer);
        states.push(leaseStateOf(bytes, key));
      }
    },
    async release(key, mark) {
      const hex = hexOfKey(key);
      const [number = "", renewals] = mark.split("/");
      const path = join(folder, hex.slice(0, 2), `${hex}.${number}`);
      const bytes = /^\d+$/.test(number) ? await readIfThere(path) : undefined;
      if (bytes === undefined) return;
      const state = leaseStateOf(bytes, key);
      if (String(state.renewals) !== renewals || state.ended !== undefined) return;
      await writeDurably(path, encodeRecord(key, { ...state, ended: "lost" }), { replace: true });
    },
  };
}

function heldLease(
  path: string,
  key: string,
  claimed: LeaseState,
  lost: number,
  durationMs: number,
  now: () => number,
): CallLease {
  let state = claimed;
  const write = async (next: LeaseState): Promise<void> => {
    state = next;
    await writeDurably(path, encodeRecord(key, next), { replace: true });
  };
  return {
    lost,
    renew: () => write({ ...state, untilMs: now() + durationMs, renewals: state.renewals + 1 }),
    release: (how) => write({ ...state, ended: how }),
  };
}

/** A lease nobody can read any more binds nobody, and nobody knows whose call it was. */
function leaseStateOf(bytes: Uint8Array, key: string): LeaseState {
  const found = valueOfRecord(bytes, key);
  return found === undefined
    ? { payer: "", claimedAtMs: 0, untilMs: 0, renewals: 0 }
    : // Written by `claim`, and whole: its digest says so.
      (found.value as LeaseState);
}

function hexOfKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function encodeRecord(key: string, value: unknown): Uint8Array {
  const text = JSON.stringify(value);
  const record = { key, digest: recordDigest(key, text), value };
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** The value of a whole record of that key; undefined for anything else. */
function valueOfRecord(bytes: Uint8Array, key: string): { readonly value: unknown } | undefined {
  const record = parseJson(bytes);
  if (typeof record !== "object" || record === null || !("value" in record)) return undefined;
  const { value } = record;
  const digest = "digest" in record ? record.digest : undefined;
  return digest === recordDigest(key, JSON.stringify(value)) ? { value } : undefined;
}

function recordDigest(key: string, valueText: string): string {
  return digestOf(new TextEncoder().encode(`${JSON.stringify(key)} ${valueText}`));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw storeError("store-read-failed", "read", path, error);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return false;
    throw storeError("store-read-failed", "look at", path, error);
  }
}
