import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WiretaleError } from "../../src/contracts/errors.js";
import type { CompletionRequest } from "../../src/llm/chat-model.js";
import { toModelError } from "../../src/llm/model-errors.js";
import { createOpenAiModel } from "../../src/llm/openai-model.js";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Seen {
  headers: IncomingMessage["headers"];
  url: string | undefined;
  body: Record<string, unknown>;
}

/** A server that answers every request alike, and what it was asked. */
async function endpoint(
  answer: (response: ServerResponse) => void,
): Promise<{ baseUrl: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      seen.push({ headers: request.headers, url: request.url, body });
      answer(response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen };
}

function reply(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** A base URL where nobody listens any more. */
async function closedPort(): Promise<string> {
  const { baseUrl } = await endpoint(() => undefined);
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  return baseUrl;
}

const answer = {
  choices: [{ finish_reason: "stop", message: { role: "assistant", content: "pkt_1 = ARP()" } }],
  usage: { prompt_tokens: 11, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 3 } },
};

const request: CompletionRequest = {
  model: "m",
  messages: [{ role: "user", content: "hello" }],
  temperature: 0.2,
  maxTokens: 99,
  seed: 5,
};

async function failure(promise: Promise<unknown>): Promise<WiretaleError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof WiretaleError) return error;
  throw new Error(`expected a WiretaleError, got ${String(error)}`);
}

