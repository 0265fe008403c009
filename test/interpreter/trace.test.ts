import { describe, expect, it } from "vitest";
import { runScript } from "../../src/interpreter/run-script.js";
import { mostCharacters, mostEvents, valueLength } from "../../src/interpreter/trace.js";

function trace(script: string) {
  return runScript(script, { seed: 1, startSeconds: 100, trace: true }).trace;
}

/** What the last line of a script assigned. */
function shown(script: string): readonly string[] {
  return (
    trace(script)
      ?.lines.at(-1)
      ?.values.map(({ name, value }) => `${name} = ${value}`) ?? []
  );
}

describe("a traced run", () => {
  it("is made on request only", () => {
    expect(runScript("x = 1", { seed: 1, startSeconds: 1 }).trace).toBeUndefined();
  });

  it("knows where statements begin, in blocks too", () => {
    const script =
      "x = [\n1]\n\nif x:\n  y = 1\nelif y:\n  y = 2\nelse:\n  for i in x:\n    pass\nimport time";
    expect(trace(script)?.statementLines).toEqual([1, 4, 5, 7, 9, 10, 11]);
  });

  it.each<readonly [string, readonly string[]]>([
    ["a = b = 2", ["a = 2", "b = 2"]],
    ["(a, b), c = (1, 2), [3]", ["a = 1", "b = 2", "c = [3]"]],
    ["x = 1\nx += 4", ["x = 5"]],
    ["d = {}\nd['a'] = (1,)", ["d['a'] = (1,)"]],
    ["d = {'n': 1}\nd['n'] += 1", ["d['n'] = 2"]],
    ["p = IP()/TCP()\np[TCP].seq = 2 ** 32 - 1", ["p[TCP].seq = 4294967295"]],
    ["p = IP(ttl=3)\np.ttl -= 1", ["p.ttl = 2"]],
    [
      "p = IP(flags='DF')/TCP(flags='SA')/Raw(b'\\x00a')",
      ["p = IP(flags='DF')/TCP(flags='SA')/Raw(load=b'\\x00a')"],
    ],
    ["x = [i for i in range(2)]", ["x = [0, 1]"]],
    ["x = 0.1 + 0.2", ["x = 0.30000000000000004"]],
    ["x = {}", ["x = {}"]],
  ])("of %s", (script, expected) => {
    expect(shown(script)).toEqual(expected);
  });

  it("tells a sleep where it was called, and the clock after it", () => {
    const script = "x = 1\ntime.sleep(0.5)\nfor i in range(30):\n  time.sleep(1)";
    expect(trace(script)?.lines).toMatchObject([
      { line: 1, sleeps: [] },
      { line: 2, sleeps: [{ seconds: 0.5, timeSeconds: 100.5 }] },
      { line: 3 },
      { line: 4, moreSleeps: 30 - mostEvents },
    ]);
  });

  it("writes a value down as it was then", () => {
    expect(shown("x = []\nfor i in range(3): x += [i]").filter((text) => text.startsWith("x"))).toEqual([
      "x = [0]",
      "x = [0, 1]",
      "x = [0, 1, 2]",
    ]);
  });

  it.each([
    "x = 'a' * 1000000",
    "x = b'a' * 1000000",
    "x = [0] * 100000",
    "x = [0]\nx = [x] * 5 + [x]",
    "x = [1]\nx.append(x)\ny = x",
    "x = [['a'] * 1000] * 1000",
    "x = {i: 'b' * 100 for i in range(1000)}",
    "x = IP(src='1.1.1.1')/Raw(b'c' * 100000)",
  ])("shows %s shortly", (script) => {
    for (const text of shown(script)) expect(text.length).toBeLessThanOrEqual(valueLength + 4);
  });

  it("keeps so many characters and no more", () => {
    const script = `x = 'a' * 1000\nfor i in range(${mostEvents}):\n${" y = x\n".repeat(20_000)}`;
    const lines = trace(script)?.lines ?? [];
    const kept = lines.flatMap(({ values }) => values).reduce((sum, { value }) => sum + value.length, 0);
    expect(lines).toHaveLength(20_002);
    expect(kept).toBeLessThan(mostCharacters + 1000);
    expect(lines.at(-1)?.moreValues).toBeGreaterThan(0);
  });

  it("gives the lines of 15,000 packets of one line at once", () => {
    const script = `p = []${";p.append(IP())".repeat(15_000)}`;
    expect(runScript(script, { seed: 1, startSeconds: 1 }).packets.at(-1)?.line).toBe(1);
  }, 10_000);
});
