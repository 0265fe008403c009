import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";
import { InterruptedError } from "./exit-codes.js";

/** Named on the command line for standard input. */
export const standardInput = "-";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EISDIR: "is a folder",
  EACCES: "no right to read it",
  EPERM: "no right to read it",
  ELOOP: "too many links",
  ENAMETOOLONG: "the name is too long",
};

/**
 * A whole file that the user named, at most `limit` octets.
 * @throws UsageError naming the file and why it cannot be read
 */
export async function readInputFile(path: string, context: CliContext, limit: number): Promise<Uint8Array> {
  const absolute = resolve(context.cwd, path);
  try {
    const file = await open(absolute, "r");
    try {
      const { size } = await file.stat();
      if (size > limit) throw tooLarge(path, limit);
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${path}: ${reasonOf(cause)}`, undefined, { cause });
  }
}

/** Standard input to its end. @throws InterruptedError when Ctrl-C comes first */
export async function readStandardInput(context: CliContext, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of untilInterrupted(context.stdin, context.interrupted)) {
    length += chunk.length;
    if (length > limit) throw tooLarge("standard input", limit);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** Lines of standard input as they come, without their ends; each at most `limit` octets. */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  interrupted: AbortSignal,
  limit: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of untilInterrupted(input, interrupted)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > limit) throw tooLarge("a line of the input", limit);
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

/** Standard input in chunks. @throws InterruptedError when Ctrl-C comes before its end */
export function streamStandardInput(context: CliContext): AsyncGenerator<Uint8Array> {
  return untilInterrupted(context.stdin, context.interrupted);
}

/** Large captures are read with few calls; what one chunk holds is judged before a signal is seen. */
const chunkLength = 1024 * 1024;

/** A file's octets in chunks. @throws UsageError as `readInputFile`, InterruptedError as `readStandardInput` */
export async function* streamInputFile(path: string, context: CliContext): AsyncGenerator<Uint8Array> {
  try {
    const file = await open(resolve(context.cwd, path), "r");
    // The stream closes the file.
    const stream = file.createReadStream({ highWaterMark: chunkLength });
    try {
      yield* untilInterrupted(stream as AsyncIterable<Uint8Array>, context.interrupted);
    } finally {
      stream.destroy();
    }
  } catch (cause) {
    if (cause instanceof InterruptedError) throw cause;
    throw new UsageError(`${path}: ${reasonOf(cause)}`, undefined, { cause });
  }
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
    // Closes a file that was not read to its end; a source that waits for input never answers.
    if (!interrupted.aborted) await iterator.return?.();
  }
}

/** A race with one promise for all chunks would hold every chunk: each has its own. */
function orInterrupted<T>(promise: Promise<T>, interrupted: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new InterruptedError());
    interrupted.addEventListener("abort", stop, { once: true });
    if (interrupted.aborted) stop();
    promise.then(resolve, reject).finally(() => interrupted.removeEventListener("abort", stop));
  });
}

function tooLarge(what: string, limit: number): UsageError {
  return new UsageError(`${what}: larger than ${limit} octets`);
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
