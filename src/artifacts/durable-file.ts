import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, rm, stat } from "node:fs/promises";
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

/** Not by `recursive`: Node turns for ever where a file system answers ENOENT below a folder that is there (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  try {
    await makeOneFolder(folder, parent);
  } catch (error) {
    if (fileErrorCode(error) !== "ENOENT" || parent === folder) throw error;
    await makeFolder(parent);
    await makeOneFolder(folder, parent);
  }
}

async function makeOneFolder(folder: string, parent: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (fileErrorCode(error) !== "ENOENT" && (await isFolder(folder))) return;
    throw error;
  }
  // A new folder's own name must be on disk too.
  await syncFolder(parent);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return false;
    throw error;
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

const elsewhere =
  "choose another folder: --out and --out-dir say where results go, WIRETALE_HOME where state lies";

const hints: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: free some space, then run again; nothing half-written was kept",
  EDQUOT: "your disk quota is used up: free some space, then run again",
  EACCES: `give yourself the right to write there, or ${elsewhere}`,
  EPERM: `give yourself the right to write there, or ${elsewhere}`,
  EROFS: `the file system is read-only: ${elsewhere}`,
  ENOTDIR: `a file stands where a folder is needed: ${elsewhere}`,
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
