import { describe, expect, it } from "vitest";
import { findRule, saysGenerated } from "../../src/compare/one-rule.js";
import type { Cells } from "../../src/compare/fields.js";
import type { Sample } from "../../src/compare/samples.js";

/** Ten samples a side in two units, `of` says what each has. */
function samples(of: (isGenerated: boolean, index: number) => Cells): Sample[] {
  return [false, true].flatMap((isGenerated) =>
    Array.from({ length: 10 }, (_, index) => {
      const unit = index % 2;
      return { cells: of(isGenerated, index), isGenerated, unit, fold: unit, weight: 1 };
    }),
  );
}

describe("the best single test", () => {
  it("is the value that only one side has", () => {
    const found = findRule(
      samples((isGenerated) => ({ ttl: isGenerated ? 64 : 63 })),
      "ttl",
      "number",
    );
    // Between 63 and 64 a threshold tells as well, and is tried first.
    expect(found?.rule).toEqual({ field: "ttl", test: "at-most", value: 63.5, saysGenerated: false });
    expect(found?.balancedAccuracy).toBe(1);
  });

  it("is equality where the other side lies around the value", () => {
    const found = findRule(
      samples((isGenerated, index) => ({ step: isGenerated ? 5 : index })),
      "step",
      "number",
    );
    // One of ten real steps is 5: right are all generated and nine of ten real ones.
    expect(found?.rule).toEqual({ field: "step", test: "equals", value: 5, saysGenerated: true });
    expect(found?.balancedAccuracy).toBeCloseTo(0.95, 10);
  });

  it("is absence where that tells", () => {
    const found = findRule(
      samples((isGenerated) => (isGenerated ? {} : { options: "mss" })),
      "options",
      "word",
    );
    expect(found?.rule).toEqual({ field: "options", test: "absent", saysGenerated: true });
  });

  it("is none where both sides are alike, and none where the captures disagree", () => {
    expect(
      findRule(
        samples((_, index) => ({ step: index })),
        "step",
        "number",
      ),
    ).toBeUndefined();
    // Only the second unit of the generated side has another value: 0.75 on the whole, but half of the captures have nothing of it.
    const disagreed = samples((isGenerated, index) => ({ step: isGenerated && index % 2 === 1 ? 9 : 1 }));
    expect(findRule(disagreed, "step", "number")).toBeUndefined();
  });

  it("is no equality of times", () => {
    const found = findRule(
      samples((isGenerated, index) => ({ gap: isGenerated ? 0.5 : index / 10 })),
      "gap",
      "time",
    );
    expect(found?.rule.test).not.toBe("equals");
  });

  it("is none where a side is missing", () => {
    const oneSide = samples(() => ({ ttl: 64 })).filter(({ isGenerated }) => !isGenerated);
    expect(findRule(oneSide, "ttl", "number")).toBeUndefined();
  });

  it("judges both ways round", () => {
    const rule = { field: "ttl", test: "at-most", value: 63.5 } as const;
    expect(saysGenerated({ ...rule, saysGenerated: true }, { ttl: 63 })).toBe(true);
    expect(saysGenerated({ ...rule, saysGenerated: false }, { ttl: 63 })).toBe(false);
    expect(saysGenerated({ ...rule, saysGenerated: true }, {})).toBe(false);
  });
});
