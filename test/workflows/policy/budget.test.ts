import { describe, expect, it } from "vitest";
import { addSpent, budgetReached, nothingSpent, raiseBudget } from "../../../workflows/policy/budget.js";

const call = (inputTokens: number | null, outputTokens: number | null, costUsd: number | null) => ({
  usage: { inputTokens, outputTokens, cachedTokens: null, reasoningTokens: null },
  costUsd,
  cached: false,
  author: "model" as const,
});

describe("what a run has spent", () => {
  it("sums input and output of calls it made, and not what came from the store or a person wrote", () => {
    const spent = addSpent({ tokens: 5, usd: 0.5 }, [
      call(10, 20, 0.25),
      { ...call(1000, 1000, 9), cached: true },
      { ...call(1000, 1000, 9), author: "person" },
    ]);
    expect(spent).toEqual({ tokens: 35, usd: 0.75 });
  });

  it("is unknown, and not nothing, once a call is not counted or has no price", () => {
    expect(addSpent(nothingSpent, [call(10, null, null), call(1, 1, 1)])).toEqual({
      tokens: null,
      usd: null,
    });
  });
});

describe("whether a budget is reached", () => {
  it.each([
    [undefined, { tokens: null, usd: null }, undefined],
    [{ tokens: 100 }, { tokens: 99, usd: null }, undefined],
    [{ tokens: 100 }, { tokens: 100, usd: null }, "100 of 100 tokens are spent"],
    [{ usd: 0.5 }, { tokens: null, usd: 0.49 }, undefined],
    [{ usd: 0.5 }, { tokens: null, usd: 0.5 }, "$0.5000 of $0.5 are spent"],
    [{ tokens: 0 }, nothingSpent, "0 of 0 tokens are spent"],
    [{ usd: 1 }, { tokens: 3, usd: null }, "the model's price is unknown, so the budget cannot be held"],
    [
      { tokens: 1 },
      { tokens: null, usd: 1 },
      "the endpoint does not count tokens, so the budget cannot be held",
    ],
  ] as const)("%j, spent %j: %s", (budget, spent, reached) => {
    expect(budgetReached(budget, spent)).toBe(reached);
  });
});

describe("a raised budget", () => {
  it.each([
    [{ tokens: 100 }, { tokens: 500 }, { tokens: 500 }],
    [{ tokens: 100 }, { usd: 2 }, { tokens: 100, usd: 2 }],
    [{ tokens: 100, usd: 1 }, undefined, { tokens: 260, usd: 2 }],
    [undefined, undefined, {}],
  ] as const)("of %j by %j is %j, where 130 tokens and $0.2 are spent", (budget, raised, expected) => {
    expect(raiseBudget(budget, raised, { tokens: 130, usd: 0.2 })).toEqual(expected);
  });
});
