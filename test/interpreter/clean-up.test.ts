import { describe, expect, it } from "vitest";
import { runScript } from "../../src/interpreter/run-script.js";

const options = { seed: 7, startSeconds: 0 };
const code = 'pkt_1 = Raw("a")\npkt_2 = Raw("b")\n';

/** Texts as models answer, the script that must remain, and what the run must say it removed. */
const cases: readonly (readonly [name: string, text: string, source: string, removed: readonly string[]])[] =
  [
    ["a script that parses stays as it is", code, code, []],
    ["even with a fence in a string", `${code}x = """\n\`\`\`\n"""\n`, `${code}x = """\n\`\`\`\n"""\n`, []],
    ["fences", `\`\`\`python\n${code}\`\`\`\n`, code, ["Markdown fences"]],
    [
      "fences with prose around them",
      `Here you are:\n\n\`\`\`python\n${code}\`\`\`\nHope this helps!\n`,
      code,
      ["Markdown fences and 4 lines of prose around them"],
    ],
    ["an opening fence only", `\`\`\`python\n${code}`, code, ["Markdown fences"]],
    ["a closing fence only", `${code}\`\`\``, code, ["Markdown fences"]],
    ["escaped underscores", code.replaceAll("_", "\\_"), code, ["2 backslashes before underscores"]],
    ["a stray character", `.\n\n${code}`, `\n${code}`, ['a stray "." at the beginning']],
    [
      "prose without fences",
      `Sure, here is it:\n${code}That's all, folks!`,
      code.trimEnd(),
      ["2 lines of prose around the code"],
    ],
    [
      "a script indented as a whole",
      `  ${code.replace("\n", "\n  ")}`,
      code,
      ["2 blanks of indentation from every line"],
    ],
  ];

describe("clean-up", () => {
  for (const [name, text, source, removed] of cases) {
    it(name, () => {
      const run = runScript(text, options);
      expect(run.source).toBe(source);
      expect(run.cleanup).toEqual(removed);
      expect(run.diagnostics).toEqual([]);
    });
  }

  it("leaves refused constructs alone: they are no dirt", () => {
    const text = "while True:\n    pass\n";
    const run = runScript(text, options);
    expect(run.source).toBe(text);
    expect(run.diagnostics.map((each) => each.code)).toEqual(["unsupported-statement"]);
  });

  it("keeps a broken script, with the places of what is left", () => {
    const run = runScript("```python\npkt = Raw(\n```\n", options);
    expect(run.source).toBe("pkt = Raw(\n");
    expect(run.diagnostics[0]).toMatchObject({
      code: "syntax",
      line: 1,
      column: 10,
      sourceLine: "pkt = Raw(",
    });
  });
});
