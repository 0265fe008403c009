/**
 * TCP sequence numbers compare modulo 2^32 (RFC 9293 section 3.4, RFC 1982): `a` is before `b` where going up from `a` to
 * `b` is shorter than going down. Every comparison goes through here.
 */

/** `start + count`, wrapped; `count` may be negative. */
export function addToSequence(start: number, count: number): number {
  return (start + count) >>> 0;
}

/** Signed way from `from` to `to`: −2^31 … 2^31 − 1. */
export function sequenceDistance(from: number, to: number): number {
  return (to - from) | 0;
}

export function isSequenceBefore(left: number, right: number): boolean {
  return sequenceDistance(right, left) < 0;
}

export function isSequenceAtOrBefore(left: number, right: number): boolean {
  return sequenceDistance(right, left) <= 0;
}

/** Whether `value` lies in the `length` numbers from `start`. */
export function isSequenceWithin(value: number, start: number, length: number): boolean {
  return (value - start) >>> 0 < length;
}

/** The later of two. */
export function laterSequence(left: number, right: number): number {
  return isSequenceBefore(left, right) ? right : left;
}
