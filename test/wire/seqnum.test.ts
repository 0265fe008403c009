import { describe, expect, it } from "vitest";
import {
  addToSequence,
  isSequenceAtOrBefore,
  isSequenceBefore,
  isSequenceWithin,
  laterSequence,
  sequenceDistance,
} from "../../src/wire/seqnum.js";

describe("sequence numbers", () => {
  it("wrap at 2^32", () => {
    expect(addToSequence(0xffff_ffff, 1)).toBe(0);
    expect(addToSequence(0, -1)).toBe(0xffff_ffff);
    expect(addToSequence(0xffff_fff0, 0x20)).toBe(0x10);
  });
  it.each([
    [1, 2, true],
    [2, 1, false],
    [5, 5, false],
    [0xffff_ffff, 0, true],
    [0, 0xffff_ffff, false],
    [0xffff_fff0, 0x10, true],
    [0, 0x7fff_ffff, true],
  ])("%i before %i: %s", (left, right, expected) => {
    expect(isSequenceBefore(left, right)).toBe(expected);
    expect(isSequenceAtOrBefore(left, right)).toBe(expected || left === right);
  });
  it("have a signed distance", () => {
    expect(sequenceDistance(0xffff_fffe, 3)).toBe(5);
    expect(sequenceDistance(3, 0xffff_fffe)).toBe(-5);
  });
  it("lie within a window that wraps", () => {
    expect(isSequenceWithin(1, 0xffff_fff0, 0x20)).toBe(true);
    expect(isSequenceWithin(0x10, 0xffff_fff0, 0x20)).toBe(false);
    expect(isSequenceWithin(0xffff_ffef, 0xffff_fff0, 0x20)).toBe(false);
    expect(isSequenceWithin(7, 7, 0)).toBe(false);
  });
  it("have a later one", () => {
    expect(laterSequence(0xffff_ffff, 2)).toBe(2);
    expect(laterSequence(2, 0xffff_ffff)).toBe(2);
  });
});
