import { decodeFrame } from "../wire/decode-frame.js";
import type { DecodedFrame } from "../wire/decoded-frame.js";
import type { ReadFrame } from "./capture.js";

/** Decodes a frame by the link type of the interface it was recorded from. */
export function decodeReadFrame(frame: ReadFrame): DecodedFrame {
  return decodeFrame(
    frame.bytes,
    frame.interface.linkType,
    frame.frameNumber,
    frame.originalLength,
    frame.frameCheckLength,
  );
}
