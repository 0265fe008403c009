import type { FrameData } from "../src/report/page/capture-data.js";
import { frameHash } from "./words.js";

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 20,
  PageUp: -20,
  Home: -Infinity,
  End: Infinity,
};

/** Arrow keys in a list of frames choose the frame before or after the chosen one. */
export function moveSelection(
  event: KeyboardEvent,
  frames: readonly FrameData[],
  selected: number | undefined,
): void {
  const step = steps[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  selectStep(frames, selected, step);
}

/** The frame that the page's address names. */
export function frameOfHash(): number | undefined {
  const digits = /^#frame-(\d+)$/u.exec(location.hash)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Chooses the frame so many places after the chosen one; the first or last one where there is none. */
export function selectStep(frames: readonly FrameData[], selected: number | undefined, step: number): void {
  // The address is ahead of what is drawn where keys follow each other quickly.
  const chosen = frameOfHash() ?? selected;
  const index = frames.findIndex(({ frameNumber }) => frameNumber === chosen);
  const wanted = index < 0 && Math.abs(step) === 1 ? 0 : index + step;
  const frame = frames[Math.max(0, Math.min(frames.length - 1, wanted))];
  if (frame !== undefined) location.hash = frameHash(frame.frameNumber);
}
