/**
 * The persona fill's own random numbers: sfc32 (Chris Doty-Humphrey's small fast counting generator, 128 bits of state) over
 * 32-bit integer arithmetic alone, so that every machine draws the same. Each purpose has a stream of its own, named by a
 * label: one draw more for a delay leaves identifications and sequence numbers as they were.
 */
export interface RandomStream {
  /** 32 bits, each as likely. */
  uint32(): number;
  /** A multiple of 2^-32 from 0 to below 1. */
  unit(): number;
}

/** `seed`: octets, or a number taken as its 8 octets (IEEE 754, big-endian). */
export function createRandomStream(seed: Uint8Array | number, label: string): RandomStream {
  const uint32 = sfc32(...seedWords(typeof seed === "number" ? numberBytes(seed) : seed, label));
  // The first outputs still resemble the seed.
  for (let round = 0; round < 15; round += 1) uint32();
  return { uint32, unit: () => uint32() / 4_294_967_296 };
}

/** The generator itself: three words of state and a counter, all 32 bits. */
export function sfc32(first: number, second: number, third: number, start: number): () => number {
  let [a, b, c, counter] = [first, second, third, start];
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}

function numberBytes(seed: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, seed);
  return bytes;
}

/** Spreads the octets of seed and label over four words: four FNV-1a sums from different starts, each mixed at the end. */
function seedWords(seed: Uint8Array, label: string): [number, number, number, number] {
  const sumFrom = (start: number): number => {
    let sum = start | 0;
    const take = (octet: number) => {
      sum = Math.imul(sum ^ octet, 0x01000193);
    };
    for (const octet of seed) take(octet);
    take(seed.length & 0xff);
    for (let index = 0; index < label.length; index += 1) take(label.charCodeAt(index) & 0xff);
    sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
    sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
    return sum ^ (sum >>> 16);
  };
  return [sumFrom(0x811c9dc5), sumFrom(0x9e3779b9), sumFrom(0x7f4a7c15), sumFrom(0x2545f491)];
}
