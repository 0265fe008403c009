import { z } from "zod";
import { embeddedBaseUrl, forEachExpert } from "../contracts/expert.js";
import type { ActivityPolicy } from "../contracts/policy.js";
import { logFormats, logLevels, wiresharkAdapters } from "./config.js";
import { parseDuration } from "./duration.js";

/** What `temporal.yaml` may say; the result is what the rest of Wiretale reads (`Config`, but for its paths). */

const duration = z.string({ error: "a duration like 30s" }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({ code: "custom", message: "a duration like 250ms, 30s, 10m, 24h or 7d", input: text });
  return z.NEVER;
});

const positiveDuration = duration.refine((ms) => ms > 0, "a duration above zero");
const count = z.int().min(1).max(100_000);
const port = z.int().min(0).max(65_535);
const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable, not its value");
const path = z.string().min(1).nullable();

const activityPolicy = z
  .strictObject({
    startToClose: positiveDuration,
    scheduleToClose: positiveDuration,
    heartbeat: positiveDuration.nullable(),
    retry: z.strictObject({
      initialInterval: positiveDuration,
      backoffCoefficient: z.number().min(1).max(100),
      maximumInterval: positiveDuration,
      maximumAttempts: z.int().min(0).max(1000),
    }),
  })
  .transform((row): ActivityPolicy => ({
    startToCloseTimeoutMs: row.startToClose,
    scheduleToCloseTimeoutMs: row.scheduleToClose,
    ...(row.heartbeat === null ? {} : { heartbeatTimeoutMs: row.heartbeat }),
    retry: {
      initialIntervalMs: row.retry.initialInterval,
      backoffCoefficient: row.retry.backoffCoefficient,
      maximumIntervalMs: row.retry.maximumInterval,
      maximumAttempts: row.retry.maximumAttempts,
    },
  }));

const expertQueue = z.strictObject({
  concurrency: count,
  requestsPerSecond: z.number().gt(0).max(100_000).nullable(),
});

export const baseUrlExpectation =
  "embedded, or an http or https URL without user, query and fragment, like https://host/v1";

const baseUrl = z.string().transform((text, context) => {
  const url = text === embeddedBaseUrl ? embeddedBaseUrl : canonicalBaseUrl(text);
  if (url !== undefined) return url;
  context.addIssue({ code: "custom", message: baseUrlExpectation, input: text });
  return z.NEVER;
});

/** Another model for the same expert, asked once when the first one's answers stay wrong. */
const fallback = z.strictObject({
  model: z.string().min(1).max(200),
  baseUrl,
  keyVariable: variableName.nullable(),
});

const expert = z.strictObject({
  mode: z.enum(["few-shot", "fine-tuned"]),
  model: z.string().min(1).max(200),
  baseUrl,
  keyVariable: variableName.nullable(),
  temperature: z.number().min(0).max(2),
  maxTokens: z.int().min(1).max(1_000_000),
  fallback: fallback.nullable(),
});

export const configSchema = z.strictObject({
  connection: z.strictObject({
    address: z
      .string()
      .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$/, "host:port, like 127.0.0.1:7233")
      .nullable(),
    namespace: z.string().min(1).max(255),
    apiKeyVariable: variableName,
    tls: z.strictObject({
      enabled: z.boolean().nullable(),
      serverName: z.string().min(1).nullable(),
      serverCaFile: path,
      clientCertFile: path,
      clientKeyFile: path,
    }),
  }),
  taskQueuePrefix: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, "lower-case letters, digits and hyphens"),
  queues: z.strictObject({
    workflows: z.strictObject({ concurrency: count, cached: z.int().min(0).max(100_000) }),
    compute: z.strictObject({ concurrency: count }),
    experts: z.strictObject(forEachExpert(() => expertQueue)),
  }),
  policies: z.strictObject({
    model: activityPolicy,
    compute: activityPolicy,
    wireshark: activityPolicy,
    storage: activityPolicy,
  }),
  maxRepairs: z.int().min(0).max(20),
  budget: z.strictObject({ tokens: z.int().min(0).nullable(), usd: z.number().min(0).nullable() }),
  devServer: z.strictObject({
    port,
    uiPort: port,
    retention: duration.refine((ms) => ms >= 3_600_000, "a duration of 1h or more"),
    startTimeout: positiveDuration,
  }),
  artifactStore: z.strictObject({ path }),
  experts: z.strictObject(forEachExpert(() => expert)),
  endpointsFile: z.string().min(1),
  wireshark: z.strictObject({ adapter: z.enum(wiresharkAdapters) }),
  logs: z.strictObject({ format: z.enum(logFormats), level: z.enum(logLevels) }),
});

export type ConfigDocument = z.output<typeof configSchema>;

/** Key paths whose values are file names: relative ones start at the folder of the file that has them. */
export const pathKeys: readonly (readonly string[])[] = [
  ["connection", "tls", "serverCaFile"],
  ["connection", "tls", "clientCertFile"],
  ["connection", "tls", "clientKeyFile"],
  ["artifactStore", "path"],
  ["endpointsFile"],
];

/** One spelling for one endpoint: a key is compared by it. Undefined when the text is no base URL. */
export function canonicalBaseUrl(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return undefined;
  return url.href.replace(/\/+$/, "");
}
