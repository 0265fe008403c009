import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/config.js";
import { readConnectionSettings } from "../../src/config/connection-settings.js";
import { type ConfigFlags, loadConfig } from "../../src/config/load-config.js";
import { packageRoot } from "../../src/config/package-root.js";
import { keyOfExpert, resolveExperts } from "../../src/config/resolved-experts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const nowhere = "/nonexistent";

function load(env: Record<string, string> = {}, flags: ConfigFlags = {}, cwd = nowhere): Config {
  return loadConfig({ env, cwd, flags });
}

const sourceOf = (config: Config, key: string): string | undefined =>
  config.entries.find((entry) => entry.key === key)?.source;

describe("the package's own configuration", () => {
  it("starts a server of its own and asks the reference writer", () => {
    const config = load();
    expect(config.connection).toEqual({ namespace: "default", apiKeyVariable: "TEMPORAL_API_KEY", tls: {} });
    expect(config.experts.dns).toEqual({
      mode: "few-shot",
      model: "wiretale-reference",
      baseUrl: "embedded",
      temperature: 0.7,
      maxTokens: 4096,
    });
    expect(config.endpointsFile).toBe(join(packageRoot(), "examples/endpoints.yaml"));
  });

  it("turns its durations into the milliseconds that workflows take", () => {
    expect(load().policy.model).toEqual({
      startToCloseTimeoutMs: 120_000,
      scheduleToCloseTimeoutMs: 600_000,
      heartbeatTimeoutMs: 10_000,
      retry: {
        initialIntervalMs: 1000,
        backoffCoefficient: 2,
        maximumIntervalMs: 30_000,
        maximumAttempts: 6,
      },
    });
    expect(load().policy.compute).not.toHaveProperty("heartbeatTimeoutMs");
  });

  it("is used, and settled the same, where only OPENAI_API_KEY is set", () => {
    expect(load({ OPENAI_API_KEY: "sk-x" })).toEqual(load());
  });
});

describe("the order of configuration", () => {
  it("is flag, environment, chosen file, ./temporal.yaml, the package's own", async () => {
    const cwd = await temporaryFolder("config");
    await writeFile(
      join(cwd, "temporal.yaml"),
      "connection: { namespace: here, address: 'h:1' }\nmaxRepairs: 7\n",
    );
    await writeFile(join(cwd, "mine.yaml"), "connection:\n  namespace: mine\n");
    expect(load({}, {}, cwd).connection).toMatchObject({ namespace: "here", address: "h:1" });

    const chosen = load({ WIRETALE_CONFIG: "mine.yaml" }, {}, cwd);
    expect(chosen.connection).toMatchObject({ namespace: "mine", address: "h:1" });
    expect(sourceOf(chosen, "connection.namespace")).toBe(join(cwd, "mine.yaml:2:14"));
    expect(sourceOf(chosen, "maxRepairs")).toBe(join(cwd, "temporal.yaml:2:13"));

    const environment = { WIRETALE_CONFIG: "mine.yaml", TEMPORAL_NAMESPACE: "env", TEMPORAL_ADDRESS: "" };
    const named = load(environment, {}, cwd);
    expect(named.connection).toMatchObject({ namespace: "env", address: "h:1" });
    expect(sourceOf(named, "connection.namespace")).toBe("TEMPORAL_NAMESPACE");

    const flagged = load({ WIRETALE_MODEL: "m1", WIRETALE_BASE_URL: "http://h/v1" }, { model: "m2" }, cwd);
    expect(flagged.experts.arp).toMatchObject({ model: "m2", baseUrl: "http://h/v1" });
    expect(sourceOf(flagged, "experts.arp.model")).toBe("--model");
    expect(sourceOf(flagged, "experts.arp.baseUrl")).toBe("WIRETALE_BASE_URL");
  });

  it("takes relative paths from the folder of the file that has them", async () => {
    const cwd = await temporaryFolder("config");
    await mkdir(join(cwd, "sub"));
    await writeFile(join(cwd, "sub/mine.yaml"), "endpointsFile: e.yaml\nartifactStore: { path: ../store }\n");
    const config = load({}, { config: "sub/mine.yaml" }, cwd);
    expect(config.endpointsFile).toBe(join(cwd, "sub/e.yaml"));
    expect(config.artifactStore.path).toBe(join(cwd, "store"));
    expect(load({}, { config: "sub/mine.yaml", endpoints: "other.yaml" }, cwd).endpointsFile).toBe(
      join(cwd, "other.yaml"),
    );
  });

  it("reads a file of comments alone as one that sets nothing", async () => {
    const cwd = await temporaryFolder("config");
    await writeFile(join(cwd, "temporal.yaml"), "# nothing yet\n");
    expect(load({}, {}, cwd)).toEqual(load());
  });
});

