/**
 * CPython's Mersenne Twister (MT19937, Matsumoto and Nishimura 1998): the same seed gives the same words and floats as
 * `random.seed(n)` of CPython 3, which is what makes a script comparable with real Python.
 */
const size = 624;
const shift = 397;

export class PythonRandom {
  /** Where the state comes from when the first word is drawn: most of seeding is not done for a script that draws none. */
  #key: readonly number[] = [];
  /** The words of the present round before tempering; undefined until the first is drawn. */
  #state: Uint32Array | undefined;
  #at = size;
  /** The second value of `gauss`'s pair; seeding forgets it. */
  nextGauss: number | undefined;

  /** Seeds with an integer's absolute value, as `random.seed(n)` does. */
  constructor(seed: number | bigint) {
    this.seed(seed);
  }

  seed(seed: number | bigint): void {
    if (typeof seed === "number" && Math.abs(seed) <= 0xffffffff) return this.#seedByArray([Math.abs(seed)]);
    let rest = BigInt(seed);
    if (rest < 0n) rest = -rest;
    const key: number[] = [];
    do {
      key.push(Number(rest & 0xffffffffn));
      rest >>= 32n;
    } while (rest > 0n);
    this.#seedByArray(key);
  }

  /** Seeds with the big-endian integer of `bytes`, as `random.seed(text)` does with the text's octets and their SHA-512. */
  seedWithBytes(bytes: Uint8Array): void {
    const key: number[] = [];
    for (let end = bytes.length; end > 0; end -= 4) {
      let word = 0;
      for (let at = Math.max(0, end - 4); at < end; at += 1) word = word * 256 + (bytes[at] ?? 0);
      key.push(word);
    }
    while (key.length > 1 && key[key.length - 1] === 0) key.pop();
    this.#seedByArray(key.length === 0 ? [0] : key);
  }

  #seedByArray(key: readonly number[]): void {
    this.#key = key;
    this.#state = undefined;
    this.#at = size;
    this.nextGauss = undefined;
  }

  /** 32 random bits, unsigned. */
  nextWord(): number {
    if (this.#state === undefined || this.#at >= size) {
      this.#state = this.#state === undefined ? firstRound(this.#key) : twist(this.#state);
      this.#at = 0;
    }
    let word = this.#state[this.#at] ?? 0;
    this.#at += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  }

  /** A float in [0, 1) with 53 random bits. */
  random(): number {
    const high = this.nextWord() >>> 5;
    const low = this.nextWord() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** `count` random bits. */
  getrandbits(count: number): number | bigint {
    if (count === 0) return 0;
    if (count <= 32) return this.nextWord() >>> (32 - count);
    let value = 0n;
    let position = 0n;
    for (let left = count; left > 0; left -= 32) {
      const word = left < 32 ? this.nextWord() >>> (32 - left) : this.nextWord();
      value |= BigInt(word) << position;
      position += 32n;
    }
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  /** `count` random octets, as `random.randbytes(count)`: `getrandbits(8 * count)` as an integer, lowest octet first. */
  randbytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at += 4) {
      const left = count - at;
      let word = this.nextWord();
      if (left < 4) word >>>= 32 - 8 * left;
      for (let index = at; index < Math.min(at + 4, count); index += 1) {
        bytes[index] = word;
        word >>>= 8;
      }
    }
    return bytes;
  }

  /** A number below `limit`, which is at least 1: draws bits again until they are below it. */
  below(limit: number): number {
    const bits = limit < 4294967296 ? 32 - Math.clz32(limit) : limit.toString(2).length;
    for (;;) {
      const value = Number(this.getrandbits(bits));
      if (value < limit) return value;
    }
  }

  belowBig(limit: bigint): bigint {
    const bits = limit.toString(2).length;
    for (;;) {
      const value = BigInt(this.getrandbits(bits));
      if (value < limit) return value;
    }
  }
}

/** The first round of words of a seed. The last seed's are kept: a run of many scripts gives each the same one. */
function firstRound(key: readonly number[]): Uint32Array {
  const name = key.join();
  if (lastRound?.name !== name) {
    lastRound = { name, state: twist(seedByArray(key)) };
  }
  return lastRound.state;
}

let lastRound: { readonly name: string; readonly state: Uint32Array } | undefined;

/** `init_by_array` of the reference implementation. */
function seedByArray(key: readonly number[]): Uint32Array {
  const state = seedByWord(19650218);
  let index = 1;
  let keyIndex = 0;
  for (let count = Math.max(size, key.length); count > 0; count -= 1) {
    const previous = state[index - 1] ?? 0;
    state[index] =
      ((state[index] ?? 0) ^ Math.imul(previous ^ (previous >>> 30), 1664525)) +
      (key[keyIndex] ?? 0) +
      keyIndex;
    index += 1;
    keyIndex += 1;
    if (index >= size) {
      state[0] = state[size - 1] ?? 0;
      index = 1;
    }
    if (keyIndex >= key.length) keyIndex = 0;
  }
  for (let count = size - 1; count > 0; count -= 1) {
    const previous = state[index - 1] ?? 0;
    state[index] = ((state[index] ?? 0) ^ Math.imul(previous ^ (previous >>> 30), 1566083941)) - index;
    index += 1;
    if (index >= size) {
      state[0] = state[size - 1] ?? 0;
      index = 1;
    }
  }
  state[0] = 0x80000000;
  return state;
}

/** `init_genrand` of the reference implementation. */
function seedByWord(seed: number): Uint32Array {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let index = 1; index < size; index += 1) {
    const previous = state[index - 1] ?? 0;
    state[index] = Math.imul(1812433253, previous ^ (previous >>> 30)) + index;
  }
  return state;
}

/** The next round of words; the present one stays, since others may begin with it. */
function twist(round: Uint32Array): Uint32Array {
  const state = round.slice();
  for (let index = 0; index < size; index += 1) {
    const next = state[index + 1 < size ? index + 1 : 0] ?? 0;
    const joined = ((state[index] ?? 0) & 0x80000000) | (next & 0x7fffffff);
    const far = state[index + shift < size ? index + shift : index + shift - size] ?? 0;
    state[index] = far ^ (joined >>> 1) ^ (next & 1 ? 0x9908b0df : 0);
  }
  return state;
}
