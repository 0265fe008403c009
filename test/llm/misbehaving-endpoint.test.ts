import { afterEach, describe, expect, it } from "vitest";
import { WiretaleError } from "../../src/contracts/errors.js";
import { failureClassOf, failureClasses, isRetried } from "../../src/llm/failure-classes.js";
import { createOpenAiModel } from "../../src/llm/openai-model.js";
import {
  startMisbehavingEndpoint,
  type Behaviour,
  type MisbehavingEndpoint,
} from "../support/misbehaving-endpoint.js";

let endpoint: MisbehavingEndpoint | undefined;
afterEach(() => endpoint?.close());

const summary =
  'Summary: Source: MAC="a4:34:d9:00:00:17", IP="192.168.1.23" // Destination: MAC="ff:ff:ff:ff:ff:ff" // Wanted: IP="192.168.1.1"';

async function ask(behaviour: Behaviour, timeoutMs = 2_000): Promise<WiretaleError | string> {
  endpoint = await startMisbehavingEndpoint({ behave: () => behaviour });
  try {
    const model = createOpenAiModel({ baseUrl: endpoint.baseUrl, timeoutMs });
    const { text } = await model.complete({
      model: "m",
      messages: [{ role: "user", content: summary }],
      temperature: 0,
      maxTokens: 100,
      seed: 1,
    });
    return text;
  } catch (error) {
    if (error instanceof WiretaleError) return error;
    throw error;
  }
}

/** By hand, from what the endpoint does: what is worth asking again, and what may have cost something. */
const table: readonly (readonly [Behaviour, string, "retry" | "park", "paid" | "free"])[] = [
  ["empty answer", "model-answer-empty", "retry", "paid"],
  ["wrong JSON", "model-answer-malformed", "retry", "paid"],
  ["HTML error page", "model-answer-malformed", "retry", "paid"],
  ["wrong content type", "model-answer-malformed", "retry", "paid"],
  [400, "model-bad-request", "park", "free"],
  [401, "model-key-refused", "park", "free"],
  [403, "model-forbidden", "park", "free"],
  [404, "model-not-found", "park", "free"],
  [408, "model-timeout", "retry", "paid"],
  [429, "model-rate-limited", "retry", "free"],
  ["429 with Retry-After in seconds", "model-rate-limited", "retry", "free"],
  ["429 with Retry-After as a date", "model-rate-limited", "retry", "free"],
  ["429 without quota", "model-quota-exhausted", "park", "free"],
  [500, "model-server-error", "retry", "free"],
  [503, "model-server-error", "retry", "free"],
  ["hang", "model-timeout", "retry", "paid"],
  ["an octet a second", "model-timeout", "retry", "paid"],
  ["reset in mid-answer", "model-connection-lost", "retry", "paid"],
  ["an answer of 50 MB", "model-answer-too-big", "park", "paid"],
  ["redirect", "model-redirected", "park", "free"],
];

describe("an endpoint that misbehaves", () => {
  it.each(table)("%s is %s: %s, %s", async (behaviour, code, treatment, paid) => {
    const error = await ask(behaviour, 400);
    if (!(error instanceof WiretaleError)) throw new Error(`answered: ${error}`);
    expect(error.code).toBe(code);
    expect(error.retryable).toBe(treatment === "retry");
    expect(failureClassOf(code).mayBePaid).toBe(paid === "paid");
    // One sentence, and what to do.
    expect(error.message).not.toMatch(/\n/);
    expect(error.hint).toBeDefined();
    expect(endpoint?.asked).toHaveLength(1);
  });

  it.each(["429 with Retry-After in seconds", "429 with Retry-After as a date"] as const)(
    "%s is waited for",
    async (behaviour) => {
      const error = await ask(behaviour);
      if (!(error instanceof WiretaleError)) throw new Error("answered");
      expect(error.retryAfterMs).toBeGreaterThanOrEqual(900);
      expect(error.retryAfterMs).toBeLessThanOrEqual(2_000);
    },
  );

  it("an answer of 50 MB is cut off at the limit: it costs neither memory nor time", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const began = performance.now();
    await ask("an answer of 50 MB", 20_000);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  });

  it.each(["fences", "prose", "escaped underscores", "truncated code", "well"] as const)(
    "%s is an answer: what is wrong with a script is told by its judges",
    async (behaviour) => {
      expect(await ask(behaviour)).toEqual(expect.any(String));
    },
  );
});

describe("the table of failures", () => {
  it("has one row a code, and says of each what the endpoint did", () => {
    const codes = failureClasses.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { when } of failureClasses) expect(when).not.toBe("");
  });

  it.each([
    ["model-server-error", 1, true],
    ["model-server-error", 100, true],
    ["model-answer-malformed", 2, true],
    ["model-answer-malformed", 3, false],
    ["model-key-refused", 1, false],
    ["a code nobody knows", 1, false],
  ])("%s after call %d is retried: %s", (code, attempt, retried) => {
    expect(isRetried(code, attempt)).toBe(retried);
  });
});
