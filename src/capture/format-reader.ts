import type { CaptureError, CaptureInterface, ReadFrame } from "./capture.js";

/** One file format. It is handed the octets of a file piece by piece, and keeps only what later octets depend on. */
export interface FormatReader {
  readonly format: "pcap" | "pcapng";
  /** Those seen so far. */
  readonly interfaces: readonly CaptureInterface[];
  /** Set where the file contradicts itself: nothing after that is read. */
  readonly error: CaptureError | undefined;
  /** Octets that must be there before `read` can go on. */
  readonly needed: number;
  /**
   * Takes the records that `window` holds whole and adds their frames, which are views of it. Answers the octets taken:
   * more than `window` has where the file goes on with octets that need not be looked at.
   */
  read(window: Uint8Array, fileOffset: number, frames: ReadFrame[]): number;
  /** What is wrong with a file that ends `available` octets after the last record taken. */
  endsWithin(available: number, fileOffset: number): CaptureError;
}
