/**
 * Times as BigInt nanoseconds. Composed of halves of 32 bits in a buffer, which costs one allocation a frame; BigInt
 * arithmetic costs one a step.
 */
const halves = new Uint32Array(2);
const whole = new BigUint64Array(halves.buffer);
/** Which half holds the lower bits on this machine. */
const low = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** 64 bits, unsigned, of two halves. */
export function composeU64(high: number, lower: number): bigint {
  halves[low] = lower;
  halves[1 - low] = high;
  return whole[0] ?? 0n;
}

/** Nanoseconds of 32 bits of seconds, and a fraction that may be as large as 32 bits of microseconds. Exact. */
export function nanosOf(seconds: number, fractionNanos: number): bigint {
  // In two parts, each below 2^53: seconds × 10^9 alone is not.
  const upper = (seconds >>> 16) * 1e9;
  const lower = (seconds & 0xffff) * 1e9 + fractionNanos;
  const carried = (upper % 0x1_0000) * 0x1_0000 + lower;
  const high = Math.floor(upper / 0x1_0000) + Math.floor(carried / 0x1_0000_0000);
  return composeU64(high, carried % 0x1_0000_0000);
}
