import { describe, expect, it } from "vitest";
import { areaOf } from "../../src/compare/area.js";
import { jensenShannon, scaled, wasserstein } from "../../src/compare/distances.js";
import { bitsOf, entropyOf, formOf, portWord, sizeWord, step16 } from "../../src/compare/habits.js";
import { everyUnit } from "../../src/compare/tally.js";

describe("Jensen-Shannon divergence", () => {
  it("is 0 for the same shares and 1 for values that never meet", () => {
    expect(jensenShannon(["a", "b"], ["b", "a", "a", "b"])).toBe(0);
    expect(jensenShannon([64, 64], [128])).toBe(1);
    expect(jensenShannon([undefined, undefined], [0])).toBe(1);
  });

  it("is what the formula gives between", () => {
    // P = (1, 0), Q = (1/2, 1/2), M = (3/4, 1/4): (log2(4/3) + 1/2 log2(2/3) + 1/2 log2(2)) / 2 = 0.3113
    expect(jensenShannon(["a"], ["a", "b"])).toBeCloseTo(0.3113, 4);
  });
});

describe("Wasserstein distance", () => {
  it("is the way that the values have to go, in units of their spread", () => {
    // All of 0 and 10 apart by 10, the spread (5th to 95th percentile of both) is 10.
    expect(wasserstein([0, 0, 0], [10, 10, 10])).toBe(1);
    // Each goes 1 of a spread of 3.
    expect(wasserstein([0, 2], [1, 3])).toBeCloseTo(1 / 3, 10);
    expect(wasserstein([5, 5], [5])).toBe(0);
  });

  it("takes times by their logarithm", () => {
    expect(scaled(0.001, "time")).toBeCloseTo(-3, 10);
    expect(scaled(0, "time")).toBe(-6);
    expect(scaled(0.001, "number")).toBe(0.001);
  });
});

it("the area under the curve is the share of pairs in the right order, ties half", () => {
  const sample = (isGenerated: boolean, unit: number) => ({
    cells: {},
    isGenerated,
    unit,
    fold: 0,
    weight: 1,
  });
  const area = areaOf([
    { sample: sample(false, 0), score: 0.1 },
    { sample: sample(false, 1), score: 0.5 },
    { sample: sample(true, 0), score: 0.5 },
    { sample: sample(true, 1), score: 0.9 },
  ]);
  // Of four pairs three are in order and one is a tie.
  expect(area(everyUnit({ real: 2, generated: 2 }))).toBe(0.875);
  // Without the second real and the first generated unit one pair is left, in order.
  expect(area({ real: new Float64Array([2, 0]), generated: new Float64Array([0, 2]) })).toBe(1);
});

it("habits stand for values of one boot", () => {
  expect([0, 1, 2, 255, 256].map(sizeWord)).toEqual(["0", "1", "2 to 255", "2 to 255", "256 and more"]);
  expect([step16(65535, 0), step16(0, 65535), step16(7, 7)]).toEqual([1, -1, 0]);
  expect([0, 1, -1, 2, 1024].map(bitsOf)).toEqual([0, 1, 1, 2, 11]);
  expect([80, 8080, 40000, 50000, 61000].map(portWord)).toEqual([
    "80",
    "1024 to 32767",
    "32768 to 60999",
    "32768 to 60999",
    "61000 to 65535",
  ]);
  expect(formOf('W/"67c68a3f-2c5"')).toBe('W/"h-h"');
  expect(entropyOf(new Uint8Array([1, 1, 2, 2]))).toBe(1);
  expect(entropyOf(new Uint8Array([7, 7]))).toBe(0);
});
