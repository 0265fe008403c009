/**
 * SHA-512 (FIPS 180-4), which CPython's `random.seed(text)` mixes into its key. Written for short texts: the callers count
 * its octets against the budget of steps.
 */
const mask = (1n << 64n) - 1n;
const blockLength = 128;
const rounds = 80;

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < count; candidate += 1n) {
    if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
  }
  return found;
}

/** The greatest integer whose `power` is at most `value`. */
function root(value: bigint, power: bigint): bigint {
  let result = 0n;
  for (let bit = 1n << 80n; bit > 0n; bit >>= 1n) {
    const next = result | bit;
    if (next ** power <= value) result = next;
  }
  return result;
}

// The first 64 bits of the fractions of square and cube roots of the first primes (FIPS 180-4 sections 4.2.3, 5.3.5).
const initialState = primes(8).map((prime) => root(prime << 128n, 2n) & mask);
const constants = primes(rounds).map((prime) => root(prime << 192n, 3n) & mask);

function rotate(word: bigint, by: bigint): bigint {
  return ((word >> by) | (word << (64n - by))) & mask;
}

/** The digest's 64 octets. */
export function sha512(message: Uint8Array): Uint8Array {
  const length = Math.ceil((message.length + 17) / blockLength) * blockLength;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(length - 8, BigInt(message.length) * 8n);
  const state = [...initialState];
  for (let at = 0; at < length; at += blockLength) compress(state, view, at);
  const digest = new Uint8Array(64);
  const words = new DataView(digest.buffer);
  state.forEach((word, index) => {
    words.setBigUint64(index * 8, word);
  });
  return digest;
}

/** FIPS 180-4 section 6.4.2. */
function compress(state: bigint[], view: DataView, at: number): void {
  const schedule: bigint[] = [];
  for (let index = 0; index < rounds; index += 1) {
    if (index < 16) {
      schedule.push(view.getBigUint64(at + index * 8));
      continue;
    }
    const early = schedule[index - 15] ?? 0n;
    const late = schedule[index - 2] ?? 0n;
    const small = rotate(early, 1n) ^ rotate(early, 8n) ^ (early >> 7n);
    const large = rotate(late, 19n) ^ rotate(late, 61n) ^ (late >> 6n);
    schedule.push((large + (schedule[index - 7] ?? 0n) + small + (schedule[index - 16] ?? 0n)) & mask);
  }
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let index = 0; index < rounds; index += 1) {
    const choice = (e & f) ^ (~e & mask & g);
    const first =
      h +
      (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) +
      choice +
      (constants[index] ?? 0n) +
      (schedule[index] ?? 0n);
    const second = (rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & mask, c, b, a, (first + second) & mask];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = ((state[index] ?? 0n) + word) & mask;
  });
}
