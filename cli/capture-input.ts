import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "../src/contracts/errors.js";
import type { CliContext } from "./context.js";
import { readInput, standardInput } from "./input-files.js";

/** A capture that the user named, or that lies in a folder that the user named. */
export interface CaptureInput {
  /** As the user would name it. */
  readonly name: string;
  /** Absolute; `-` for standard input. */
  readonly file: string;
  /** Octets, where that is known beforehand. */
  readonly size?: number;
  /** Why it cannot be read, where that is known beforehand. */
  readonly problem?: UsageError;
}

/** Endings of capture files, as Wireshark's own dialogs have them. */
const captureEnding = /\.(?:pcap|pcapng|cap|ntar|dmp)$/iu;

/**
 * What was named, in that order; in place of a folder the captures in it and below it, by name. What is wrong with one of them
 * is told when its turn comes.
 */
export async function expandInputs(
  names: readonly string[],
  context: CliContext,
): Promise<readonly CaptureInput[]> {
  const inputs: CaptureInput[] = [];
  for (const name of names) inputs.push(...(await expandInput(name, context)));
  if (inputs.filter(({ file }) => file === standardInput).length > 1) {
    throw new UsageError("standard input can be read once only");
  }
  return inputs;
}

async function expandInput(name: string, context: CliContext): Promise<readonly CaptureInput[]> {
  if (name === standardInput) return [{ name: "standard input", file: standardInput }];
  const file = resolve(context.cwd, name);
  const status = await stat(file).catch(() => undefined);
  // Whatever is wrong with the path is said when it is opened.
  if (status === undefined) return [{ name, file }];
  if (!status.isDirectory()) return [{ name, file, ...(status.isFile() ? { size: status.size } : {}) }];
  const inside = await capturesIn(file);
  if (inside.length > 0) return inside.map((path) => ({ name: join(name, path), file: join(file, path) }));
  const problem = new UsageError(
    `${name}: a folder without captures`,
    "captures in folders are found by their endings: .pcap, .pcapng, .cap, .ntar, .dmp",
  );
  return [{ name, file, problem }];
}

/** Relative paths, sorted. Links to folders are not followed; a pipe or a device is read only where it is named. */
async function capturesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const captures: string[] = [];
  for (const entry of entries) {
    if (!captureEnding.test(entry.name) || !(entry.isFile() || entry.isSymbolicLink())) continue;
    const path = join(entry.parentPath, entry.name);
    const status = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : undefined;
    // A link that leads nowhere is told of when it is opened.
    if (status === undefined || status.isFile()) captures.push(path.slice(folder.length + 1));
  }
  return captures.sort((one, other) => (one < other ? -1 : 1));
}

/** The octets of an input. @throws UsageError naming it and why it cannot be read, InterruptedError */
export function streamCapture(input: CaptureInput, context: CliContext): AsyncIterable<Uint8Array> {
  if (input.problem !== undefined) throw input.problem;
  return readInput(input.file === standardInput ? standardInput : input.name, context);
}

/** An input that is streamed, and had whole besides where it is small. */
export interface BufferedStream {
  /** All of it. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** All of it in one piece; absent where it has more octets than the limit. */
  readonly whole?: Uint8Array;
}

/** Reads ahead until the end, or until the limit is passed. */
export async function bufferUpTo(source: AsyncIterable<Uint8Array>, limit: number): Promise<BufferedStream> {
  const iterator = source[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const next = await iterator.next();
    if (next.done === true) {
      const whole = concatenate(begun, length);
      return { chunks: oneChunk(whole), whole };
    }
    begun.push(next.value);
    length += next.value.length;
  }
  return { chunks: begunAndRest(begun, iterator) };
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

async function* oneChunk(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk;
}

async function* begunAndRest(
  begun: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let chunk = begun.shift(); chunk !== undefined; chunk = begun.shift()) yield chunk;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
