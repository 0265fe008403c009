import type { ArtifactStore } from "./artifact-store.js";
import type { CallRecords } from "./call-records.js";
import { digestOf, hexOfDigest, missingArtifact } from "./digest.js";

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
export function createMemoryCallRecords(): CallRecords {
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
