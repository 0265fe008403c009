import { joinChunks } from "./input-files.js";

/** A line without its end, or why it cannot be had. `number` counts from 1, empty lines included. */
export type InputLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly fault: "too-long" | "not-utf-8" };

const newline = 0x0a;

/**
 * The lines of a stream of octets as they come; LF and CRLF end a line, the last may lack an end. Of a line longer than `limit`
 * octets no more than that is ever held, and the lines after it are read all the same. A byte order mark before the first
 * is dropped.
 */
export async function* readLines(input: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<InputLine> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let number = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= limit) parts.push(part);
    else parts.length = 0;
  };
  const finish = (): InputLine => {
    number += 1;
    const line =
      length > limit ? ({ number, fault: "too-long" } as const) : decodeLine(parts, length, number);
    parts.length = 0;
    length = 0;
    return line;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let to = chunk.indexOf(newline); to !== -1; to = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, to));
      from = to + 1;
      yield finish();
    }
    // A chunk's memory may be the stream's own.
    if (from < chunk.length) take(chunk.slice(from));
  }
  if (length > 0) yield finish();
}

function decodeLine(parts: readonly Uint8Array[], length: number, number: number): InputLine {
  try {
    // A mark later on is a character like others.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: number > 1 });
    return { number, text: decoder.decode(joinChunks(parts, length)).replace(/\r$/u, "") };
  } catch {
    return { number, fault: "not-utf-8" };
  }
}
