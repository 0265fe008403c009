import { close, constants, createReadStream, fstat, open } from "node:fs";
import { Socket } from "node:net";
import { resolve } from "node:path";
import { isatty, ReadStream as TerminalStream } from "node:tty";
import { promisify } from "node:util";
import { UsageError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";
import { InterruptedError } from "./exit-codes.js";

/** Named on the command line for standard input. */
export const standardInput = "-";

/** How an input is called in messages. */
export function inputName(file: string): string {
  return file === standardInput ? "(standard input)" : file;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "is a folder",
  EACCES: "no right to read it",
  EPERM: "no right to read it",
  ELOOP: "too many links",
  ENAMETOOLONG: "the name is too long",
  ENXIO: "is a socket",
};

/**
 * A whole file that the user named, or standard input, at most `limit` octets: a larger one is refused without reading on.
 * @throws UsageError naming the file and why it cannot be read
 * @throws InterruptedError when Ctrl-C comes first
 */
export async function readInputFile(path: string, context: CliContext, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readInput(path, context)) {
    length += chunk.length;
    if (length > limit) throw new UsageError(`${inputName(path)}: larger than ${limit} octets`);
    chunks.push(chunk);
  }
  return joinChunks(chunks, length);
}

/** The octets of a file, or of standard input, in chunks as they come. @throws as `readInputFile` */
export async function* readInput(path: string, context: CliContext): AsyncGenerator<Uint8Array> {
  if (path === standardInput) {
    yield* untilInterrupted(context.stdin, context.interrupted);
    return;
  }
  try {
    const stream = await openInput(resolve(context.cwd, path));
    yield* untilInterrupted(stream, context.interrupted);
  } catch (cause) {
    if (cause instanceof InterruptedError) throw cause;
    // Behind `--` all are files.
    const hint = path.startsWith("--") ? "options stand in front of --" : undefined;
    throw new UsageError(`${path}: ${reasonOf(cause)}`, hint, { cause });
  }
}

export function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (first !== undefined && chunks.length === 1) return first;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** Large captures are read with few calls; what one chunk holds is judged before a signal is seen. */
const chunkLength = 1024 * 1024;

/**
 * A named pipe and a terminal are read by events: a blocked `open` or `read` holds a thread that not even `process.exit`
 * gets rid of.
 */
async function openInput(path: string): Promise<AsyncIterable<Uint8Array>> {
  const fd = await promisify(open)(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const status = await promisify(fstat)(fd);
  // All of them close the descriptor at their end.
  if (status.isFIFO()) return new Socket({ fd, readable: true, writable: false });
  if (isatty(fd)) return new TerminalStream(fd);
  if (status.isDirectory()) {
    await promisify(close)(fd);
    throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
  }
  return createReadStream("", { fd, highWaterMark: chunkLength }) as AsyncIterable<Uint8Array>;
}

async function* untilInterrupted(
  input: AsyncIterable<Uint8Array>,
  interrupted: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const iterator = input[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await orInterrupted(iterator.next(), interrupted);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Closes the stream; not waited for, since a read that hangs ends only with it.
    void iterator.return?.();
  }
}

/** Its own listener each time: a promise raced over and over would keep every one of its rivals in memory. */
function orInterrupted<Value>(step: Promise<Value>, interrupted: AbortSignal): Promise<Value> {
  return new Promise((fulfil, reject) => {
    const stop = () => reject(new InterruptedError());
    if (interrupted.aborted) stop();
    interrupted.addEventListener("abort", stop, { once: true });
    step.then(fulfil, reject).finally(() => interrupted.removeEventListener("abort", stop));
  });
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
