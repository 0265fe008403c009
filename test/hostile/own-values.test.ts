import { describe, expect, it } from "vitest";
import { runScript } from "../../src/interpreter/run-script.js";
import { float, integer, list } from "../../src/interpreter/values.js";
import { expand, readHostileCases } from "../support/hostile-cases.js";
import { foreignValues } from "../support/own-values.js";

const options = { seed: 7, startSeconds: 1_700_000_000 };
/** Enough for what a script makes before it hurts; the whole budgets are for hostile.test.ts. */
const limits = { steps: 50_000, allocation: 512 * 1024 };

function foreignAfter(script: string): string[] {
  let found: string[] = ["the script did not run"];
  runScript(script, { ...options, limits, onEnd: (machine) => (found = foreignValues(machine)) });
  return found;
}

describe("what a script can reach", () => {
  it("is nothing but the interpreter's own values, after every hostile script", { timeout: 600_000 }, () => {
    let walked = 0;
    for (const { notation, place } of readHostileCases(import.meta.dirname)) {
      let found: string[] | undefined;
      runScript(expand(notation), {
        ...options,
        limits,
        onEnd: (machine) => (found = foreignValues(machine)),
      });
      if (found === undefined) continue;
      walked += 1;
      expect(found, place).toEqual([]);
    }
    // The others are refused before they run.
    expect(walked).toBeGreaterThan(600);
  });

  it("is every kind of value", () => {
    const script = [
      'a = [1, 2**70, 1.5, True, None, "x", b"y", (1,), {"k": [2]}, range(3), zip([1], [2]), TCP().flags]',
      "b = [print, random, IP, random.randint, [].append]",
      'c = Ether()/IP()/DNS(an=DNSRR(type="TXT", rdata=["a"]))',
      "c.note = a",
      "d = c.payload.payload.payload.payload",
    ];
    expect(foreignAfter(script.join("\n"))).toEqual([]);
  });

  it("would be told of an object of the host", () => {
    const strangers: unknown[] = [
      new Date(0),
      globalThis,
      () => 1,
      Symbol("a"),
      undefined,
      { kind: "list" },
      { kind: "list", items: [], more: 1 },
      { kind: "constructor" },
      Object.create(null),
      1.5,
      Number.NaN,
      -0,
      5n,
      list([float(1), new Map() as never]),
      list([undefined as never]),
    ];
    for (const stranger of strangers) {
      let found: string[] = [];
      runScript("x = 1", {
        ...options,
        onEnd(machine) {
          machine.slots[0] = list([stranger as never, integer(5n)]);
          found = foreignValues(machine);
          machine.slots[0] = undefined;
        },
      });
      expect(found, String(typeof stranger)).toHaveLength(1);
    }
  });
});
