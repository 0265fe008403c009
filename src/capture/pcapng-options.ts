/** Options of pcapng blocks (draft-ietf-opsawg-pcapng section 3.5): code, length, value padded to 4 octets, until code 0. */
import { type CaptureOption, noCaptureOptions } from "./capture.js";

const endOfOptions = 0;

/** The options in `view[start, end)`; undefined where one reaches beyond it. Values are views. */
export function readOptions(
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
): readonly CaptureOption[] | undefined {
  if (start === end) return noCaptureOptions;
  const options: CaptureOption[] = [];
  let at = start;
  while (at + 4 <= end) {
    const code = view.getUint16(at, littleEndian);
    if (code === endOfOptions) return options;
    const length = view.getUint16(at + 2, littleEndian);
    const valueStart = at + 4;
    if (valueStart + length > end) return undefined;
    options.push({ code, value: new Uint8Array(view.buffer, view.byteOffset + valueStart, length) });
    at = valueStart + paddedLength(length);
  }
  return options;
}

/** The next multiple of 4. */
export function paddedLength(length: number): number {
  return (length + 3) & ~3;
}

export function findOption(options: readonly CaptureOption[], code: number): Uint8Array | undefined {
  return options.find((option) => option.code === code)?.value;
}
