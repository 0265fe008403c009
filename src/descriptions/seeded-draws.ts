/** SHA-256 of the bytes, 32 octets; passed in, since these folders are free of effects. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Draws named values from a run's seed: each depends on seed and name alone, never on what else was drawn. */
export interface SeededDraws {
  /** A whole number from `least` to `most`, both included. */
  integer(name: string, least: number, most: number): number;
  /** `count` octets, at most 32. */
  octets(name: string, count: number): Uint8Array;
}

export function createDraws(seed: number, sha256: Sha256): SeededDraws {
  const digest = (name: string) => sha256(new TextEncoder().encode(`${seed}/draw/${name}`));
  return {
    integer(name, least, most) {
      // 48 bits against ranges of at most 32: the bias of the remainder is below 2^-16.
      const bits = digest(name)
        .subarray(0, 6)
        .reduce((sum, octet) => sum * 256 + octet, 0);
      return least + (bits % (most - least + 1));
    },
    octets: (name, count) => digest(name).slice(0, count),
  };
}
