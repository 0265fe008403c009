/** The writer's own random stream: the same seed and round give the same script on every machine. */
export interface Choices {
  /** A whole number from `least` to `most`, both included; the range at most 2^32. */
  integer(least: number, most: number): number;
  oneOf<V extends readonly [unknown, ...unknown[]]>(values: V): V[number];
  /** True in about `percent` of a hundred draws. */
  chance(percent: number): boolean;
}

/** `round` counts the findings heeded so far, so that a repair does not repeat the draw that was refused. */
export function createChoices(seed: number, round: number): Choices {
  let state = (seed ^ Math.imul(round + 1, 0x9e3779b9)) >>> 0;
  // SplitMix32 (Steele, Lea, Flood 2014, with 32-bit finalizer constants of MurmurHash3): short, and even enough for variety.
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor((next() / 2 ** 32) * (most - least + 1));
  return {
    integer,
    oneOf: (values) => values[integer(0, values.length - 1)],
    chance: (percent) => integer(1, 100) <= percent,
  };
}
