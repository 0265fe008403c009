import stringWidth from "string-width";
import { isAtLeast, type Severity } from "../../src/contracts/finding.js";
import type { LadderStep, Participant } from "../../src/report/ladder.js";
import { severityColor } from "./findings.js";
import { printableInfo, type Screen } from "./listing.js";
import { printable } from "./printable.js";
import { clip, padCell } from "./table.js";

interface Glyphs {
  readonly lifeline: string;
  readonly dash: string;
  readonly right: string;
  readonly left: string;
}
const unicodeGlyphs: Glyphs = { lifeline: "│", dash: "─", right: "▶", left: "◀" };
const asciiGlyphs: Glyphs = { lifeline: "|", dash: "-", right: ">", left: "<" };

const widestGap = 46;
const narrowestGap = 10;

/**
 * The conversation as a ladder: a lifeline per host, an arrow per frame with what it says, the frame number and time
 * at the left, with a `!` where a warning or an error was found in it. Where it is narrow, without the time; lifelines
 * that would stand closer than ten cells all the same are answered with no ladder at all (an empty list).
 */
export function renderLadder(
  participants: readonly Participant[],
  steps: readonly LadderStep[],
  screen: Screen,
): readonly string[] {
  if (participants.length < 2 || steps.length === 0) return [];
  const glyphs = screen.unicode ? unicodeGlyphs : asciiGlyphs;
  const numberWidth = Math.max(...steps.map((step) => String(step.frameNumber).length));
  const timeWidth = Math.max(...steps.map((step) => step.time.length));
  const roomy = layoutOf(participants, numberWidth + 1 + timeWidth, screen);
  const layout = roomy ?? layoutOf(participants, numberWidth, screen);
  if (layout === undefined) return [];
  const { margin, gap, places } = layout;

  const lines = [
    screen.colors.bold(
      headLine(
        participants.map(({ name }) => name),
        places,
        gap,
        screen,
      ),
    ),
    screen.colors.dim(
      headLine(
        participants.map(({ address }) => address),
        places,
        gap,
        screen,
      ),
    ),
  ];
  for (const step of steps) {
    const number = padCell(String(step.frameNumber), numberWidth, "right");
    const left = roomy === undefined ? number : `${number} ${padCell(step.time, timeWidth, "right")}`;
    const label = printableInfo(step.label, screen);
    const { low, high } = span(step, places);
    // A label too long for its arrow stands on a line of its own above it.
    const fits = stringWidth(label) <= high - low - 6;
    if (!fits) lines.push(" ".repeat(margin) + labelLine(label, low, places, margin, glyphs, screen));
    const marked = isFault(step) ? `${left} !` : left;
    const line = padCell(marked, margin) + arrowLine(step, fits ? label : "", places, margin, glyphs);
    lines.push(isFault(step) ? severityColor(step.severity, screen.colors)(line.trimEnd()) : line);
  }
  return lines.map((line) => line.trimEnd());
}

interface Layout {
  /** Cells left of the lifelines. */
  readonly margin: number;
  /** Cells from one lifeline to the next. */
  readonly gap: number;
  readonly places: readonly number[];
}

/** Undefined where lifelines would stand too close. */
function layoutOf(
  participants: readonly Participant[],
  leftWidth: number,
  screen: Screen,
): Layout | undefined {
  const margin = leftWidth + 2;
  // The first lifeline stands under the middle of its name as far as the left margin allows.
  const first = margin + 2;
  const halfLast = Math.min(8, Math.ceil(headWidth(participants.at(-1), screen) / 2));
  const gaps = participants.length - 1;
  const gap = Math.min(widestGap, Math.floor((screen.columns - first - halfLast - 1) / gaps));
  if (gap < narrowestGap) return undefined;
  return { margin, gap, places: participants.map((_, index) => first + index * gap) };
}

/** Chats and notes are no fault: only what is worse is marked. */
function isFault(step: LadderStep): step is LadderStep & { readonly severity: Severity } {
  return step.severity !== undefined && isAtLeast(step.severity, "warn");
}

function headWidth(participant: Participant | undefined, screen: Screen): number {
  if (participant === undefined) return 0;
  return Math.max(
    stringWidth(printable(participant.name, screen)),
    stringWidth(printable(participant.address, screen)),
  );
}

/** Texts centred over their lifelines, cut to the room between two, pushed right where they would touch. */
function headLine(texts: readonly string[], places: readonly number[], gap: number, screen: Screen): string {
  let line = "";
  texts.forEach((text, index) => {
    const shown = clip(printable(text, screen), gap - 1, screen.unicode);
    const centred = (places[index] ?? 0) - Math.floor(stringWidth(shown) / 2);
    const room = screen.columns - stringWidth(shown);
    const start = Math.max(Math.min(centred, room), stringWidth(line) + (index === 0 ? 0 : 1));
    line = padCell(line, start) + shown;
  });
  return line;
}

function span(step: LadderStep, places: readonly number[]): { readonly low: number; readonly high: number } {
  const from = places[step.from] ?? 0;
  const to = places[step.to] ?? from;
  return { low: Math.min(from, to), high: Math.max(from, to) };
}

/** Cells from `margin` on: lifelines, with the text two cells right of one of them and over those it reaches. */
function labelLine(
  label: string,
  low: number,
  places: readonly number[],
  margin: number,
  glyphs: Glyphs,
  screen: Screen,
): string {
  const start = low + 2;
  const shown = clip(label, screen.columns - start, screen.unicode);
  const end = start + stringWidth(shown);
  let line = "";
  for (const place of places) {
    if (place > low && place <= end) continue;
    line = padCell(line, place - margin) + glyphs.lifeline;
    if (place === low) line += ` ${shown}`;
  }
  return line;
}

/** Cells from `margin` on: lifelines, and between two of them the arrow with its label in the middle. */
function arrowLine(
  step: LadderStep,
  label: string,
  places: readonly number[],
  margin: number,
  glyphs: Glyphs,
): string {
  const { low, high } = span(step, places);
  const isRightward = (places[step.to] ?? 0) > (places[step.from] ?? 0);
  let line = "";
  for (const place of places) {
    if (place > low && place < high) continue;
    line = padCell(line, place - margin) + glyphs.lifeline;
    if (place === low && high > low) line += arrowCells(label, high - low - 1, isRightward, glyphs);
  }
  return line;
}

function arrowCells(label: string, width: number, isRightward: boolean, glyphs: Glyphs): string {
  const text = label === "" ? "" : ` ${label} `;
  const dashes = Math.max(0, width - stringWidth(text) - 1);
  const before = glyphs.dash.repeat(Math.floor(dashes / 2));
  const after = glyphs.dash.repeat(dashes - Math.floor(dashes / 2));
  return isRightward ? `${before}${text}${after}${glyphs.right}` : `${glyphs.left}${after}${text}${before}`;
}
