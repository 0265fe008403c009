import type { ExpertName, FallbackModel } from "../contracts/expert.js";
import type { Budget, RunPolicy } from "../contracts/policy.js";

/** Everything that can be configured, settled. Paths are absolute; times in milliseconds; never a key. */
export interface Config {
  readonly connection: ConnectionConfig;
  readonly taskQueuePrefix: string;
  readonly queues: {
    readonly workflows: { readonly concurrency: number; readonly cached: number };
    readonly compute: { readonly concurrency: number };
    readonly experts: Readonly<Record<ExpertName, ExpertQueueConfig>>;
  };
  /** `policies` and `maxRepairs` of the file, as workflows take them. */
  readonly policy: RunPolicy;
  /** Of each run; absent: no bound. */
  readonly budget?: Budget;
  readonly devServer: DevServerConfig;
  readonly artifactStore: { readonly path?: string };
  readonly experts: Readonly<Record<ExpertName, ExpertConfig>>;
  readonly endpointsFile: string;
  readonly wireshark: { readonly adapter: WiresharkAdapter };
  readonly logs: LogsConfig;
  /** Every value as the file has it, and where it came from: for `config print`. */
  readonly entries: readonly ConfigEntry[];
}

export interface ConfigEntry {
  /** `queues.experts.arp.concurrency` */
  readonly key: string;
  readonly value: string | number | boolean | null;
  /** `--model`, `TEMPORAL_ADDRESS`, `/path/temporal.yaml:12:5`. */
  readonly source: string;
}

export interface ConnectionConfig {
  /** `host:port`; absent: a dev server of our own. */
  readonly address?: string;
  readonly namespace: string;
  readonly apiKeyVariable: string;
  readonly tls: TlsConfig;
}

/** Each certificate is a file, or a variable that holds the PEM text itself. */
export interface TlsConfig {
  readonly enabled?: boolean;
  readonly serverName?: string;
  readonly serverCa?: PemSource;
  readonly clientCert?: PemSource;
  readonly clientKey?: PemSource;
}
export type PemSource = { readonly file: string } | { readonly variable: string };

export interface ExpertQueueConfig {
  readonly concurrency: number;
  readonly requestsPerSecond?: number;
}

export interface DevServerConfig {
  /** 0: a free one. */
  readonly port: number;
  readonly uiPort: number;
  readonly retentionMs: number;
  readonly startTimeoutMs: number;
}

export interface ExpertConfig {
  readonly mode: "few-shot" | "fine-tuned";
  readonly model: string;
  /** `embedded`, or an OpenAI-compatible base URL without final slash. */
  readonly baseUrl: string;
  readonly keyVariable?: string;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly fallback?: FallbackModel;
}

/** What a worker says on stderr. */
export interface LogsConfig {
  readonly format: (typeof logFormats)[number];
  readonly level: (typeof logLevels)[number];
}
export const logFormats = ["text", "json"] as const;
export const logLevels = ["error", "warn", "info", "debug"] as const;

export const wiresharkAdapters = ["auto", "wiregasm", "tshark"] as const;
export type WiresharkAdapter = (typeof wiresharkAdapters)[number];
