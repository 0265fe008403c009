import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/contracts/errors.js";
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

const ask = async (expert: Partial<ResolvedExpert>, keyOf: ChatModelOptions["keyOf"]) => {
  const models = createChatModels({ embeddedBaseUrl: baseUrl, keyOf, timeoutMs: 5_000 });
  const asked: ResolvedExpert = { ...dayRequest("test").experts.arp, ...expert };
  await models(asked).complete({ model: "m", messages: [], temperature: 0, maxTokens: 1, seed: 1 });
  return received.at(-1);
};

describe("the model behind an expert", () => {
  it("is the endpoint of this process where the expert is embedded, and gets no key", async () => {
    const before = received.length;
    const headers = await ask({ baseUrl: "embedded" }, () => undefined);
    expect(received).toHaveLength(before + 1);
    expect(headers).not.toHaveProperty("authorization");
  });

  it("gets the key that the worker grants it", async () => {
    const headers = await ask({ baseUrl, keyVariable: "SOME_KEY" }, () => "sk-secret");
    expect(headers).toHaveProperty("authorization", "Bearer sk-secret");
  });

  it("is not called at all when the worker grants no key", async () => {
    const before = received.length;
    const refuse = () => {
      throw new ConfigError("not configured");
    };
    await expect(ask({ baseUrl, keyVariable: "SOME_KEY" }, refuse)).rejects.toThrow(ConfigError);
    expect(received).toHaveLength(before);
  });
});
