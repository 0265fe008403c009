import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResolvedExpert } from "../../src/contracts/expert.js";
import { createChatModels, type ChatModelOptions } from "../../workers/chat-models.js";
import { dayRequest } from "../support/day-request.js";

/** An endpoint that keeps the headers it was sent. */
let server: Server;
let baseUrl: string;
const received: IncomingHttpHeaders[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    received.push(request.headers);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ choices: [{ finish_reason: "stop", message: { content: "pkt_1 = 1" } }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => void server.close());

const ask = async (expert: Partial<ResolvedExpert>, options: Partial<ChatModelOptions> = {}) => {
  const models = createChatModels({
    embeddedBaseUrl: baseUrl,
    grants: [],
    environment: { SOME_KEY: "sk-secret" },
    timeoutMs: 5_000,
    ...options,
  });
  const asked: ResolvedExpert = { ...dayRequest("test").experts.arp, ...expert };
  await models(asked).complete({ model: "m", messages: [], temperature: 0, maxTokens: 1, seed: 1 });
  return received.at(-1);
};

describe("which key goes where", () => {
  it("none to the embedded endpoint", async () => {
    expect(await ask({ baseUrl: "embedded" })).not.toHaveProperty("authorization");
  });

  it("none to a base URL without a key variable", async () => {
    expect(await ask({ baseUrl })).not.toHaveProperty("authorization");
  });

  it("the key of the variable to the base URL it is configured with", async () => {
    const grants = [{ baseUrl, keyVariable: "SOME_KEY" }];
    expect(await ask({ baseUrl, keyVariable: "SOME_KEY" }, { grants })).toHaveProperty(
      "authorization",
      "Bearer sk-secret",
    );
  });

  it("no key to a base URL that only the run's input names", async () => {
    const before = received.length;
    const grants = [{ baseUrl: "https://api.openai.com/v1", keyVariable: "SOME_KEY" }];
    await expect(ask({ baseUrl, keyVariable: "SOME_KEY" }, { grants })).rejects.toMatchObject({
      code: "model-key-not-granted",
      retryable: false,
    });
    expect(received).toHaveLength(before);
  });

  it("a granted key that is not there is said by name, never by value", async () => {
    const grants = [{ baseUrl, keyVariable: "OTHER_KEY" }];
    await expect(ask({ baseUrl, keyVariable: "OTHER_KEY" }, { grants })).rejects.toMatchObject({
      code: "model-key-missing",
      message: expect.stringContaining("OTHER_KEY") as string,
    });
  });
});
