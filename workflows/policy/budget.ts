import type { Spent } from "../../src/contracts/conversation.js";
import type { AttemptRecord } from "../../src/contracts/day.js";
import type { Budget } from "../../src/contracts/policy.js";

/** Whether the next call must wait for more budget: a pure decision, tested as a table. */

export const nothingSpent: Spent = { tokens: 0, usd: 0 };

/** What the attempts of this run add: an answer from the store costs it nothing. */
export function addSpent(
  before: Spent,
  attempts: readonly Pick<AttemptRecord, "usage" | "costUsd" | "cached" | "author">[],
): Spent {
  return attempts
    .filter(({ cached, author }) => !cached && author === "model")
    .reduce(
      (sum, { usage, costUsd }) => ({
        tokens: plus(sum.tokens, plus(usage.inputTokens, usage.outputTokens)),
        usd: plus(sum.usd, costUsd),
      }),
      before,
    );
}

export function plusSpent(one: Spent, other: Spent): Spent {
  return { tokens: plus(one.tokens, other.tokens), usd: plus(one.usd, other.usd) };
}

/**
 * Why no further call is made; undefined where one may be. A budget that cannot be held, since the endpoint does not count or
 * the price is unknown, is reached after the first call: better a question than a bill.
 */
export function budgetReached(budget: Budget | undefined, spent: Spent): string | undefined {
  const { tokens, usd } = budget ?? {};
  if (tokens !== undefined && spent.tokens === null)
    return "the endpoint does not count tokens, so the budget cannot be held";
  if (usd !== undefined && spent.usd === null)
    return "the model's price is unknown, so the budget cannot be held";
  if (tokens !== undefined && spent.tokens !== null && spent.tokens >= tokens)
    return `${spent.tokens} of ${tokens} tokens are spent`;
  if (usd !== undefined && spent.usd !== null && spent.usd >= usd)
    return `$${spent.usd.toFixed(4)} of $${usd} are spent`;
  return undefined;
}

/** A budget raised to what was asked for, or to twice what it is; one that cannot be held is dropped. */
export function raiseBudget(budget: Budget | undefined, raised: Budget | undefined, spent: Spent): Budget {
  if (raised !== undefined) return { ...budget, ...raised };
  const { tokens, usd } = budget ?? {};
  return {
    ...(tokens === undefined || spent.tokens === null ? {} : { tokens: 2 * Math.max(tokens, spent.tokens) }),
    ...(usd === undefined || spent.usd === null ? {} : { usd: 2 * Math.max(usd, spent.usd) }),
  };
}

function plus(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}
