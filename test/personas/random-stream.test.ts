import { describe, expect, it } from "vitest";
import { drawDelay } from "../../src/personas/delay.js";
import { createRandomStream, sfc32 } from "../../src/personas/random-stream.js";

describe("the persona fill's random numbers", () => {
  it("are sfc32's: the first three, worked out by hand", () => {
    // sum = a + b + counter; then counter + 1, a = b ^ b>>>9, b = c + c<<3, c = rotl(c, 21) + sum.
    // 1, 2, 3, 4: sum 7;  then 2, 27, 3·2^21 + 7 = 6291463, counter 5.
    // sum 34; then 27, 9·6291463 = 56623167, c = rotl(6291463, 21) + 34.
    // 6291463 = 3·2^21 + 7; rotl by 21: 7·2^21 + (3·2^21 >> 11) = 14680064 + 3072 = 14683136; + 34 = 14683170.
    // sum = 27 + 56623167 + 6 = 56623200.
    const next = sfc32(1, 2, 3, 4);
    expect([next(), next(), next()]).toEqual([7, 34, 56_623_200]);
  });

  it("differ by seed and by label, and repeat for the same", () => {
    const first = (seed: number, label: string) => createRandomStream(seed, label).uint32();
    expect(first(1, "time")).toBe(first(1, "time"));
    const others = [first(1, "time"), first(2, "time"), first(1, "identification"), first(-1, "time")];
    expect(new Set(others).size).toBe(4);
  });

  it("are the same for a number and for its eight octets", () => {
    // 1.0 is 3ff0000000000000 in IEEE 754.
    const octets = Uint8Array.of(0x3f, 0xf0, 0, 0, 0, 0, 0, 0);
    expect(createRandomStream(octets, "x").uint32()).toBe(createRandomStream(1, "x").uint32());
  });

  it("spread over the range", () => {
    const random = createRandomStream(3, "spread");
    const buckets = Array<number>(16).fill(0);
    for (let draw = 0; draw < 16_000; draw += 1) {
      const bucket = random.uint32() >>> 28;
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    // 1000 each; six standard deviations are 184.
    for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(184);
  });
});

describe("delays", () => {
  const random = createRandomStream(5, "delay");
  const draws = Array.from({ length: 4_000 }, () => drawDelay(random, [100, 500])).sort((a, b) => a - b);
  const at = (share: number) => draws[Math.floor(draws.length * share)] ?? 0;

  it("are whole microseconds from the smallest on", () => {
    expect(draws.every((delay) => Number.isInteger(delay) && delay >= 100)).toBe(true);
  });

  it("lie low by half, and beyond the typical largest in one of twenty", () => {
    // The median of the curve is 1/4.36 of the way: 100 + 400 · 0.229 = 192.
    expect(at(0.5)).toBeGreaterThan(180);
    expect(at(0.5)).toBeLessThan(204);
    expect(at(0.95)).toBeGreaterThan(450);
    expect(at(0.95)).toBeLessThan(560);
  });

  it("have an end", () => {
    // sqrt(99) / 4.36 = 2.28 ranges.
    expect(draws.at(-1)).toBeLessThan(100 + 400 * 2.29);
  });
});
