import type { FlowFrame } from "../flow/flow-frame.js";
import { createFrameSummarizer } from "../wire/summarize-frame.js";
import { formatSeconds } from "./format-seconds.js";

/** One frame as tshark's default columns show it: in listings on a terminal, in the report page's packet list. */
export interface FrameRow {
  readonly frameNumber: number;
  /** Seconds since the first frame, six decimals. */
  readonly time: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  /** Octets on the wire. */
  readonly length: number;
  readonly info: string;
}

/** Rows of one capture, to be asked for in the order of its frames. */
export function createRowReader(): (frame: FlowFrame) => FrameRow {
  const summarize = createFrameSummarizer();
  let first: bigint | undefined;
  return ({ frameNumber, timeNanos, decoded }) => {
    first ??= timeNanos;
    return { frameNumber, time: formatSeconds(timeNanos - first), ...summarize(decoded) };
  };
}

/** The packet listing of a capture. */
export function listFrames(frames: readonly FlowFrame[]): readonly FrameRow[] {
  return frames.map(createRowReader());
}
