import { createRandomStream } from "./random-stream.js";

/**
 * What one host drew when it started and keeps: keys, starts of counters, the phase of its clock. All of it follows from the
 * scenario's seed and the host's name, so that conversations filled apart agree on it.
 */
export interface HostSecrets {
  /** 32 bits for a purpose and what it is for, such as a connection's four-tuple: the keyed hash of RFC 6528. */
  keyed(purpose: string, subject: string): number;
  /** Microseconds by which the host's clock is ahead within a second. */
  readonly clockPhaseMicros: number;
}

/** `seed`: octets or a number, as `createRandomStream` takes it. */
export function createHostSecrets(seed: Uint8Array | number, hostName: string): HostSecrets {
  const keyed = (purpose: string, subject: string): number =>
    createRandomStream(seed, `host ${hostName} ${purpose} ${subject}`).uint32();
  return { keyed, clockPhaseMicros: keyed("clock", "phase") % 1_000_000 };
}

/** Ticks of a clock since the epoch at a time in whole microseconds; exact, and below 2^53 for any clock up to 1 MHz. */
export function clockTicks(micros: number, ticksPerSecond: number): number {
  const seconds = Math.floor(micros / 1_000_000);
  const rest = micros - seconds * 1_000_000;
  return seconds * ticksPerSecond + Math.floor((rest * ticksPerSecond) / 1_000_000);
}
