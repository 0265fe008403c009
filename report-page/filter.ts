/** Which frames are shown: in the packet list, the ladder and the plots alike. */
import { isAtLeast, type Severity } from "../src/contracts/finding.js";
import type { FrameData } from "../src/report/page/capture-data.js";
import type { PageModel } from "./model.js";

export interface Filter {
  /** Words that the row must have, in any order, letter case aside. */
  readonly text: string;
  readonly protocol: string;
  /** Index of a host; undefined for any. */
  readonly host: number | undefined;
  /** Index of a conversation; undefined for any. */
  readonly conversation: number | undefined;
  /** Frames with a finding this severe or worse; undefined for all. */
  readonly severity: Severity | undefined;
}

export const noFilter: Filter = {
  text: "",
  protocol: "",
  host: undefined,
  conversation: undefined,
  severity: undefined,
};

export function isFiltering(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== "" && value !== undefined);
}

export function filterFrames(model: PageModel, filter: Filter): readonly FrameData[] {
  const words = filter.text.toLowerCase().split(/\s+/u).filter(Boolean);
  const { protocol, host, conversation, severity } = filter;
  return model.page.capture.frames.filter((frame) => {
    if (protocol !== "" && frame.protocol !== protocol) return false;
    if (host !== undefined && frame.from !== host && frame.to !== host) return false;
    if (conversation !== undefined && frame.conversation !== conversation) return false;
    if (severity !== undefined && !hasFinding(model, frame, severity)) return false;
    return words.length === 0 || hasWords(frame, words);
  });
}

function hasFinding({ severityOf }: PageModel, { frameNumber }: FrameData, severity: Severity): boolean {
  const worst = severityOf.get(frameNumber);
  return worst !== undefined && isAtLeast(worst, severity);
}

function hasWords(frame: FrameData, words: readonly string[]): boolean {
  const { frameNumber, source, destination, protocol, info, mark = "" } = frame;
  const row = `${frameNumber} ${source} ${destination} ${protocol} ${info} ${mark}`.toLowerCase();
  return words.every((word) => row.includes(word));
}
