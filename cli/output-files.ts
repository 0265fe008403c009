import { lstat } from "node:fs/promises";
import { resolve } from "node:path";
import { writeDurably } from "../src/artifacts/durable-file.js";
import { UsageError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";

/** An `--out` as the user gave it, checked before any work is done for it. */
export interface OutputFile {
  /** Absolute. */
  readonly path: string;
  readonly replace: boolean;
}

/**
 * Refuses what is there already, unless forced.
 * @throws UsageError
 */
export async function claimOutput(path: string, force: boolean, context: CliContext): Promise<OutputFile> {
  const absolute = resolve(context.cwd, path);
  if (!force && (await exists(absolute))) throw alreadyThere(path);
  return { path: absolute, replace: force };
}

/** The whole file or nothing. @throws UsageError when somebody else made the file in between */
export async function writeOutput(file: OutputFile, bytes: Uint8Array): Promise<void> {
  const written = await writeDurably(file.path, bytes, { replace: file.replace });
  if (!written) throw alreadyThere(file.path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    // Whatever else is wrong with the path is said when it is written.
    return false;
  }
}

function alreadyThere(path: string): UsageError {
  return new UsageError(`${path} is already there`, "give another name, or --force to replace it");
}
