/** A recorded frame: what `pcap.ts` reads and writes. */
export interface CapturedFrame {
  /** From 1, as in Wireshark. */
  readonly frameNumber: number;
  /** Nanoseconds since the Unix epoch. */
  readonly timeNanos: bigint;
  /** The octets that were kept. */
  readonly bytes: Uint8Array;
  /** Octets on the wire: at least as many as `bytes` has. */
  readonly originalLength: number;
}

export interface Capture {
  /** What every frame starts with: see `link-type.ts`. */
  readonly linkType: number;
  readonly frames: readonly CapturedFrame[];
}
