import type { ArtifactStore } from "./artifact-store.js";
import { binds, countLost, remainingMs, type CallLeases, type LeaseState } from "./call-leases.js";
import { digestOf, hexOfDigest, missingArtifact } from "./digest.js";
import type { KeyedRecords } from "./keyed-records.js";

/** A store that ends with the process. */
export function createMemoryArtifactStore(): ArtifactStore {
  const stored = new Map<string, Uint8Array>();
  return {
    async put(bytes, mediaType) {
      const digest = digestOf(bytes);
      if (!stored.has(digest)) stored.set(digest, bytes.slice());
      return { digest, size: bytes.length, mediaType };
    },
    async get({ digest }) {
      hexOfDigest(digest);
      const bytes = stored.get(digest);
      if (bytes === undefined) throw missingArtifact(digest, "memory");
      return bytes.slice();
    },
    async has(digest) {
      hexOfDigest(digest);
      return stored.has(digest);
    },
  };
}

/** Records that end with the process. Values go through JSON, as they do on disk. */
export function createMemoryRecords(): KeyedRecords {
  const recorded = new Map<string, string>();
  const read = <T>(key: string): T | undefined => {
    const text = recorded.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  };
  return {
    async get<T>(key: string) {
      return read<T>(key);
    },
    async putIfAbsent<T>(key: string, value: T) {
      if (!recorded.has(key)) recorded.set(key, JSON.stringify(value));
      return read<T>(key) as T;
    },
    async put(key, value) {
      recorded.set(key, JSON.stringify(value));
    },
  };
}

/** Leases among those who share this process. */
export function createMemoryLeases(now: () => number = Date.now): CallLeases {
  const claims = new Map<string, LeaseState[]>();
  const statesOf = (key: string): LeaseState[] => {
    const known = claims.get(key) ?? [];
    claims.set(key, known);
    return known;
  };
  return {
    async claim(key, payer, durationMs) {
      const states = statesOf(key);
      const last = states.at(-1);
      if (last !== undefined && binds(last, now())) {
        const mark = `${states.length}/${last.renewals}`;
        return { kind: "taken", mark, remainingMs: remainingMs(last, now()) };
      }
      const lost = countLost(states, payer);
      const index = states.push({ payer, claimedAtMs: now(), untilMs: now() + durationMs, renewals: 0 }) - 1;
      const change = async (changes: (state: LeaseState) => Partial<LeaseState>): Promise<void> => {
        const state = states[index];
        if (state !== undefined) states[index] = { ...state, ...changes(state) };
      };
      return {
        kind: "held",
        lease: {
          lost,
          renew: () => change(({ renewals }) => ({ untilMs: now() + durationMs, renewals: renewals + 1 })),
          release: (how) => change(() => ({ ended: how })),
        },
      };
    },
    async lost(key, payer) {
      return countLost(statesOf(key), payer);
    },
    async release(key, mark) {
      const states = statesOf(key);
      const [number, renewals] = mark.split("/");
      const index = Number(number) - 1;
      const state = states[index];
      if (state === undefined || String(state.renewals) !== renewals) return;
      states[index] = { ...state, ended: state.ended ?? "lost" };
    },
  };
}
