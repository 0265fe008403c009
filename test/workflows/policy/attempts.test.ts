import { describe, expect, it } from "vitest";
import { nextStep } from "../../../workflows/policy/attempts.js";

describe("what a conversation does after an attempt", () => {
  it.each([
    { outcome: "valid", drafts: 1, fallbackLeft: true, maxRepairs: 2, then: "done" },
    { outcome: "valid", drafts: 3, fallbackLeft: false, maxRepairs: 2, then: "done" },
    { outcome: "invalid", drafts: 1, fallbackLeft: true, maxRepairs: 2, then: "repair" },
    { outcome: "invalid", drafts: 2, fallbackLeft: false, maxRepairs: 2, then: "repair" },
    { outcome: "invalid", drafts: 3, fallbackLeft: true, maxRepairs: 2, then: "fallback" },
    { outcome: "invalid", drafts: 3, fallbackLeft: false, maxRepairs: 2, then: "park" },
    { outcome: "invalid", drafts: 1, fallbackLeft: false, maxRepairs: 0, then: "park" },
    { outcome: "invalid", drafts: 1, fallbackLeft: true, maxRepairs: 0, then: "fallback" },
    // A model that does not answer is not asked to repair: its retries are over.
    { outcome: "unanswered", drafts: 0, fallbackLeft: true, maxRepairs: 2, then: "fallback" },
    { outcome: "unanswered", drafts: 1, fallbackLeft: false, maxRepairs: 2, then: "park" },
  ] as const)(
    "$outcome after $drafts drafts, $maxRepairs repairs, fallback left: $fallbackLeft → $then",
    ({ outcome, drafts, fallbackLeft, maxRepairs, then }) => {
      expect(nextStep({ outcome, drafts, fallbackLeft }, maxRepairs)).toEqual({ kind: then });
    },
  );
});
