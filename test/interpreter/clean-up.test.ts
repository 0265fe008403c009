import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanUp } from "../../src/interpreter/clean-up.js";
import { defaultLimits } from "../../src/interpreter/limits.js";
import { parse } from "../../src/interpreter/parse.js";
import { runScript } from "../../src/interpreter/run-script.js";
import { notTested, testData } from "../support/not-tested.js";

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
      ["Markdown fences and 2 lines of prose around them"],
    ],
    ["an opening fence only", `\`\`\`python\n${code}`, code, ["Markdown fences"]],
    ["a closing fence only", `${code}\`\`\``, code, ["Markdown fences"]],
    ["escaped underscores", code.replaceAll("_", "\\_"), code, ["2 backslashes before underscores"]],
    ["a stray character", `.\n\n${code}`, `\n${code}`, ['a stray "." at the beginning']],
    [
      "prose without fences",
      `Sure, here is it:\n${code}That's all, folks!`,
      code.trimEnd(),
      ["2 lines of prose"],
    ],
    [
      "a script indented as a whole",
      `  ${code.replace("\n", "\n  ")}`,
      code,
      ["2 blanks of indentation from every line"],
    ],
    [
      "fences on the lines of the code",
      `\`\`\`python ${code.trimEnd()}\`\`\``,
      ` ${code}`.trimStart(),
      ["Markdown fences"],
    ],
    [
      "fences in the middle",
      'pkt_1 = Raw("a")\n```\nand then\n```python\npkt_2 = Raw("b")\n```\n',
      code,
      ["Markdown fences and 1 line of prose around them"],
    ],
    [
      "sentences between the statements",
      'pkt_1 = Raw("a")\nNow the server answers the request:\npkt_2 = Raw("b")\n',
      code,
      ["1 line of prose"],
    ],
    [
      "an explanation with lines of no sentence",
      `Sure!\n\n${code}\nuse at will`,
      `${code}`.trimEnd(),
      ["3 lines of prose around the code"],
    ],
    ["line numbers", '1: pkt_1 = Raw("a")\n2: pkt_2 = Raw("b")\n', code, ["line numbers before 2 lines"]],
    ["a listing", ' 1 | pkt_1 = Raw("a")\n 2 | pkt_2 = Raw("b")\n', code, ["line numbers before 2 lines"]],
    ["bullets", '- pkt_1 = Raw("a")\n- pkt_2 = Raw("b")\n', code, ["bullets before 2 lines"]],
    ["a diff", '+pkt_1 = Raw("a")\n+pkt_2 = Raw("b")\n', code, ["plus signs of a diff before 2 lines"]],
    [
      "a reply",
      '> pkt_1 = Raw("a")\n> pkt_2 = Raw("b")\n',
      code,
      ["quotation marks of a reply before 2 lines"],
    ],
    [
      "a session, with its output",
      ">>> for n in [1]:\n...     pkt_1 = Raw(\"a\")\n...\n<Raw  load='a' |>\n",
      'for n in [1]:\n    pkt_1 = Raw("a")\n',
      ["Python's prompts before 3 lines, and 1 other line"],
    ],
    ["entities of HTML", code.replaceAll('"', "&quot;"), code, ["4 entities of HTML such as &quot;"]],
    ["tags", `<pre>\n${code}</pre>\n`, `\n${code}\n`, ["2 tags and marks of the chat"]],
    ["the end of a turn", `${code}<|im_end|>`, code, ["1 tag or mark of the chat"]],
    ["a name of a turn", `assistant: ${code}`, code, ["1 tag or mark of the chat"]],
    ["invisible characters", `\u200b${code}`, code, ["1 invisible character"]],
    ["no-break spaces", code.replace(" = ", "\u00a0=\u00a0"), code, ["2 blanks other than plain spaces"]],
    ["carriage returns alone", code.replaceAll("\n", "\r"), code, ["2 carriage returns for line ends"]],
    ["written line ends", code.replaceAll("\n", "\\n"), code, ["2 line ends written as \\n"]],
    ["escaped quotes", code.replaceAll('"', '\\"'), code, ["4 backslashes before quotes"]],
    ["escaped brackets", `${code}x = \\[1\\]\n`, `${code}x = [1]\n`, ["2 backslashes of Markdown"]],
    ["backquotes around one line", '`pkt_1 = Raw("a")`', 'pkt_1 = Raw("a")\n', ["` around the script"]],
    ["a stray character before the code", `. ${code}`, code, ['a stray "." at the beginning']],
    ["a mark of byte order, which Python skips", `\ufeff${code}`, `\ufeff${code}`, []],
    ["carriage returns before line feeds, which Python skips", "a = 1\r\n", "a = 1\r\n", []],
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

  it("leaves what a string holds alone where the fault is elsewhere", () => {
    const text = 'body = "a &lt;b&gt; \\* c"\npkt = Raw(body\n';
    const run = runScript(text, options);
    expect(run.source).toBe(text);
    expect(run.cleanup).toEqual([]);
  });

  it("of an answer without a script, nothing is taken off", () => {
    const text = "I am sorry, but I cannot write this script.";
    const run = runScript(text, options);
    expect([run.source, run.cleanup, run.packets]).toEqual([text, [], []]);
    expect(run.diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([["syntax", 1, 1]]);
  });
});

