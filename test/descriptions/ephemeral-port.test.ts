import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ephemeralPort } from "../../src/descriptions/ephemeral-port.js";
import { createDraws } from "../../src/descriptions/seeded-draws.js";

const draws = createDraws(7, (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()));
const linux = { first: 32_768, last: 60_999, parity: "even", step: [2, 16] } as const;
const many = Array.from({ length: 400 }, (_, index) => `port/${index}`);

describe("the port of a connection", () => {
  it("is one of the range, of its parity", () => {
    const ports = many.map((name) => ephemeralPort({ first: 101, last: 110, parity: "even" }, draws, name));
    expect(new Set(ports)).toEqual(new Set([102, 104, 106, 108, 110]));
    const either = many.map((name) => ephemeralPort({ first: 101, last: 104 }, draws, name));
    expect(new Set(either)).toEqual(new Set([101, 102, 103, 104]));
  });

  it("walks from the last one to the same place", () => {
    const steps = many.map((name) => ephemeralPort(linux, draws, name, 40_000) - 40_000);
    // As seen of Linux 6.18: 2, 4, … 16, each about as often.
    expect([...new Set(steps)].sort((left, right) => left - right)).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
  });

  it("begins again at the start of the range", () => {
    for (const name of many) {
      const port = ephemeralPort(linux, draws, name, 60_998);
      expect(port).toBeGreaterThanOrEqual(32_768);
      expect(port).toBeLessThanOrEqual(32_768 + 14);
      expect(port % 2).toBe(0);
    }
  });

  it("is drawn anew where nothing was sent there, or the persona does not walk", () => {
    const { step: _step, ...drawn } = linux;
    const ports = new Set(many.map((name) => ephemeralPort(drawn, draws, name, 40_000)));
    expect(ports.size).toBeGreaterThan(300);
  });
});
