import { expect, it } from "vitest";
import type { CompletionRequest } from "../../src/llm/chat-model.js";
import { createScriptedModel } from "../../src/llm/scripted-model.js";

const request: CompletionRequest = {
  model: "m",
  messages: [{ role: "user", content: "say it" }],
  temperature: 0,
  maxTokens: 1,
  seed: 3,
};

it("replays its answers in order, remembers what it was asked, and fails beyond the last", async () => {
  const failure = new Error("busy");
  const model = createScriptedModel(["one", failure, ({ messages }) => `${messages[0]?.content}!`]);
  expect((await model.complete(request)).text).toBe("one");
  await expect(model.complete(request)).rejects.toBe(failure);
  expect((await model.complete(request)).text).toBe("say it!");
  await expect(model.complete(request)).rejects.toThrow("3 answers");
  expect(model.requests).toHaveLength(4);
});

it("does not answer when aborted", async () => {
  const signal = AbortSignal.abort(new Error("stop"));
  await expect(createScriptedModel(["one"]).complete({ ...request, signal })).rejects.toThrow("stop");
});
