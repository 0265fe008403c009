import type { Usage } from "./expert.js";

/** What a model's tokens cost. */
export interface ModelPrice {
  /** US dollars for a million tokens. */
  readonly input: number;
  /** Of input tokens that the provider had cached. */
  readonly cachedInput: number;
  /** Of output tokens, those spent on reasoning included. */
  readonly output: number;
}

/** Raised whenever a price changes: a cost is recorded with the table it was reckoned by. */
export const priceTableVersion = "2026-11";

/** List prices as their makers publish them. A model that is not here has no known cost, which is not a cost of nothing. */
export const priceTable: Readonly<Record<string, ModelPrice>> = {
  "gpt-4.1": { input: 2, cachedInput: 0.5, output: 8 },
  "gpt-4.1-mini": { input: 0.4, cachedInput: 0.1, output: 1.6 },
  "gpt-4.1-nano": { input: 0.1, cachedInput: 0.025, output: 0.4 },
  "gpt-4o": { input: 2.5, cachedInput: 1.25, output: 10 },
  "gpt-4o-mini": { input: 0.15, cachedInput: 0.075, output: 0.6 },
  "gpt-3.5-turbo": { input: 0.5, cachedInput: 0.5, output: 1.5 },
  "o3-mini": { input: 1.1, cachedInput: 0.55, output: 4.4 },
  "o4-mini": { input: 1.1, cachedInput: 0.275, output: 4.4 },
};

/** A dated snapshot (`gpt-4o-mini-2024-07-18`) costs what its model does. */
export function priceOf(model: string): ModelPrice | undefined {
  const undated = model.replace(/-\d{4}(-\d{2}-\d{2})?$/, "");
  return Object.hasOwn(priceTable, undated) ? priceTable[undated] : undefined;
}

/** US dollars of one call; null where the model's price or a count that decides it is unknown. */
export function costOf(model: string, usage: Usage): number | null {
  const price = priceOf(model);
  const { inputTokens, cachedTokens, outputTokens } = usage;
  if (price === undefined || inputTokens === null || outputTokens === null) return null;
  const cached = Math.min(cachedTokens ?? 0, inputTokens);
  const millionths =
    (inputTokens - cached) * price.input + cached * price.cachedInput + outputTokens * price.output;
  return millionths / 1_000_000;
}
