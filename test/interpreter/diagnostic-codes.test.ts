import { describe, expect, it } from "vitest";
import { diagnosticCodes } from "../../src/interpreter/diagnostic-codes.js";
import { runScript } from "../../src/interpreter/run-script.js";

const options = { seed: 7, startSeconds: 0 };

describe("the example of a diagnostic's code", () => {
  for (const [code, { example }] of Object.entries(diagnosticCodes)) {
    if (example === undefined) continue;
    it(`${code} gets that code alone, with a hint`, () => {
      const { diagnostics } = runScript(example, options);
      expect(diagnostics.map((each) => each.code)).toEqual([code]);
      expect(diagnostics[0]?.hint).toMatch(/\w{2}/);
    });
  }
});

it("only budgets have no example", () => {
  const without = Object.entries(diagnosticCodes).filter(([, { example }]) => example === undefined);
  expect(without.map(([code]) => code).filter((code) => !code.startsWith("budget-"))).toEqual([]);
});

/** What Python has and packet scripts lack; each says what to write instead. */
const unsupported = [
  "f = lambda x: x",
  "def f():\n    pass",
  "class A:\n    pass",
  "while True:\n    pass",
  "try:\n    x = 1\nexcept ValueError:\n    pass",
  'with open("f") as f:\n    pass',
  "global x",
  "return 1",
  "yield 1",
  "async def f():\n    pass",
  "x = await f()",
  "assert True",
  "raise ValueError()",
  "if (n := 5) > 3:\n    pass",
  "@decorated\ndef f():\n    pass",
  "x = {1, 2}",
  "x = {n for n in [1]}",
  "a, *b = [1, 2]",
  "x = [*[1]]",
  "x = 1j",
  "x = {**{}}",
  "x = ...",
];

describe("a construct that packet scripts lack", () => {
  for (const script of unsupported) {
    it(`${script.split("\n")[0] ?? ""} is told once, with what to write instead`, () => {
      const { diagnostics } = runScript(script, options);
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]?.code).toMatch(/^unsupported-/);
      expect(diagnostics[0]?.hint).toMatch(/\w{3}/);
    });
  }
});
