import { expect, it } from "vitest";
import { MissingStretches } from "../../src/flow/missing-stretches.js";

it("knows what is missing until it comes", () => {
  const missing = new MissingStretches(8);
  missing.add(10, 20);
  expect([
    missing.includes(5, 5),
    missing.includes(5, 6),
    missing.includes(19, 1),
    missing.includes(20, 5),
  ]).toEqual([false, true, true, false]);
  missing.remove(12, 15);
  expect(missing.count).toBe(2);
  expect([missing.includes(12, 3), missing.includes(11, 1), missing.includes(15, 1)]).toEqual([
    false,
    true,
    true,
  ]);
  missing.remove(5, 12);
  missing.remove(15, 30);
  expect(missing.count).toBe(0);
});

it("wraps at 2^32", () => {
  const missing = new MissingStretches(8);
  missing.add(0xffff_fffe, 4);
  expect([missing.includes(1, 1), missing.includes(0xffff_fffd, 1)]).toEqual([true, false]);
  missing.remove(0, 4);
  expect([missing.includes(0xffff_ffff, 1), missing.includes(0, 4)]).toEqual([true, false]);
});

it("forgets the oldest beyond its limit, and says so", () => {
  const missing = new MissingStretches(2);
  for (const start of [10, 20, 30]) missing.add(start, start + 5);
  expect([missing.count, missing.includes(10, 5), missing.first, missing.isIncomplete]).toEqual([
    2,
    false,
    20,
    true,
  ]);
});
