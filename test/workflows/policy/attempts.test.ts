import { describe, expect, it } from "vitest";
import { nextStep } from "../../../workflows/policy/attempts.js";

describe("what a conversation does after an attempt", () => {
  it.each([
    { attempt: 1, outcome: "valid", maxRepairs: 2, then: "done" },
    { attempt: 3, outcome: "valid", maxRepairs: 2, then: "done" },
    { attempt: 1, outcome: "invalid", maxRepairs: 2, then: "repair" },
    { attempt: 2, outcome: "invalid", maxRepairs: 2, then: "repair" },
    { attempt: 3, outcome: "invalid", maxRepairs: 2, then: "give-up" },
    { attempt: 1, outcome: "invalid", maxRepairs: 0, then: "give-up" },
  ] as const)(
    "attempt $attempt, $outcome, $maxRepairs repairs: $then",
    ({ attempt, outcome, maxRepairs, then }) => {
      expect(nextStep(attempt, outcome, maxRepairs).kind).toBe(then);
    },
  );

  it("counts the next attempt up", () => {
    expect(nextStep(2, "invalid", 2)).toEqual({ kind: "repair", attempt: 3 });
  });
});
