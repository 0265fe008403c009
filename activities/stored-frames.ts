import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import { capturedFrames, parseFrameRecords } from "../src/capture/frame-records.js";
import { linkTypes } from "../src/capture/link-type.js";
import type { CapturedFrame } from "../src/capture/capture.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { FrameRecord } from "../src/contracts/day.js";
import type { FlowFrame } from "../src/flow/flow-frame.js";
import { decodeFrame } from "../src/wire/decode-frame.js";
import { createFrameSummarizer } from "../src/wire/summarize-frame.js";
import { getText } from "./stored-json.js";

/** A conversation's frames, read back and decoded: every judgement and every learned fact starts from these bytes. */
export async function getFrames(
  store: ArtifactStore,
  ref: ArtifactRef,
  firstFrameNumber = 1,
): Promise<{ records: readonly FrameRecord[]; captured: readonly CapturedFrame[]; frames: FlowFrame[] }> {
  const records = parseFrameRecords(await getText(store, ref));
  const captured = capturedFrames(records, firstFrameNumber);
  return { records, captured, frames: captured.map(decodeCaptured) };
}

/** Generated captures have one link type: Ethernet. */
export function decodeCaptured({ frameNumber, timeNanos, bytes }: CapturedFrame): FlowFrame {
  return { frameNumber, timeNanos, decoded: decodeFrame(bytes, linkTypes.ethernet, frameNumber) };
}

/** One line of packet notation a frame. */
export function listFrames(frames: readonly FlowFrame[]): string[] {
  const summarize = createFrameSummarizer();
  return frames.map(({ frameNumber, decoded }) => {
    const { source, destination, protocol, length, info } = summarize(decoded);
    return `${frameNumber} ${source} → ${destination} ${protocol} ${length} ${info}`;
  });
}
