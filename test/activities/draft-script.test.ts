import { MockActivityEnvironment } from "@temporalio/testing";
import { CancelledFailure } from "@temporalio/common";
import { describe, expect, it } from "vitest";
import { createDraftScript, type DraftInput } from "../../activities/draft-script.js";
import { WiretaleError } from "../../src/contracts/errors.js";
import { mediaTypes } from "../../src/contracts/artifact.js";
import type { ChatModel, CompletionRequest } from "../../src/llm/chat-model.js";
import { activityDependencies } from "../support/activity-dependencies.js";
import { dayRequest } from "../support/day-request.js";

const usage = { inputTokens: 10, cachedTokens: null, outputTokens: 5, reasoningTokens: null };

/** A model that answers with what it is asked for, and keeps what it was asked. */
function recordingModel(): ChatModel & { readonly asked: CompletionRequest[] } {
  const asked: CompletionRequest[] = [];
  return {
    asked,
    complete: (request) => {
      asked.push(request);
      return Promise.resolve({ text: `pkt_1 = ${asked.length}`, usage, finishReason: "stop" });
    },
  };
}

async function setUp(model: ChatModel) {
  const dependencies = activityDependencies({ chatModel: () => model });
  const { store } = dependencies;
  const prompt = await store.put(
    new TextEncoder().encode(JSON.stringify([{ role: "user", content: "Summary: …" }])),
    mediaTypes.json,
  );
  const input: DraftInput = {
    expert: dayRequest("test").experts.arp,
    conversation: "arp",
    prompt,
    seed: 7,
    attempt: 1,
    cache: "read",
    payer: "run-1",
  };
  return { ...dependencies, draft: createDraftScript(dependencies), input };
}

const run = <I, O>(act: (input: I) => Promise<O>, input: I) =>
  new MockActivityEnvironment({ heartbeatTimeoutMs: 400 }).run(act, input) as Promise<O>;

