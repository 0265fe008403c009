import { request as httpRequest } from "node:http";
import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import { createOpenAiModel } from "../../src/llm/openai-model.js";
import {
  startExpertEndpoint,
  type ExpertEndpoint,
  type ExpertEndpointOptions,
} from "../../src/serve/expert-endpoint.js";

const endpoints: ExpertEndpoint[] = [];
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

async function start(options: ExpertEndpointOptions = {}): Promise<ExpertEndpoint> {
  const endpoint = await startExpertEndpoint(options);
  endpoints.push(endpoint);
  return endpoint;
}

const summary =
  'Summary: Source: MAC="02:00:00:00:00:01", IP="192.168.1.23" // Destination: MAC="ff:ff:ff:ff:ff:ff" // Wanted: IP="192.168.1.1"';
const messages = [{ role: "user" as const, content: summary }];
const model = "wiretale-reference";

async function post(baseUrl: string, body: unknown, method = "POST") {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method,
    headers: { "content-type": "application/json" },
    ...(method === "POST" ? { body: typeof body === "string" ? body : JSON.stringify(body) } : {}),
  });
  return { status: response.status, headers: response.headers, json: (await response.json()) as Answer };
}

interface Answer {
  readonly model?: string;
  readonly system_fingerprint?: string;
  readonly choices?: readonly {
    readonly message: { readonly content: string };
    readonly finish_reason: string;
  }[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  };
  readonly error?: { readonly message: string; readonly type: string; readonly code: string | null };
}

describe("expert endpoint", () => {
  it("answers a chat completion, says who it is and counts roughly", async () => {
    const { baseUrl } = await start();
    const { status, headers, json } = await post(baseUrl, { model, messages, seed: 3 });
    expect(status).toBe(200);
    expect(headers.get("x-wiretale")).toContain("not a language model");
    expect(json.model).toBe(model);
    expect(json.system_fingerprint).toContain("reference-writer");
    const text = json.choices?.[0]?.message.content ?? "";
    expect(text).toMatch(/^pkt_1 = Ether\(/);
    expect(json.choices?.[0]?.finish_reason).toBe("stop");
    const [input, output] = [Math.ceil(summary.length / 4), Math.ceil(text.length / 4)];
    expect(json.usage).toEqual({
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
    });
  });

  it("listens on loopback only", async () => {
    expect((await start()).baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  });

  it("honours the seed", async () => {
    const { baseUrl } = await start();
    const answers = await Promise.all(
      [1, 1, 2].map(
        async (seed) => (await post(baseUrl, { model, messages, seed })).json.choices?.[0]?.message.content,
      ),
    );
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).not.toBe(answers[2]);
  });

  it("serves the openai package: completion, stream and model list", async () => {
    const { baseUrl } = await start();
    const client = new OpenAI({ baseURL: baseUrl, apiKey: "unused", maxRetries: 0 });
    const whole = await client.chat.completions.create({ model, messages, seed: 5 });
    const stream = await client.chat.completions.create({
      model,
      messages,
      seed: 5,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let usage: unknown;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(usage).toEqual(whole.usage);
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([model]);
    expect((await client.models.retrieve(model)).owned_by).toBe("wiretale");
  });

  it("serves our own adapter", async () => {
    const { baseUrl } = await start({ writer: (given, seed) => `${given.length}/${seed}` });
    const chat = createOpenAiModel({ baseUrl });
    const answer = await chat.complete({ model, messages, temperature: 0, maxTokens: 100, seed: 4294967295 });
    expect(answer).toMatchObject({ text: "1/4294967295", finishReason: "stop", usage: { outputTokens: 3 } });
  });

  it("cuts off at the token limit and says so", async () => {
    const { baseUrl } = await start({ writer: () => "x".repeat(100) });
    const { json } = await post(baseUrl, { model, messages, max_tokens: 10 });
    expect(json.choices?.[0]).toMatchObject({
      finish_reason: "length",
      message: { content: "x".repeat(40) },
    });
  });

  it.each([
    ["no JSON", "{", 400, "the body is not JSON"],
    ["no messages", { model }, 400, "messages"],
    ["no message", { model, messages: [] }, 400, "messages"],
    ["a role nobody has", { model, messages: [{ role: "robot", content: "x" }] }, 400, "messages.0.role"],
    [
      "an image",
      { model, messages: [{ role: "user", content: [{ type: "image_url" }] }] },
      400,
      "messages.0.content",
    ],
    ["two answers", { model, messages, n: 2 }, 400, "n:"],
    ["another model", { model: "gpt-4o", messages }, 404, "not a language model"],
    ["no summary", { model, messages: [{ role: "user", content: "hello" }] }, 400, "no message holds"],
    ["a malformed summary", { model, messages: [{ role: "user", content: "Source: IP=1" }] }, 400, "column"],
  ])("refuses %s in OpenAI's shape", async (_, body, status, message) => {
    const { baseUrl } = await start();
    const answer = await post(baseUrl, body);
    expect(answer.status).toBe(status);
    expect(answer.json.error?.type).toBe("invalid_request_error");
    expect(answer.json.error?.message).toContain(message);
  });

  it("refuses other methods and paths", async () => {
    const { baseUrl } = await start();
    const get = await post(baseUrl, undefined, "GET");
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await fetch(`${baseUrl}/embeddings`)).status).toBe(404);
    expect((await fetch(`${baseUrl}/models/gpt-4o`)).status).toBe(404);
  });

  it("refuses a body that is too large, and lets the client read why", async () => {
    const { baseUrl } = await start();
    const { port } = new URL(baseUrl);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest({ port, path: "/v1/chat/completions", method: "POST" }, (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on("error", reject);
      request.write("x".repeat(2 * 1024 * 1024));
    });
    expect(status).toBe(413);
  });

  it("hides what went wrong in a writer", async () => {
    const { baseUrl } = await start({
      writer: () => {
        throw new Error("secret path");
      },
    });
    const { status, json } = await post(baseUrl, { model, messages });
    expect([status, json.error?.type]).toEqual([500, "server_error"]);
    expect(JSON.stringify(json)).not.toContain("secret");
  });

  it("says that a port is taken", async () => {
    const { baseUrl } = await start();
    const port = Number(new URL(baseUrl).port);
    await expect(startExpertEndpoint({ port })).rejects.toMatchObject({ code: "expert-endpoint-port" });
  });

  it("closes with a request open", async () => {
    const endpoint = await start({ writer: () => new Promise(() => undefined) });
    const call = post(endpoint.baseUrl, { model, messages });
    const failed = expect(call).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await endpoint.close();
    await endpoint.close();
    await failed;
  });
});
