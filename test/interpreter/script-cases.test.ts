import { describe, expect, it } from "vitest";
import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import { runScript } from "../../src/interpreter/run-script.js";
import { formatHex } from "../../src/wire/bytes.js";
import { blockOf, readCaseFolder } from "../support/markdown-cases.js";
import type { CaseBlock, MarkdownCase } from "../support/markdown-cases.js";

/**
 * Cases in Markdown: a `python` block, then in a `frames` block the packets it yields in hex, one a line (blanks do not
 * count, `; …` is a comment, an indented line goes on with the one above). On a line that must fail stands
 * `# error: [code] "text"`, where the text is part of the message or hint; every diagnostic must be announced.
 */
const errorComment = /#\s*error: \[([a-z0-9-]+)\](?: "(.*)")?\s*$/;

function expectedErrors(script: CaseBlock): string[] {
  return script.text.split("\n").flatMap((line, index) => {
    const match = errorComment.exec(line);
    return match === null ? [] : [`${index + 1} [${match[1] ?? ""}] ${match[2] ?? ""}`];
  });
}

function expectedFrames(block: CaseBlock): string[] {
  const frames: string[] = [];
  for (const line of block.text.split("\n")) {
    const hex = line.replace(/;.*$/, "").replace(/\s+/g, "");
    if (hex === "") continue;
    if (/^\s/.test(line) && frames.length > 0) frames.push((frames.pop() ?? "") + hex);
    else frames.push(hex);
  }
  return frames;
}

function checkCase(each: MarkdownCase): void {
  const script = blockOf(each, "python");
  if (script === undefined) throw new Error(`${each.file}:${each.line}: the case has no python block`);
  const run = runScript(script.text, { seed: 7, startSeconds: 1_700_000_000 });
  const wanted = expectedErrors(script);
  const found = run.diagnostics.map(({ line, code, message, hint }, index) => {
    const text = /\] (.*)$/.exec(wanted[index] ?? "")?.[1] ?? "";
    const says = `${message} ${hint ?? ""}`;
    return `${line} [${code}] ${says.includes(text) ? text : says}`;
  });
  expect(found, `${each.file}:${each.line}`).toEqual(wanted);
  const frames = blockOf(each, "frames");
  if (frames === undefined) return;
  const hex = run.packets.map(({ layers }) => {
    const encoded = encodeScriptPacket(layers);
    return encoded.ok ? formatHex(encoded.value.bytes) : `[${encoded.error.code}] ${encoded.error.message}`;
  });
  expect(hex, `${each.file}:${frames.line}`).toEqual(expectedFrames(frames));
}

const cases = readCaseFolder(import.meta.dirname);
describe("packet scripts", () => {
  it("finds its cases", () => {
    expect(cases.length).toBeGreaterThan(40);
  });
  for (const each of cases) {
    it(`${each.file.replace(/^.*\//, "")}: ${each.title}`, () => {
      checkCase(each);
    });
  }
});
