import { describe, expect, it } from "vitest";
import { prepareScript, runPrepared } from "../../src/interpreter/run-script.js";
import { formatHex } from "../../src/wire/bytes.js";

/** A call whose arguments are all constants makes its layer once: nothing that a script does to one may show in another. */

const options = { seed: 1, startSeconds: 1_700_000_000 };

/** The octets of the packets of two runs of what was parsed once. */
function runTwice(script: string): string[][] {
  const prepared = prepareScript(script);
  return [1, 2].map(() => {
    const { packets, diagnostics } = runPrepared(prepared, options);
    expect(diagnostics).toEqual([]);
    return packets.map(({ bytes }) => formatHex(bytes));
  });
}

/** An IPv4 header of 20 octets: its TTL is the ninth, the source is at 12, the destination at 16. */
const ttl = (frame: string): number => Number.parseInt(frame.slice(16, 18), 16);
const source = (frame: string): string => frame.slice(24, 32);

describe("a layer made of constants", () => {
  it("is one's own when a field is set", () => {
    const runs = runTwice(
      [
        "packets = []",
        "for index in range(3):",
        '    packet = IP(src="10.0.0.1", dst="10.0.0.2", ttl=7)/UDP(sport=1, dport=2)',
        "    if index == 1:",
        "        packet.ttl = 9",
        "    packets.append(packet)",
      ].join("\n"),
    );
    for (const frames of runs) expect(frames.map(ttl)).toEqual([7, 9, 7]);
  });

  it("is one's own when a field is deleted", () => {
    const runs = runTwice(
      [
        'client = "10.0.0.1"',
        "packets = [IP(src=client, ttl=7), IP(src=client, ttl=7)]",
        "first = packets[0]",
        "del first.ttl",
      ].join("\n"),
    );
    // Scapy's default is 64.
    for (const frames of runs) expect(frames.map(ttl)).toEqual([64, 7]);
  });

  it("is one's own when a copy is changed", () => {
    const runs = runTwice(
      ["one = IP(ttl=7)", "two = one.copy()", "two.ttl = 8", "three = one.copy()"].join("\n"),
    );
    for (const frames of runs) expect(frames.map(ttl)).toEqual([7, 8, 7]);
  });

  it("keeps no list that a script may grow", () => {
    const script = ['record = DNSRR(rrname="a.", type="TXT", rdata="x")', 'record.rdata.append("y")'].join(
      "\n",
    );
    const [first, second] = runTwice(script);
    expect(second).toEqual(first);
  });
});

it("costs as much in every run, though it is converted in the first one", () => {
  const script = `for index in range(10**6):\n    p = IP(src="10.0.0.1")/Raw(load="${"a".repeat(100)}")`;
  const prepared = prepareScript(script, { steps: 20_000 });
  const made = [1, 2].map(() => {
    let reached: unknown;
    const { diagnostics } = runPrepared(prepared, {
      ...options,
      onEnd: ({ slots }) => (reached = slots.find((value) => typeof value === "number")),
    });
    return { codes: diagnostics.map(({ code }) => code), reached };
  });
  expect(made[0]?.codes).toEqual(["budget-steps"]);
  expect(made[1]).toEqual(made[0]);
});

describe("a name that is bound once", () => {
  it("stands for its value behind the statement that binds it", () => {
    const runs = runTwice('source = "10.0.0.9"\npackets = [IP(src=source)]');
    for (const frames of runs) expect(frames.map(source)).toEqual(["0a000009"]);
  });

  it.each([
    ["that is bound again", 'source = "10.0.0.9"\nsource = "10.0.0.8"'],
    ["in a branch", 'source = "10.0.0.9"\nif 1:\n    source = "10.0.0.8"'],
    ["of a loop", 'source = "10.0.0.9"\nfor source in ["10.0.0.7", "10.0.0.8"]:\n    print(source)'],
    ["by unpacking", 'source = "10.0.0.9"\n(source, other) = ("10.0.0.8", 1)'],
    ["by an operator", 'source = "10.0.0."\nsource += "8"'],
  ])("has its last value where it is one %s", (_, statements) => {
    const runs = runTwice(`${statements}\npackets = [IP(src=source)]`);
    for (const frames of runs) expect(frames.map(source)).toEqual(["0a000008"]);
  });

  it("is unknown before, and where its branch did not run", () => {
    const before = runPrepared(prepareScript('print(source)\nsource = "10.0.0.9"'), options);
    expect(before.diagnostics).toMatchObject([{ code: "unknown-name", line: 1, column: 7 }]);
    const within = runPrepared(prepareScript('if 0:\n    source = "10.0.0.9"\nprint(source)'), options);
    expect(within.diagnostics).toMatchObject([{ code: "unknown-name", line: 3, column: 7 }]);
    const after = runPrepared(prepareScript('source = "10.0.0.9"\ndel source\nprint(source)'), options);
    expect(after.diagnostics).toMatchObject([{ code: "unknown-name", line: 3, column: 7 }]);
  });

  it("hides a comprehension's variable nowhere", () => {
    const runs = runTwice('source = "10.0.0.9"\npackets = [IP(src=source) for source in ["10.0.0.8"]]');
    for (const frames of runs) expect(frames.map(source)).toEqual(["0a000008"]);
  });
});
