import type { Capture } from "../capture/capture.js";
import { decodeFrame } from "../wire/decode-frame.js";
import type { FlowFrame } from "./flow-frame.js";

/** Every frame of a capture, decoded. */
export function flowFramesOf(capture: Capture): readonly FlowFrame[] {
  return capture.frames.map(({ frameNumber, timeNanos, bytes, originalLength }) => ({
    frameNumber,
    timeNanos,
    decoded: decodeFrame(bytes, capture.linkType, frameNumber, originalLength),
  }));
}
