import { createHash } from "node:crypto";
import { MockActivityEnvironment } from "@temporalio/testing";
import { CancelledFailure } from "@temporalio/common";
import { describe, expect, it } from "vitest";
import type { ActivityDependencies } from "../../activities/dependencies.js";
import { createDraftScript, type DraftInput } from "../../activities/draft-script.js";
import { createMemoryArtifactStore, createMemoryCallRecords } from "../../src/artifacts/memory.js";
import { mediaTypes } from "../../src/contracts/artifact.js";
import type { ChatModel, CompletionRequest } from "../../src/llm/chat-model.js";
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
  const store = createMemoryArtifactStore();
  const calls = createMemoryCallRecords();
  const unused = () => {
    throw new Error("not part of drafting");
  };
  const dependencies: ActivityDependencies = {
    store,
    calls,
    chatModel: () => model,
    promptTexts: unused,
    dissector: unused,
    versions: { wiretale: "0", node: "0" },
    sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()),
  };
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
  };
  return { store, draft: createDraftScript(dependencies), input };
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
    expect(model.asked).toHaveLength(1);
    expect(second).toEqual({ ...first, cached: true });
  });

  it.each([
    ["another attempt", { attempt: 2 }],
    ["another seed", { seed: 8 }],
    ["a refresh", { cache: "refresh" as const }],
    ["no cache", { cache: "off" as const }],
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
    const refreshed = await run(draft, { ...input, cache: "refresh" });
    expect((await run(draft, input)).answer).toEqual(refreshed.answer);
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
