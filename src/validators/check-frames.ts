import type { Finding } from "../contracts/finding.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { CaptureCheck } from "./capture-check.js";
import type { CheckContext } from "./rule.js";

/** Judges frames that are at hand together, by themselves and as conversations: `CaptureCheck` over all of them. */
export function checkFrames(frames: readonly FlowFrame[], context: CheckContext): readonly Finding[] {
  const check = new CaptureCheck(context);
  for (const frame of frames) check.observe(frame);
  return check.finish().findings;
}

/** A stable sort by first frame; what concerns the whole capture comes first. */
export function inFrameOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((one, other) => (one.frames[0] ?? 0) - (other.frames[0] ?? 0));
}
