import stringWidth from "string-width";
import type { Screen } from "./listing.js";
import { printable } from "./printable.js";
import { clip, padCell } from "./table.js";

/** A lifeline. */
export interface Participant {
  /** `laptop`, `example.com`. */
  readonly name: string;
  /** Shown under the name: an address. */
  readonly address: string;
}

/** One frame between two lifelines, by their index. */
export interface LadderStep {
  readonly frameNumber: number;
  /** Seconds since the first frame, six decimals. */
  readonly time: string;
  readonly from: number;
  /** `all` for a broadcast: drawn across every lifeline. */
  readonly to: number | "all";
  /** A few words: `SYN`, `GET /`, `A 192.0.2.7`. */
  readonly label: string;
}

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
 * at the left. Lifelines that would stand closer than ten cells are answered with no ladder at all (an empty list).
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
  // The first lifeline stands under the middle of its name as far as the left margin allows.
  const margin = numberWidth + 1 + timeWidth + 2;
  const first = margin + 2;
  const halfLast = Math.min(8, Math.ceil(headWidth(participants.at(-1), screen) / 2));
  const gaps = participants.length - 1;
  const gap = Math.min(widestGap, Math.floor((screen.columns - first - halfLast - 1) / gaps));
  if (gap < narrowestGap) return [];
  const places = participants.map((_, index) => first + index * gap);

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
    const left = `${padCell(String(step.frameNumber), numberWidth, "right")} ${padCell(step.time, timeWidth, "right")}`;
    lines.push(padCell(left, margin) + arrowLine(step, places, margin, glyphs, screen));
  }
  return lines.map((line) => line.trimEnd());
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

/** Cells from `margin` on: lifelines, and between two of them the arrow with its label in the middle. */
function arrowLine(
  step: LadderStep,
  places: readonly number[],
  margin: number,
  glyphs: Glyphs,
  screen: Screen,
): string {
  const from = places[step.from] ?? 0;
  const farthest = step.from === 0 ? places.at(-1) : places[0];
  const to = (step.to === "all" ? farthest : places[step.to]) ?? from;
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const arrow = arrowCells(printable(step.label, screen), high - low - 1, to > from, glyphs, screen);
  let line = "";
  for (const place of places) {
    if (place > low && place < high) continue;
    line = padCell(line, place - margin) + glyphs.lifeline;
    if (place === low && high > low) line += arrow;
  }
  return line;
}

function arrowCells(
  label: string,
  width: number,
  rightward: boolean,
  glyphs: Glyphs,
  screen: Screen,
): string {
  // One dash at least on each side, a space on each side of the label, the head.
  const shown = clip(label, width - 5, screen.unicode);
  const dashes = Math.max(0, width - stringWidth(shown) - 3);
  const before = glyphs.dash.repeat(Math.floor(dashes / 2));
  const after = glyphs.dash.repeat(dashes - Math.floor(dashes / 2));
  return rightward
    ? `${before} ${shown} ${after}${glyphs.right}`
    : `${glyphs.left}${after} ${shown} ${before}`;
}
