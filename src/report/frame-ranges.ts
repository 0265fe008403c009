/** Consecutive frame numbers, both included. */
export interface FrameRange {
  readonly first: number;
  readonly last: number;
}

/** Frame numbers in any order, repeated or not, as ranges in ascending order. */
export function frameRanges(frames: readonly number[]): readonly FrameRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const frame of [...frames].sort((one, other) => one - other)) {
    const open = ranges.at(-1);
    if (open !== undefined && frame <= open.last + 1) open.last = frame;
    else ranges.push({ first: frame, last: frame });
  }
  return ranges;
}

/** `7`, `3, 5-9`, `1, 3, 5 and 40 more` (frames): at most so many ranges are written out. */
export function formatFrameRanges(ranges: readonly FrameRange[], limit: number): string {
  const shown = ranges
    .slice(0, limit)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  const left = ranges.slice(limit).reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return `${shown.join(", ")}${left === 0 ? "" : ` and ${left} more`}`;
}

/** `frame 7`, `frames 3, 5-9`, `the whole capture` where there are none. */
export function describeFrameRanges(ranges: readonly FrameRange[], limit: number): string {
  const [only] = ranges;
  if (only === undefined) return "the whole capture";
  const isOne = ranges.length === 1 && only.first === only.last;
  return `frame${isOne ? "" : "s"} ${formatFrameRanges(ranges, limit)}`;
}

/** Wireshark refuses no set of this size, and a person can still paste it. */
const filterRanges = 32;

/**
 * A display filter of the frames, of the first of them where they lie too far apart. Sets with ranges are understood by
 * Wireshark 3.6 and newer.
 */
export function framesFilter(ranges: readonly FrameRange[]): string | undefined {
  const [only] = ranges;
  if (only === undefined) return undefined;
  if (ranges.length === 1 && only.first === only.last) return `frame.number == ${only.first}`;
  const members = ranges
    .slice(0, filterRanges)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}..${last}`));
  return `frame.number in {${members.join(", ")}}`;
}

/** Whether `framesFilter` shows all of them. */
export function isWholeFilter(ranges: readonly FrameRange[]): boolean {
  return ranges.length <= filterRanges;
}