describe("openai model", () => {
  it("sends what determines the answer and reads text and usage", async () => {
    const { baseUrl, seen } = await endpoint(reply(200, answer));
    const model = createOpenAiModel({ baseUrl, apiKey: "sk-test-1" });
    expect(await model.complete(request)).toEqual({
      text: "pkt_1 = ARP()",
      finishReason: "stop",
      usage: { inputTokens: 11, cachedTokens: 3, outputTokens: 7, reasoningTokens: null },
    });
    expect(seen[0]?.url).toBe("/v1/chat/completions");
    expect(seen[0]?.headers.authorization).toBe("Bearer sk-test-1");
    expect(seen[0]?.body).toEqual({
      model: "m",
      messages: [{ role: "user", content: "hello" }],
      temperature: 0.2,
      seed: 5,
      max_tokens: 99,
      stream: false,
    });
  });

  it("takes neither base URL, key, organization nor headers from the environment", async () => {
    const { baseUrl, seen } = await endpoint(reply(200, answer));
    const names = {
      OPENAI_BASE_URL: "http://192.0.2.1/v1",
      OPENAI_API_KEY: "sk-secret",
      OPENAI_ADMIN_KEY: "sk-admin",
      OPENAI_ORG_ID: "org",
      OPENAI_PROJECT_ID: "project",
      OPENAI_CUSTOM_HEADERS: "X-Secret: yes",
    };
    const before = Object.fromEntries(Object.keys(names).map((name) => [name, process.env[name]]));
    Object.assign(process.env, names);
    try {
      await createOpenAiModel({ baseUrl }).complete(request);
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
    expect(JSON.stringify(seen[0]?.headers)).not.toMatch(/secret|sk-|org|project/i);
    expect(seen[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    [400, "model-bad-request", false],
    [401, "model-key-refused", false],
    [403, "model-forbidden", false],
    [404, "model-not-found", false],
    [408, "model-timeout", true],
    [409, "model-conflict", true],
    [422, "model-bad-request", false],
    [429, "model-rate-limited", true],
    [500, "model-server-error", true],
    [503, "model-server-error", true],
  ])("HTTP %d is %s, retryable: %s, asked once", async (status, code, retryable) => {
    const { baseUrl, seen } = await endpoint(reply(status, { error: { message: "sk-test-1 is no good" } }));
    const model = createOpenAiModel({ baseUrl, apiKey: "sk-test-1", keyVariable: "MY_KEY" });
    const error = await failure(model.complete(request));
    expect([error.code, error.retryable]).toEqual([code, retryable]);
    expect(error.hint).toBeDefined();
    expect(seen).toHaveLength(1);
    if (status === 401) {
      expect(error.message).not.toContain("sk-");
      expect(error.hint).toContain("the key in MY_KEY was refused");
    }
  });

  it.each([
    ["seconds", { "retry-after": "7" }, 7000],
    ["milliseconds", { "retry-after-ms": "250", "retry-after": "7" }, 250],
    ["a date that is past", { "retry-after": "Tue, 04 Mar 2025 05:06:07 GMT" }, 0],
    ["nonsense", { "retry-after": "soon" }, undefined],
  ])("honours a Retry-After in %s", async (_, headers, expected) => {
    const { baseUrl } = await endpoint(reply(429, { error: { message: "slow down" } }, headers));
    const error = await failure(createOpenAiModel({ baseUrl }).complete(request));
    expect(error.retryAfterMs).toBe(expected);
  });

  it("says how long a wait the endpoint asks for", async () => {
    const { baseUrl } = await endpoint(reply(429, { error: { message: "no" } }, { "retry-after": "86400" }));
    const error = await failure(createOpenAiModel({ baseUrl }).complete(request));
    expect(error.message).toMatch(/limits the rate \(HTTP 429\): no; it asks to wait 86400 s$/);
  });

  it.each([
    [{ message: "behind\u001b us", code: 502 }, "model-server-error", true, /failed .*: behind {1,2}us$/],
    [{ message: "overloaded" }, "model-server-error", true, /failed .*: overloaded$/],
    [{ message: "sk-1 is no key", code: 401 }, "model-key-refused", false, /\(an error with HTTP 200\)$/],
  ])("takes %j with the status 200 for the failure it is", async (told, code, retryable, message) => {
    const { baseUrl } = await endpoint(reply(200, { error: told }));
    const error = await failure(createOpenAiModel({ baseUrl }).complete(request));
    expect(error).toMatchObject({ code, retryable });
    expect(error.message).toMatch(message);
  });

  it("tells an exhausted quota from a rate limit", async () => {
    const { baseUrl } = await endpoint(reply(429, { error: { message: "no", code: "insufficient_quota" } }));
    const error = await failure(createOpenAiModel({ baseUrl, apiKey: "k" }).complete(request));
    expect([error.code, error.retryable]).toEqual(["model-quota-exhausted", false]);
  });

  it("rethrows the reason of an abort, before and during the call", async () => {
    let opened: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (opened = resolve));
    const { baseUrl } = await endpoint((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"choices":');
      opened();
    });
    const model = createOpenAiModel({ baseUrl });
    const reason = new Error("cancelled by the run");
    await expect(model.complete({ ...request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const controller = new AbortController();
    const call = model.complete({ ...request, signal: controller.signal });
    const rejected = expect(call).rejects.toMatchObject({ name: "AbortError" });
    await waiting;
    controller.abort();
    await rejected;
  });

  it("times out while the body is on its way", async () => {
    const { baseUrl } = await endpoint((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("{");
    });
    const error = await failure(createOpenAiModel({ baseUrl, timeoutMs: 150 }).complete(request));
    expect([error.code, error.retryable]).toEqual(["model-timeout", true]);
  });

  it("says that nobody listens", async () => {
    const error = await failure(createOpenAiModel({ baseUrl: await closedPort() }).complete(request));
    expect([error.code, error.retryable]).toEqual(["model-unreachable", true]);
    expect(error.message).toContain("ECONNREFUSED");
  });

  it.each([
    ["a port that HTTP clients refuse to ask", () => Promise.resolve("http://127.0.0.1:9/v1"), "never asked"],
    [
      "no TLS",
      async () => (await endpoint(reply(200, answer))).baseUrl.replace("http:", "https:"),
      "does not speak TLS",
    ],
  ])("does not try again with %s", async (_, urlOf, said) => {
    const error = await failure(createOpenAiModel({ baseUrl: await urlOf() }).complete(request));
    expect([error.code, error.retryable]).toEqual(["model-endpoint-unusable", false]);
    expect(error.message).toContain(said);
  });

  it.each(["DEPTH_ZERO_SELF_SIGNED_CERT", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID"])(
    "does not try again after %s",
    (code) => {
      const cause = Object.assign(new Error("self-signed certificate"), { code });
      const error = toModelError(new TypeError("fetch failed", { cause }), {
        baseUrl: "https://127.0.0.1/v1",
        model: "m",
        nowMs: 0,
      });
      expect([error.code, error.retryable]).toEqual(["model-endpoint-unusable", false]);
      expect(error.message).toContain("certificate");
    },
  );

  it("bounds the answer", async () => {
    const { baseUrl } = await endpoint(reply(200, { choices: ["x".repeat(5000)] }));
    const error = await failure(createOpenAiModel({ baseUrl, maximumBytes: 1000 }).complete(request));
    expect([error.code, error.retryable]).toEqual(["model-answer-too-big", false]);
  });

  it("follows no redirect with the key", async () => {
    const other = await endpoint(reply(200, answer));
    const { baseUrl } = await endpoint(reply(307, {}, { location: `${other.baseUrl}/chat/completions` }));
    const error = await failure(createOpenAiModel({ baseUrl, apiKey: "k" }).complete(request));
    expect(error.code).toBe("model-redirected");
    expect(other.seen).toHaveLength(0);
  });

  it.each([
    ["a page", "<html></html>", "text/html", "model-answer-malformed"],
    ["broken JSON", '{"choices": [', "application/json", "model-answer-malformed"],
    ["no choice", '{"choices": []}', "application/json", "model-answer-malformed"],
    ["nothing said", '{"choices": [{"message": {"content": ""}}]}', "application/json", "model-answer-empty"],
    [
      "a refusal",
      '{"choices": [{"message": {"content": null, "refusal": "no"}}]}',
      "application/json",
      "model-refused",
    ],
  ])("refuses %s", async (_, body, type, code) => {
    const { baseUrl } = await endpoint(reply(200, body, { "content-type": type }));
    expect((await failure(createOpenAiModel({ baseUrl }).complete(request))).code).toBe(code);
  });
});
