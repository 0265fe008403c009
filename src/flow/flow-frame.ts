import type { DecodedFrame } from "../wire/decoded-frame.js";

/** A frame as everything that judges conversations sees it. */
export interface FlowFrame {
  /** From 1, as in Wireshark. */
  readonly frameNumber: number;
  /** Nanoseconds since the Unix epoch. */
  readonly timeNanos: bigint;
  readonly decoded: DecodedFrame;
}
