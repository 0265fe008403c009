import type { FrameProvenance, LearnedFact } from "../contracts/learned.js";

/** The one place where a fact gets its brand: called by the readers of this folder only, with a value read from a frame. */
export function makeLearnedFact<T>(value: T, from: FrameProvenance): LearnedFact<T> {
  return { value, from } as LearnedFact<T>;
}

/** Where the frames are kept: a fact names them by their digest. */
export type FramesSource = Omit<FrameProvenance, "frameNumber">;
