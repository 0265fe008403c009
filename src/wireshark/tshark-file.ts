import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WiretaleError } from "../contracts/errors.js";

/** Where tshark finds a capture, and what has to be passed to it for that. */
export interface TsharkFile {
  /** Path that tshark is given. */
  readonly path: string;
  /** Descriptor that it inherits as its fourth, where `path` leads through it. */
  readonly descriptor?: number;
  close(): Promise<void>;
}

/**
 * A capture's octets as a file for tshark, which reads it twice and so from no pipe. On Linux the file has lost its name before
 * tshark starts: whoever is killed, nothing stays behind.
 * @throws WiretaleError `wireshark-died` where no temporary file can be written
 */
export async function tsharkFileOf(capture: Uint8Array): Promise<TsharkFile> {
  let folder: string | undefined;
  let file: FileHandle | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), "wiretale-tshark-"));
    const path = join(folder, "capture");
    file = await open(path, "wx+", 0o600);
    await file.writeFile(capture);
    if (process.platform !== "linux") return named(path, folder, file);
    await rm(folder, { recursive: true, force: true });
    const nameless = file;
    // Opening it there starts a position of its own at the beginning of the file.
    return { path: "/dev/fd/3", descriptor: file.fd, close: () => nameless.close() };
  } catch (cause) {
    await file?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    throw new WiretaleError(
      "wireshark-died",
      `tshark could not be given the capture: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause, hint: "it needs room for a temporary file; TMPDIR names the folder" },
    );
  }
}

async function named(path: string, folder: string, file: FileHandle): Promise<TsharkFile> {
  await file.close();
  return { path, close: () => rm(folder, { recursive: true, force: true }) };
}
