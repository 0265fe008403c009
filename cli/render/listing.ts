import stringWidth from "string-width";
import type { FrameRow } from "../../src/report/frame-rows.js";
import type { OutputStream } from "../context.js";
import { printable } from "./printable.js";
import { clip, columnWidths, padCell, wrapText } from "./table.js";

/** What a renderer must know of where its lines go. */
export type Screen = Pick<OutputStream, "columns" | "colors" | "unicode">;

const wideTitles = ["No.", "Time", "Source", "Destination", "Protocol", "Length"] as const;
/** Two MAC addresses, a time and these fit in sixty cells. */
const narrowTitles = ["No.", "Time", "Source", "Destination", "Proto", "Len"] as const;
const rightAligned: ReadonlySet<number> = new Set([0, 1, 5]);
/** Cells that Info must have to stay on the frame's own line; below, it goes on lines of its own. */
const narrowestInfo = 30;

/**
 * The packet listing: No., Time, Source, Destination, Protocol, Length, Info. Where the screen is too narrow for Info
 * beside the rest it follows indented on the next line; long ones continue there, nothing is cut but what no line can
 * hold.
 */
export function renderListing(rows: readonly FrameRow[], screen: Screen): readonly string[] {
  const cells = rows.map((row) => [
    String(row.frameNumber),
    row.time,
    printable(row.source, screen),
    printable(row.destination, screen),
    printable(row.protocol, screen),
    String(row.length),
  ]);
  const wideWidths = columnWidths([wideTitles, ...cells], wideTitles.length);
  const wide = sum(wideWidths) + 2 * wideTitles.length + narrowestInfo <= screen.columns;
  const titles = wide ? wideTitles : narrowTitles;
  const widths = wide ? wideWidths : columnWidths([narrowTitles, ...cells], narrowTitles.length);
  const gap = wide ? "  " : " ";
  const head = joinCells(titles, widths, gap);
  const indent = wide ? stringWidth(head) + gap.length : (widths[0] ?? 0) + gap.length;

  const lines = [screen.colors.bold(wide ? `${head}${gap}Info` : clip(head, screen.columns, screen.unicode))];
  rows.forEach((row, index) => {
    const left = joinCells(cells[index] ?? [], widths, gap);
    const color = colorOf(row.protocol, screen);
    const [first = "", ...rest] = wrapText(printableInfo(row.info, screen), screen.columns - indent);
    if (wide) lines.push(color(`${left}${gap}${first}`.trimEnd()));
    else lines.push(color(clip(left.trimEnd(), screen.columns, screen.unicode)));
    for (const line of wide ? rest : [first, ...rest]) {
      lines.push(color(" ".repeat(indent) + line));
    }
  });
  return lines;
}

/** The arrow between ports is ours, not the capture's: in ASCII it is `->`. */
export function printableInfo(info: string, screen: Screen): string {
  return printable(screen.unicode ? info : info.replaceAll("→", "->"), screen);
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}

function joinCells(cells: readonly string[], widths: readonly number[], gap: string): string {
  return cells
    .map((cell, index) => padCell(cell, widths[index] ?? 0, rightAligned.has(index) ? "right" : "left"))
    .join(gap);
}

function colorOf(protocol: string, { colors }: Screen): (text: string) => string {
  if (protocol === "ARP") return colors.yellow;
  if (protocol === "DNS") return colors.cyan;
  if (protocol.startsWith("HTTP")) return colors.green;
  return (text) => text;
}