describe("a fault in configuration", () => {
  async function faultOf(text: string): Promise<unknown> {
    const cwd = await temporaryFolder("config");
    await writeFile(join(cwd, "temporal.yaml"), text);
    try {
      return load({}, {}, cwd);
    } catch (error) {
      return error;
    }
  }

  it.each([
    ["maxRepair: 3", "1:1: maxRepair: unknown key", "did you mean maxRepairs?"],
    [
      "queues:\n  experts:\n    dns: { concurrency: 0 }",
      "3:25: queues.experts.dns.concurrency: expected at least 1, received 0",
      undefined,
    ],
    [
      "policies:\n  model: { startToClose: 30 }",
      "2:26: policies.model.startToClose: expected a duration like 30s, received 30",
      undefined,
    ],
    [
      "policies:\n  model: { startToClose: 30 seconds }",
      '2:26: policies.model.startToClose: expected a duration like 250ms, 30s, 10m, 24h or 7d, received "30 seconds"',
      undefined,
    ],
    [
      "wireshark: { adapter: tsharc }",
      '1:23: wireshark.adapter: expected one of auto, wiregasm, tshark, received "tsharc"',
      'did you mean "tshark"?',
    ],
    [
      "experts: { arp: { baseUrl: 'http://me:pass@host/v1' } }",
      '1:28: experts.arp.baseUrl: expected embedded, or an http or https URL without user, query and fragment, like https://host/v1, received "http://…@host/v1"',
      undefined,
    ],
    [
      "policies:\n  model:\n    heartbeet: 1s",
      "3:5: policies.model.heartbeet: unknown key",
      "did you mean heartbeat?",
    ],
  ])("names its place: %s", async (text, message, hint) => {
    const fault = await faultOf(text);
    expect(fault).toMatchObject({
      code: "config",
      message: expect.stringContaining(`temporal.yaml:${message}`),
    });
    expect((fault as { hint?: string }).hint).toBe(hint);
  });

  it("in a variable names the variable", () => {
    expect(() => load({ TEMPORAL_ADDRESS: "http://h:1" })).toThrow(
      /^TEMPORAL_ADDRESS: connection\.address: expected host:port/,
    );
    expect(() => load({}, { baseUrl: "ftp://h" })).toThrow(
      /^--base-url: expected embedded, or an http[^\n]* received "ftp:\/\/h"$/,
    );
    expect(() => load({ TEMPORAL_TLS: "maybe" })).toThrow(/^TEMPORAL_TLS: expected true or false/);
    expect(() => load({}, { baseUrl: "http://me:s3cret@h/v1" })).not.toThrow("s3cret");
    expect(() => load({}, { baseUrl: "http://me:s3cret@h/v1" })).toThrow('received "http://…@h/v1"');
    expect(() => load({}, { model: "" })).toThrow("--model: expected the name of a model");
  });

  it("names a missing file", () => {
    expect(() => load({}, { config: "/nonexistent/w.yaml" })).toThrow(
      "/nonexistent/w.yaml: there is no such file",
    );
  });
});

describe("a model named by flag or variable", () => {
  const openAi = { OPENAI_API_KEY: "sk-secret" };

  it("is OpenAI's when its key is set and no endpoint is named", () => {
    expect(load(openAi, { model: "gpt-4o-mini" }).experts.http).toMatchObject({
      model: "gpt-4o-mini",
      baseUrl: "https://api.openai.com/v1",
      keyVariable: "OPENAI_API_KEY",
    });
  });

  it("needs an endpoint", () => {
    expect(() => load({}, { model: "gpt-4o-mini" })).toThrow(
      '--model "gpt-4o-mini": nothing says where this model is',
    );
  });

  it("at another endpoint gets no key, OpenAI's included", () => {
    const config = load(openAi, { model: "llama3.1", baseUrl: "http://127.0.0.1:11434/v1/" });
    expect(config.experts.arp.baseUrl).toBe("http://127.0.0.1:11434/v1");
    expect(config.experts.arp).not.toHaveProperty("keyVariable");
  });

  it("of the reference writer stays embedded", () => {
    expect(load(openAi, { model: "wiretale-reference" }).experts.arp.baseUrl).toBe("embedded");
  });

  it("keeps the endpoint and key that the experts are configured with", async () => {
    const cwd = await temporaryFolder("config");
    const expert = "{ baseUrl: 'https://llm.example/v1', keyVariable: MY_KEY }";
    await writeFile(
      join(cwd, "temporal.yaml"),
      `experts: { arp: ${expert}, dns: ${expert}, http: ${expert} }\n`,
    );
    const own = { baseUrl: "https://llm.example/v1", keyVariable: "MY_KEY" };
    expect(load(openAi, { model: "m" }, cwd).experts.arp).toMatchObject({ model: "m", ...own });
    expect(load({}, { baseUrl: "https://llm.example/v1/" }, cwd).experts.arp).toMatchObject(own);
    const elsewhere = load({}, { baseUrl: "https://evil.example/v1" }, cwd).experts.arp;
    expect(elsewhere).not.toHaveProperty("keyVariable");
  });
});

