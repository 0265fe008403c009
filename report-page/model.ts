/** What the page works out from its data once: who is worst where, which frames belong together. */
import { severities, type Severity } from "../src/contracts/finding.js";
import type { FrameData } from "../src/report/page/capture-data.js";
import { timeSpan } from "../src/report/page/summary.js";
import type {
  FindingData,
  FindingGroupData,
  FrameOrigin,
  ReportPage,
} from "../src/report/page/report-page.js";

export interface PageModel {
  readonly page: ReportPage;
  /** Worst severity of each frame that has a finding. */
  readonly severityOf: ReadonlyMap<number, Severity>;
  /** Findings of each frame, worst first. */
  readonly findingsOf: ReadonlyMap<number, readonly FoundInFrame[]>;
  /** Frame numbers of each conversation, by its index. */
  readonly framesOf: readonly (readonly number[])[];
  /** Seconds from the earliest frame to the latest, at least a microsecond. */
  readonly duration: number;
  /** Time of the earliest frame: negative where times run back. */
  readonly earliest: number;
  frame(number: number): FrameData | undefined;
  origin(number: number): FrameOrigin | undefined;
}

export interface FoundInFrame {
  readonly group: FindingGroupData;
  readonly finding: FindingData;
}

export function createModel(page: ReportPage): PageModel {
  const { frames, conversations } = page.capture;
  const span = timeSpan(frames);
  const framesOf: number[][] = conversations.map(() => []);
  const places = new Map<number, number>();
  frames.forEach(({ frameNumber, conversation }, index) => {
    places.set(frameNumber, index);
    if (conversation !== undefined) framesOf[conversation]?.push(frameNumber);
  });
  const findingsOf = new Map<number, FoundInFrame[]>();
  const severityOf = new Map<number, Severity>();
  for (const group of page.findings) {
    for (const finding of group.listed) {
      for (const number of finding.frames) {
        const known = findingsOf.get(number);
        if (known === undefined) findingsOf.set(number, [{ group, finding }]);
        else known.push({ group, finding });
      }
    }
    for (const { first, last } of group.ranges) {
      for (let number = first; number <= last; number += 1) {
        if (isWorse(group.severity, severityOf.get(number))) severityOf.set(number, group.severity);
      }
    }
  }
  return {
    page,
    severityOf,
    findingsOf,
    framesOf,
    duration: Math.max(1e-6, span.seconds),
    earliest: span.earliest,
    frame: (number) => frames[places.get(number) ?? -1],
    origin: (number) => page.run?.origins[number - 1],
  };
}

function isWorse(severity: Severity, than: Severity | undefined): boolean {
  return than === undefined || severities.indexOf(severity) > severities.indexOf(than);
}
