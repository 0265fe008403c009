import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { WiretaleError } from "../contracts/errors.js";

/**
 * Writes a whole file or nothing: a temporary file beside it, fsync, then its name, then fsync of the folder. Readers never
 * see a part, and once it resolves the file survives a crash. Writers of the same name do not disturb one another: with
 * `replace` the last stays, without it the first does.
 * @returns whether this call's bytes are the ones that stay
 * @throws WiretaleError `store-write-failed`
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array,
  options: { replace: boolean },
): Promise<boolean> {
  const folder = dirname(path);
  const temporary = `${path}.${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
  try {
    await makeFolder(folder);
    await writeSynced(temporary, bytes);
    const stays = options.replace ? await renameOver(temporary, path) : await nameIfAbsent(temporary, path);
    await syncFolder(folder);
    return stays;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storeError("store-write-failed", "write", path, cause);
  }
}

async function makeFolder(folder: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true });
  // A new folder's own name must be on disk too: from its parent up to the parent of the first one made.
  if (firstMade === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === firstMade || made === dirname(made)) return;
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function renameOver(temporary: string, path: string): Promise<boolean> {
  await rename(temporary, path);
  return true;
}

/** `link` refuses a name that is taken, where `rename` would replace it. */
async function nameIfAbsent(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The system's code of a failed file operation (`ENOENT`, `ENOSPC`), or undefined. */
export function fileErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: free some space, then run again; nothing half-written was kept",
  EDQUOT: "your disk quota is used up: free some space, then run again",
  EACCES: "give yourself the right to use this folder, or set WIRETALE_HOME to one you own",
  EPERM: "give yourself the right to use this folder, or set WIRETALE_HOME to one you own",
  EROFS: "the file system is read-only: set WIRETALE_HOME to a folder that can be written",
};

/** A disk error as the rest of Wiretale knows it. What may pass by itself (a full disk, a lost mount) is retryable. */
export function storeError(code: string, verb: string, path: string, cause: unknown): WiretaleError {
  const system = fileErrorCode(cause) ?? "";
  const hint = hints[system];
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WiretaleError(code, `cannot ${verb} ${path}: ${reason}`, {
    retryable: !["EACCES", "EPERM", "EROFS", "ENOTDIR", "ENAMETOOLONG"].includes(system),
    ...(hint === undefined ? {} : { hint }),
    details: { path, system },
    cause,
  });
}
