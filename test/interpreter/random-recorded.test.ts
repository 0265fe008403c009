import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScript } from "../../src/interpreter/run-script.js";
import { latin1Text } from "../../src/wire/bytes.js";

/**
 * What CPython 3.11 draws (`scripts/record-random.py`), for every function of `random` with usual and with edge arguments,
 * after seeds of every kind. Draws through log, sin and cos may differ in the last bits, as other libraries' do.
 */
interface Row {
  readonly seed: string;
  readonly call: string;
  readonly exact: boolean;
  readonly value?: string;
  readonly error?: string;
}

const { rows } = JSON.parse(readFileSync(join(import.meta.dirname, "random-recorded.json"), "utf8")) as {
  readonly rows: readonly Row[];
};

/** The repr of a call after seeding, or the first word of what is wrong with it. */
function drawn({ seed, call }: Row): string {
  const items = /^shuffled (.*)$/.exec(call)?.[1];
  const lines = [
    `random.seed(${seed})`,
    ...(items === undefined ? [`x = ${call}`] : [`x = ${items}`, "random.shuffle(x)"]),
    "pkts = [Raw(repr(x))]",
  ];
  const run = runScript(lines.join("\n"), { seed: 1, startSeconds: 0 });
  const layer = run.packets[0]?.layers[0];
  if (layer?.name !== "Raw") return `refused: ${run.diagnostics.map(({ message }) => message).join()}`;
  return latin1Text(layer.fields.load ?? new Uint8Array(0));
}

function numbersOf(text: string): number[] {
  return (text.match(/-?[0-9][0-9.e+-]*/g) ?? []).map(Number);
}

describe("what CPython draws", () => {
  it("is recorded for every function", () => {
    expect(rows.length).toBeGreaterThan(600);
  });
  it.each(rows.filter(({ value, exact }) => value !== undefined && exact))("$seed: $call", (row) => {
    expect(drawn(row)).toBe(row.value);
  });
  it.each(rows.filter(({ value, exact }) => value !== undefined && !exact))("$seed: about $call", (row) => {
    const wanted = numbersOf(row.value ?? "");
    const got = numbersOf(drawn(row));
    expect(got).toHaveLength(wanted.length);
    got.forEach((number, index) => {
      const other = wanted[index] ?? 0;
      expect(Math.abs(number - other)).toBeLessThanOrEqual(Math.abs(other) * 1e-12);
    });
  });
  it.each(rows.filter(({ error }) => error !== undefined))("$call is refused", (row) => {
    expect(drawn(row)).toMatch(/^refused: /);
  });
});
