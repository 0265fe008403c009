import { describe, expect, it } from "vitest";
import { runScript } from "../../src/interpreter/run-script.js";

/** Scripts that would hurt a careless interpreter: each ends in a diagnostic, soon. */
const cases: readonly (readonly [name: string, script: string, code: string])[] = [
  ["attribute walk", "x = ().__class__.__bases__", "dunder-name"],
  ["exec", 'exec("1")', "refused-name"],
  ["getattr", 'getattr(IP, "x")', "refused-name"],
  ["import os", "import os\nos.system('ls')", "unsupported-import"],
  ["__import__", '__import__("os")', "unknown-name"],
  ["a module's members only", "random.constructor", "unknown-attribute"],
  ["a value's methods only", '"".constructor', "unknown-attribute"],
  ["a list's own properties", "[].items", "unknown-attribute"],
  ["a packet's own properties", "IP().values", "unknown-attribute"],
  ["huge text", '"A"*10**9', "budget-string"],
  ["huge list", "[0]*10**9", "budget-items"],
  ["huge number", "10**10**10", "budget-integer"],
  ["huge shift", "1 << 10**9", "budget-integer"],
  ["huge range", "list(range(10**12))", "budget-items"],
  ["long loop", "for i in range(10**12):\n    pass", "budget-steps"],
  ["nested loops", "[1 for a in range(10**6) for b in range(10**6) for c in range(10**6)]", "budget-items"],
  ["doubling text", 's = "a"\nfor i in range(100):\n    s = s + s', "budget-string"],
  ["doubling list", "x = [1]\nfor i in range(100):\n    x += x", "budget-items"],
  ["width by percent", '"%1000000000d" % 1', "budget-string"],
  ["width by format", 'f"{1:>1000000000}"', "budget-string"],
  ["width by method", '"".ljust(10**9)', "budget-string"],
  ["join of long text", '(("x" * 1000000).join(["a"] * 90000))', "budget-string"],
  ["many packets", "pkts = []\nfor i in range(10**6):\n    pkts.append(IP()/TCP())", "budget-"],
  ["deep brackets", `${"(".repeat(10_000)}1${")".repeat(10_000)}`, "budget-depth"],
  ["very many brackets", "(".repeat(200_000), "budget-depth"],
  ["a megabyte of brackets", "(".repeat(1_000_000), "budget-source"],
  ["long chain", `x = ${"1+".repeat(50_000)}1`, "budget-depth"],
  ["long unary chain", `x = ${"-".repeat(50_000)}1`, "budget-depth"],
  ["long not chain", `x = ${"not ".repeat(50_000)}1`, "budget-depth"],
  ["long power chain", `x = ${"1**".repeat(50_000)}1`, "budget-depth"],
  ["long attribute chain", `x = a${".b".repeat(50_000)}`, "budget-depth"],
  ["long conditional", `x = ${"1 if 1 else ".repeat(15_000)}1`, "budget-depth"],
  [
    "deep blocks",
    Array.from({ length: 500 }, (_, index) => `${" ".repeat(index)}if 1:`).join("\n"),
    "budget-depth",
  ],
  ["many clauses", `x = [1 ${"for a in b ".repeat(15_000)}]`, "budget-depth"],
  ["long source", "#".repeat(10_000_000), "budget-source"],
  ["endless sleep", 'time.sleep(float("inf"))', "budget-duration"],
  ["sleep of NaN", 'time.sleep(float("nan"))', "wrong-value"],
  ["list in itself, compared", "x = []\nx.append(x)\ny = []\ny.append(y)\nx == y", "budget-depth"],
  [
    "list in itself, shown often",
    "x = []\nfor i in range(1000):\n    x.append(x)\nfor i in range(1000):\n    s = str(x)",
    "budget-",
  ],
  ["lone surrogate", 'pkt = Raw("\\ud800")', "wrong-value"],
  ["NUL byte", "x = \0", "syntax"],
  ["a bomb of zeros", "pkt = Raw(load=10**9)", "budget-bytes"],
  ["large datagram", "pkt = IP()/(b'a' * 70000)", "wrong-value"],
];

describe("hostile scripts", () => {
  for (const [name, script, code] of cases) {
    it(name, () => {
      const began = performance.now();
      const run = runScript(script, { seed: 7, startSeconds: 0 });
      expect(run.diagnostics[0]?.code ?? "none").toMatch(new RegExp(`^${code}`));
      // A second by right; the machine that tests may be busy.
      expect(performance.now() - began).toBeLessThan(3000);
    });
  }

  it("keeps JavaScript's names in their place", () => {
    const names = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];
    for (const name of names) {
      for (const script of [
        `x = ${name}`,
        `IP(${name}=1)`,
        `x = {}["${name}"]`,
        `x = {}.${name}`,
        `random.${name}()`,
      ]) {
        const run = runScript(script, { seed: 7, startSeconds: 0 });
        expect(run.diagnostics, script).toHaveLength(1);
      }
      expect(
        runScript(`${name} = 1\npkt = Raw(str(${name}))`, { seed: 7, startSeconds: 0 }).packets,
      ).toHaveLength(1);
    }
  });
});
