import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { WiretaleError } from "../contracts/errors.js";
import type { ArtifactStore } from "./artifact-store.js";
import type { CallRecords } from "./call-records.js";
import { checkDigest, digestOf, hexOfDigest, missingArtifact } from "./digest.js";
import { fileErrorCode, storeError, writeDurably } from "./durable-file.js";

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
      const size = await sizeOf(path);
      // A file of another length is a damaged one; the same bytes are written over it.
      if (size !== bytes.length) await writeDurably(path, bytes, { replace: size !== undefined });
      return { digest, size: bytes.length, mediaType };
    },
    async get({ digest }) {
      const bytes = await readIfThere(pathOf(digest));
      if (bytes === undefined) throw missingArtifact(digest, folder);
      return checkDigest(digest, bytes, folder);
    },
    async has(digest) {
      return (await sizeOf(pathOf(digest))) !== undefined;
    },
  };
}

/** Records as files, `ab/ab12….json` by the SHA-256 of the key, so that a key may be any text. */
export function createFileCallRecords(folder: string): CallRecords {
  const pathOf = (key: string): string => {
    const hex = createHash("sha256").update(key).digest("hex");
    return join(folder, hex.slice(0, 2), `${hex}.json`);
  };
  const read = async <T>(key: string): Promise<T | undefined> => {
    const path = pathOf(key);
    const bytes = await readIfThere(path);
    return bytes === undefined ? undefined : (valueOfRecord(path, bytes) as T);
  };
  const write = (key: string, value: unknown, replace: boolean): Promise<boolean> =>
    writeDurably(pathOf(key), new TextEncoder().encode(`${JSON.stringify({ key, value })}\n`), { replace });
  return {
    get: read,
    async putIfAbsent<T>(key: string, value: T) {
      const stays = await write(key, value, false);
      return stays ? value : ((await read<T>(key)) ?? value);
    },
    async put(key, value) {
      await write(key, value, true);
    },
  };
}

function valueOfRecord(path: string, bytes: Uint8Array): unknown {
  try {
    const record: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof record === "object" && record !== null && "value" in record) return record.value;
  } catch (cause) {
    throw damagedRecord(path, cause);
  }
  throw damagedRecord(path);
}

function damagedRecord(path: string, cause?: unknown): WiretaleError {
  return new WiretaleError("record-damaged", `the record ${path} is damaged`, {
    hint: "remove the file; the call is then made again",
    details: { path },
    ...(cause === undefined ? {} : { cause }),
  });
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return undefined;
    throw storeError("store-read-failed", "look at", path, error);
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