describe("a key", () => {
  const env = { OPENAI_API_KEY: "sk-secret", AWS_SECRET: "s" };

  it("goes to the endpoint it is configured with and to no other", () => {
    const config = load(env, { model: "gpt-4o-mini" });
    expect(keyOfExpert(resolveExperts(config).arp, config, env)).toBe("sk-secret");
    const steered = [
      { baseUrl: "https://evil.example/v1", keyVariable: "OPENAI_API_KEY" },
      { baseUrl: "https://api.openai.com/v1", keyVariable: "AWS_SECRET" },
    ];
    for (const pair of steered)
      expect(() => keyOfExpert(pair, config, env)).toThrow(/not configured to send/);
    expect(keyOfExpert({ baseUrl: "embedded", keyVariable: "AWS_SECRET" }, config, env)).toBeUndefined();
  });

  it("that is not set is asked for by name", () => {
    const config = load(env, { model: "gpt-4o-mini" });
    expect(() => keyOfExpert(resolveExperts(config).arp, config, {})).toThrow(/^OPENAI_API_KEY is not set/);
  });

  it("is in no configuration value", () => {
    expect(JSON.stringify(load(env, { model: "gpt-4o-mini" }))).not.toContain("sk-secret");
  });
});

describe("a connection", () => {
  it("has TLS when there is an API key, unless told otherwise", () => {
    const env = { TEMPORAL_API_KEY: "k", TEMPORAL_ADDRESS: "a.tmprl.cloud:7233" };
    expect(readConnectionSettings(load(env).connection, env, "a.tmprl.cloud:7233")).toEqual({
      address: "a.tmprl.cloud:7233",
      namespace: "default",
      apiKey: "k",
      tls: true,
    });
    const off = { ...env, TEMPORAL_TLS: "false" };
    expect(readConnectionSettings(load(off).connection, off, "h:1")).not.toHaveProperty("tls");
    expect(readConnectionSettings(load().connection, {}, "h:1")).toEqual({
      address: "h:1",
      namespace: "default",
    });
  });

  it("reads certificates from files and variables", async () => {
    const folder = await temporaryFolder("tls");
    await writeFile(join(folder, "c.pem"), "-----BEGIN CERTIFICATE-----\n");
    const env = {
      TEMPORAL_TLS_CLIENT_CERT_PATH: "c.pem",
      TEMPORAL_TLS_CLIENT_KEY_DATA: "-----BEGIN PRIVATE KEY-----\n",
      TEMPORAL_TLS_SERVER_NAME: "s",
    };
    const { connection } = load(env, {}, folder);
    expect(JSON.stringify(connection)).not.toContain("BEGIN");
    const text = (value: string) => new TextEncoder().encode(value);
    expect(readConnectionSettings(connection, env, "h:1").tls).toEqual({
      serverNameOverride: "s",
      clientCertPair: {
        crt: text("-----BEGIN CERTIFICATE-----\n"),
        key: text("-----BEGIN PRIVATE KEY-----\n"),
      },
    });
  });

  it("refuses a certificate without its key, and a wish to check nothing", () => {
    const env = { TEMPORAL_TLS_CLIENT_CERT_DATA: "-----BEGIN CERTIFICATE-----" };
    expect(() => readConnectionSettings(load(env).connection, env, "h:1")).toThrow(/without its key/);
    expect(() => load({ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: "1" })).toThrow(/always checks/);
  });
});
