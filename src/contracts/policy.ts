import type { ExpertName } from "./expert.js";

/** Time-outs and retries of one class of activity, from the table in temporal.yaml. Milliseconds. */
export interface ActivityPolicy {
  readonly startToCloseTimeoutMs: number;
  /** Bound over all attempts and back-offs. */
  readonly scheduleToCloseTimeoutMs: number;
  readonly heartbeatTimeoutMs?: number;
  readonly retry: {
    readonly initialIntervalMs: number;
    readonly backoffCoefficient: number;
    readonly maximumIntervalMs: number;
    readonly maximumAttempts: number;
  };
}

/** One row per class of side effect. */
export interface RunPolicy {
  /** Calls of an expert: slow, paid, rate-limited. */
  readonly model: ActivityPolicy;
  /** Our own computing: interpret, validate, assemble. */
  readonly compute: ActivityPolicy;
  /** Wireshark's child process. */
  readonly wireshark: ActivityPolicy;
  /** Artifact store. */
  readonly storage: ActivityPolicy;
  /** Repairs after the first draft, at most. */
  readonly maxRepairs: number;
}

/** What a run may spend; absent is unlimited. Reaching it parks the run before the next call, and loses nothing. */
export interface Budget {
  /** Input and output tokens together, as the endpoints count them. */
  readonly tokens?: number;
  /** US dollars, by the price table. */
  readonly usd?: number;
}

/** Task queues by name, so that several installations can share a namespace. */
export interface TaskQueues {
  readonly workflows: string;
  readonly compute: string;
  readonly experts: Readonly<Record<ExpertName, string>>;
}

/** What to do about an answer that is already stored: use it, ask again and store, or neither read nor store. */
export const cacheModes = ["read", "refresh", "off"] as const;
export type CacheMode = (typeof cacheModes)[number];