/** Dirt of several kinds around and between the lines of a script. */
const wrappings: readonly ((text: string) => string)[] = [
  (text) => `\`\`\`python\n${text}\`\`\`\n`,
  (text) => `Here is the script:\n\n${text}`,
  (text) => `${text}\nThis script makes the packets that were asked for.\n`,
  (text) => text.replaceAll("_", "\\_"),
  (text) => text.replace(/^(?=.)/gm, ">>> "),
  (text) => text.replace(/^(?=.)/gm, "> "),
  (text) => text.replace(/^(?=.)/gm, "    "),
  (text) => text.replaceAll('"', "&quot;"),
  (text) => `\u200b${text}`,
  (text) => `<|im_start|>${text}<|im_end|>`,
  (text) => text.slice(0, Math.floor(text.length / 2)),
  (text) => text.replace(/[()]/, ""),
  (text) => text.replace('"', "“"),
];

function clean(text: string): ReturnType<typeof cleanUp> {
  return cleanUp(text, (candidate) => parse(candidate, defaultLimits));
}

const folder = join(import.meta.dirname, "scapy-recorded");
/** All but those that Python cannot parse. */
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith(".py"))
  .filter((name) => {
    const recorded = readFileSync(join(folder, name.replace(".py", ".json")), "utf8");
    return !recorded.includes('"type": "SyntaxError"');
  })
  .map((name) => readFileSync(join(folder, name), "utf8"));

describe("clean-up of any text", () => {
  it("never changes a script that parses as it is", () => {
    for (const script of scripts) {
      expect(parse(script, defaultLimits).complaints).toEqual([]);
      expect(clean(script)).toMatchObject({ source: script, removed: [] });
    }
  });

  it("done again changes nothing more, and says so", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scripts),
        fc.array(fc.constantFrom(...wrappings), { maxLength: 3 }),
        (script, wraps) => {
          const text = wraps.reduce((each, wrap) => wrap(each), script.slice(0, 1200));
          const once = clean(text);
          expect(once.removed.length > 0).toBe(once.source !== text);
          expect(clean(once.source)).toMatchObject({ source: once.source, removed: [] });
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  if (testData === undefined)
    notTested("clean-up of recorded answers", "set WIRETALE_TEST_DATA to the folder with paper/");
  else {
    const lines = readFileSync(join(testData, "paper/scripts.jsonl"), "utf8").trim().split("\n");
    it("holds for every recorded answer", { timeout: 120_000 }, () => {
      for (const line of lines) {
        const { script } = JSON.parse(line) as { script: string };
        const once = clean(script);
        const isWhole = parse(script, defaultLimits).complaints.every(({ code }) =>
          code.startsWith("unsupported-"),
        );
        if (isWhole) expect(once).toMatchObject({ source: script, removed: [] });
        expect(once.removed.length > 0).toBe(once.source !== script);
        expect(clean(once.source)).toMatchObject({ source: once.source, removed: [] });
      }
      expect(lines.length).toBeGreaterThan(1000);
    });
  }
});
