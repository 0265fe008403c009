import stringWidth from "string-width";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Two spaces between columns; the last column is not padded. Cells must be printable already. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  gap = "  ",
): readonly string[] {
  const titles = columns.map((column) => column.title);
  const widths = columnWidths([titles, ...rows], columns.length);
  return [titles, ...rows].map((row) =>
    columns
      .map((column, index) => padCell(row[index] ?? "", widths[index] ?? 0, column.align ?? "left"))
      .join(gap)
      .trimEnd(),
  );
}

export function columnWidths(rows: readonly (readonly string[])[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[index] ?? "")), 0),
  );
}

export function padCell(text: string, width: number, align: "left" | "right" = "left"): string {
  const padding = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? padding + text : text + padding;
}

/** Cuts to `width` cells and marks the cut with `…` (`...` in ASCII). */
export function clip(text: string, width: number, unicode: boolean): string {
  if (stringWidth(text) <= width) return text;
  const mark = unicode ? "…" : "...";
  if (width <= mark.length) return mark.slice(0, Math.max(0, width));
  return takeCells(text, width - mark.length) + mark;
}

/** Lines of at most `width` cells, broken at spaces, inside a word only where the word alone is too long. */
export function wrapText(text: string, width: number): readonly string[] {
  const room = Math.max(width, 1);
  const lines: string[] = [];
  let line = "";
  // Measuring is dear: a word is measured once, the line never.
  let cells = 0;
  for (const word of text.split(" ")) {
    const wordCells = stringWidth(word);
    if (line !== "" && cells + 1 + wordCells <= room) {
      line += ` ${word}`;
      cells += 1 + wordCells;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    cells = wordCells;
    while (cells > room) {
      const head = takeCells(line, room) || [...line].slice(0, 1).join("");
      lines.push(head);
      line = line.slice(head.length);
      cells = stringWidth(line);
    }
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}

function takeCells(text: string, width: number): string {
  let taken = "";
  let cells = 0;
  for (const character of text) {
    cells += stringWidth(character);
    if (cells > width) break;
    taken += character;
  }
  return taken;
}