describe("drafting a script", () => {
  it("draws the script's seed from run, expert, conversation and attempt, and gives it to the model", async () => {
    const model = recordingModel();
    const { draft, input } = await setUp(model);
    const first = await run(draft, input);
    // The first four octets that sha256sum gives of "7/arp/arp/1".
    const expected = 0xbdacc4a8;
    expect(first.scriptSeed).toBe(expected);
    expect(model.asked[0]?.seed).toBe(expected);
  });

  it("does not ask again what is recorded", async () => {
    const model = recordingModel();
    const { draft, input } = await setUp(model);
    const first = await run(draft, input);
    const second = await run(draft, input);
    const other = await run(draft, { ...input, payer: "run-2" });
    expect(model.asked).toHaveLength(1);
    // The same payer's call is its own, however often it is repeated; to another it comes from the store.
    expect(second).toEqual(first);
    expect(first.cached).toBe(false);
    expect(other).toEqual({ ...first, cached: true });
  });

  it.each([
    ["another attempt", { attempt: 2 }],
    ["another seed", { seed: 8 }],
    ["a refresh by another run", { cache: "refresh" as const, payer: "run-2" }],
    ["no cache in another run", { cache: "off" as const, payer: "run-2" }],
  ])("asks again for %s", async (_, change) => {
    const model = recordingModel();
    const { draft, input } = await setUp(model);
    await run(draft, input);
    const second = await run(draft, { ...input, ...change });
    expect(model.asked).toHaveLength(2);
    expect(second.cached).toBe(false);
  });

  it("a refreshed answer takes the place of the recorded one", async () => {
    const model = recordingModel();
    const { draft, input } = await setUp(model);
    await run(draft, input);
    const refreshed = await run(draft, { ...input, cache: "refresh", payer: "run-2" });
    expect((await run(draft, input)).answer).toEqual(refreshed.answer);
  });

  it.each(["refresh", "off"] as const)(
    "asks once with --cache %s, however often the activity runs",
    async (cache) => {
      const model = recordingModel();
      const { draft, input } = await setUp(model);
      const first = await run(draft, { ...input, cache });
      expect(await run(draft, { ...input, cache })).toEqual(first);
      expect(model.asked).toHaveLength(1);
    },
  );

  it("asks once where two workers are told to ask at the same time", async () => {
    const model = recordingModel();
    const { draft, input } = await setUp({
      complete: async (request) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return model.complete(request);
      },
    });
    const [one, other] = await Promise.all([run(draft, input), run(draft, { ...input, payer: "run-2" })]);
    expect(model.asked).toHaveLength(1);
    expect([one.cached, other.cached]).toEqual([false, true]);
    expect(other.answer).toEqual(one.answer);
  });

  it("takes over from a worker that died, and counts its call as lost", async () => {
    const model = recordingModel();
    const { draft, input, leases, calls } = await setUp(model);
    // What the dead worker left: a lease that nobody renews.
    const claim = leases.claim.bind(leases);
    let key = "";
    leases.claim = (claimed, payer, durationMs) => {
      if (key === "") {
        key = claimed;
        void claim(claimed, payer, durationMs);
      }
      return claim(claimed, payer, durationMs);
    };
    const began = performance.now();
    const draft1 = await run(draft, input);
    // The lease of 400 ms had to run out first, and no longer was waited.
    expect(performance.now() - began).toBeGreaterThanOrEqual(395);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(draft1).toMatchObject({ lost: 1, cached: false });
    expect(model.asked).toHaveLength(1);
    expect(await calls.get(key)).toMatchObject({ lost: 1 });
  });

  it("asks again when the answer has gone from the store or was damaged there", async () => {
    const model = recordingModel();
    const { draft, input, store } = await setUp(model);
    const first = await run(draft, input);
    const get = store.get.bind(store);
    store.get = (ref) =>
      ref.digest === first.answer.digest
        ? Promise.reject(new WiretaleError("artifact-damaged", "its bytes are others"))
        : get(ref);
    await run(draft, { ...input, payer: "run-2" });
    expect(model.asked).toHaveLength(2);
  });

  it.each([
    ["model-server-error", 0],
    ["model-connection-lost", 1],
  ])("after %s the call before counts %d as lost", async (code, lost) => {
    let calls = 0;
    const { draft, input } = await setUp({
      complete: () => {
        calls += 1;
        if (calls === 1) return Promise.reject(new WiretaleError(code, "no answer", { retryable: true }));
        return Promise.resolve({ text: "pkt_1 = ARP()", usage, finishReason: "stop" });
      },
    });
    await expect(run(draft, input)).rejects.toMatchObject({ type: code });
    expect((await run(draft, input)).lost).toBe(lost);
  });

  it("counts what was lost with the model before", async () => {
    let calls = 0;
    const { draft, input } = await setUp({
      complete: () => {
        calls += 1;
        if (calls <= 2)
          return Promise.reject(new WiretaleError("model-timeout", "no answer", { retryable: true }));
        return Promise.resolve({ text: "pkt_1 = ARP()", usage, finishReason: "stop" });
      },
    });
    await expect(run(draft, input)).rejects.toThrow();
    await expect(run(draft, input)).rejects.toThrow();
    const other = { ...input, expert: { ...input.expert, model: "another" } };
    expect((await run(draft, other)).lost).toBe(2);
    // Repeated, from the store: counted once. Another payer has lost nothing.
    expect((await run(draft, other)).lost).toBe(2);
    expect((await run(draft, { ...other, payer: "run-2" })).lost).toBe(0);
    // The next attempt begins anew.
    expect((await run(draft, { ...other, attempt: 2 })).lost).toBe(0);
  });

  it("tells the cost of a model whose price is known, and null otherwise", async () => {
    const { draft, input } = await setUp(recordingModel());
    expect((await run(draft, input)).costUsd).toBeNull();
    const expert = { ...input.expert, model: "gpt-4o-mini-2024-07-18" };
    // 10 input tokens at $0.15 and 5 output tokens at $0.60 for a million.
    expect((await run(draft, { ...input, expert })).costUsd).toBeCloseTo(0.0000045, 12);
  });

  it("gives up the call when it is cancelled, and says that it was cancelled", async () => {
    let given: AbortSignal | undefined;
    const { draft, input } = await setUp({
      complete: ({ signal }) => {
        given = signal;
        // As HTTP clients do: some error of their own, not Temporal's.
        return new Promise((_, reject) =>
          signal?.addEventListener("abort", () => reject(new Error("aborted"))),
        );
      },
    });
    const environment = new MockActivityEnvironment({ heartbeatTimeoutMs: 400 });
    const beats: unknown[] = [];
    environment.on("heartbeat", (detail: unknown) => beats.push(detail));
    const running = environment.run(draft, input);
    setTimeout(() => environment.cancel("CANCELLED"), 350);
    await expect(running).rejects.toBeInstanceOf(CancelledFailure);
    expect(given?.aborted).toBe(true);
    expect(beats.length).toBeGreaterThan(0);
  });
});
