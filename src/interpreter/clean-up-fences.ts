import { counted } from "./counted.js";
import { isStatementLine } from "./resume-line.js";

/** A fence that opens or closes a block of Markdown, with what stands on its line. */
const fence = /^([ \t>]*)(`{3,}|~{3,})[ \t]*([A-Za-z0-9_+.-]*)[ \t]*([^\n]*)$/;
/**
 * What stands before a closing fence at the end of the last line of code; undefined where there is none. Read from the end:
 * a pattern would look for the fence anew behind every character of a line.
 */
function beforeClosingFence(line: string): string | undefined {
  const end = endWithout(line, line.length, " \t");
  const mark = line[end - 1];
  if (mark !== "`" && mark !== "~") return undefined;
  const fenceStart = endWithout(line, end, mark);
  if (end - fenceStart < 3) return undefined;
  const codeEnd = endWithout(line, fenceStart, " \t");
  return line.slice(0, codeEnd).trim() === "" ? undefined : line.slice(0, codeEnd);
}

/** Where a text ends when the last characters, which are of some kind, are left out. */
function endWithout(text: string, from: number, characters: string): number {
  let end = from;
  while (end > 0 && characters.includes(text[end - 1] ?? "")) end -= 1;
  return end;
}

/**
 * Keeps what stands between Markdown fences; several blocks are joined. A block that lacks its opening fence, or its
 * closing one, is recognised by the code in it.
 */
export function takeFenced(text: string): { text: string; removed: string } | undefined {
  if (!text.includes("```") && !text.includes("~~~")) return undefined;
  const segments = splitAtFences(text);
  const { length } = segments;
  if (length < 2) return undefined;
  let inside = beginsInside(segments);
  const blocks: string[] = [];
  const outside: string[] = [];
  for (const { lines } of segments) {
    (inside ? blocks : outside).push(...lines);
    inside = !inside;
  }
  const prose = outside.filter((line) => line.trim() !== "").length;
  const around = prose === 0 ? "" : ` and ${counted(prose, "line")} of prose around them`;
  const joined = blocks.join("\n");
  if (joined.trim() === "" && prose > 0) return undefined;
  return { text: joined === "" ? "" : `${joined}\n`, removed: `Markdown fences${around}` };
}

interface Segment {
  readonly lines: string[];
  /** Whether the fence that ends it names a language, as only opening ones do. */
  endsAtOpening: boolean;
}

function splitAtFences(text: string): Segment[] {
  let current: Segment = { lines: [], endsAtOpening: false };
  const segments = [current];
  const cut = (isOpening: boolean): void => {
    current.endsAtOpening = isOpening;
    current = { lines: [], endsAtOpening: false };
    segments.push(current);
  };
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const line of lines) {
    const plain = line.replace(/\r$/, "");
    const match = fence.exec(plain);
    if (match === null) {
      const closed = beforeClosingFence(plain);
      current.lines.push(closed ?? line);
      if (closed !== undefined) cut(false);
      continue;
    }
    const [, , , language = "", rest = ""] = match;
    // Code may begin on the line of the fence: `python pkt = …`, also without a language.
    const code = isStatementLine(`${language} ${rest}`) ? `${language} ${rest}` : rest;
    cut(language !== "");
    if (code.trim() === "") continue;
    const closed = beforeClosingFence(code);
    current.lines.push(closed ?? code);
    if (closed !== undefined) cut(false);
  }
  return segments;
}

/** An odd fence is usually the closing one that the end lacks; where code stands above the first, it is the opening one. */
function beginsInside(segments: readonly Segment[]): boolean {
  const [first] = segments;
  if (first === undefined || first.endsAtOpening || segments.length % 2 === 1) return false;
  return first.lines.some((line) => isStatementLine(line));
}
