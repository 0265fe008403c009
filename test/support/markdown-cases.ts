import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One fenced block of a case. */
export interface CaseBlock {
  /** The word behind the fence: `python`, `frames`, … */
  readonly language: string;
  readonly text: string;
  /** The line of the file on which the block's text begins, from 1. */
  readonly line: number;
}

/** A heading of level 2 with the blocks below it; prose between them is for people. */
export interface MarkdownCase {
  readonly title: string;
  readonly file: string;
  /** The heading's line, from 1. */
  readonly line: number;
  readonly blocks: readonly CaseBlock[];
}

/** The cases of every `.md` file of a folder, in the order of the files' names. */
export function readCaseFolder(folder: string): MarkdownCase[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
  return names
    .sort()
    .flatMap((name) => parseCases(readFileSync(join(folder, name), "utf8"), join(folder, name)));
}

/** Throws for a block that is never closed: a case cut short would test nothing. */
export function parseCases(text: string, file: string): MarkdownCase[] {
  const cases: { title: string; file: string; line: number; blocks: CaseBlock[] }[] = [];
  const lines = text.split("\n");
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? "";
    const heading = /^## (.+)$/.exec(line);
    const fence = /^(`{3,}|~{3,})(\S*)\s*$/.exec(line);
    if (heading !== null) cases.push({ title: heading[1] ?? "", file, line: index + 1, blocks: [] });
    if (fence !== null) {
      const close = lines.indexOf(fence[1] ?? "```", index + 1);
      if (close === -1) throw new Error(`${file}:${index + 1}: the block is never closed`);
      const block = {
        language: fence[2] ?? "",
        text: lines.slice(index + 1, close).join("\n"),
        line: index + 2,
      };
      cases.at(-1)?.blocks.push(block);
      index = close;
    }
    index += 1;
  }
  return cases;
}

/** The text of a case's only block in a language, undefined where there is none. */
export function blockOf(each: MarkdownCase, language: string): CaseBlock | undefined {
  return each.blocks.find((block) => block.language === language);
}
