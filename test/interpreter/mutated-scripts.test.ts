import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import { runScript } from "../../src/interpreter/run-script.js";

const folder = join(import.meta.dirname, "scapy-recorded");
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith(".py"))
  .map((name) => readFileSync(join(folder, name), "utf8").slice(0, 1500));

/** Pieces that break scripts in interesting ways. */
const pieces = [
  ...[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    '"""',
    "f'{",
    "/",
    "**",
    "=",
    ":",
    ",",
    ".",
    "\n",
    "\n    ",
    "\t",
    "\\",
    "\0",
    "“",
  ],
  ...[
    " if ",
    " for x in ",
    "lambda ",
    "not ",
    "10**9",
    "None",
    "[]",
    "TCP()",
    "*",
    "**{}",
    "del ",
    "import ",
    "'%s'%",
    "len(",
  ],
  ...[
    "range(",
    "[::-1]",
    ".payload",
    "=None",
    "=[]",
    "=-1",
    "=70000",
    "=1.5",
    "<<99",
    "constructor",
    "\ud800",
  ],
];

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(6),
  piece: fc.constantFrom(...pieces, ""),
});

describe("mutated scripts", () => {
  it("end in packets or diagnostics with a place, never in an exception", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...scripts),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (script, mutations) => {
          let text = script;
          for (const { at, cut, piece } of mutations) {
            const offset = Math.floor(at * text.length);
            text = text.slice(0, offset) + piece + text.slice(offset + cut);
          }
          const run = runScript(text, { seed: 7, startSeconds: 0 });
          for (const { layers } of run.packets) encodeScriptPacket(layers);
          for (const { line, column, code, message } of run.diagnostics) {
            expect(line).toBeGreaterThan(0);
            expect(column).toBeGreaterThan(0);
            expect(code).toMatch(/^[a-z-]+$/);
            expect(message).not.toBe("");
          }
        },
      ),
      { seed: 20240101, numRuns: 1000 },
    );
  });
});
