import type { SummaryProtocol } from "./summary.js";

export const expertNames = ["arp", "icmp", "dns", "http", "tcp"] as const;
export type ExpertName = (typeof expertNames)[number];

/** Those that a day in the life asks, in the order of the day. */
export const dayExpertNames = ["arp", "dns", "http"] as const satisfies readonly ExpertName[];
export type DayExpertName = (typeof dayExpertNames)[number];

/** The expert of a conversation, which is what its name ends with: `dns`, `client-007-dns`. */
export function expertOf(conversation: string): ExpertName {
  const found = expertNames.find((name) => conversation === name || conversation.endsWith(`-${name}`));
  if (found === undefined) throw new Error(`no expert has a conversation ${JSON.stringify(conversation)}`);
  return found;
}

/** A table with a row for every expert. */
export function forEachExpert<T>(row: (name: ExpertName) => T): Readonly<Record<ExpertName, T>> {
  return { arp: row("arp"), icmp: row("icmp"), dns: row("dns"), http: row("http"), tcp: row("tcp") };
}

/** The base URL that stands for the endpoint the worker itself serves: the reference writer. */
export const embeddedBaseUrl = "embedded";
/** The reference writer's model name. It is not a language model, and says so. */
export const referenceModel = "wiretale-reference";

/** An expert as a run uses it: settled by the client, carried in the workflow's input; never a key. */
export interface ResolvedExpert {
  readonly name: ExpertName;
  readonly protocol: SummaryProtocol;
  readonly mode: "few-shot" | "fine-tuned";
  readonly model: string;
  /** `embedded`, or an OpenAI-compatible base URL such as `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** Name of the environment variable, on the worker, that holds the key. */
  readonly keyVariable?: string;
  readonly temperature: number;
  /** Upper bound of tokens in an answer. */
  readonly maxTokens: number;
  readonly taskQueue: string;
  /** Who is asked when this model's answers stay wrong, or it does not answer: once, before the conversation parks. */
  readonly fallback?: FallbackModel;
}

/** Another model for the same expert, with the same prompt and sampling. */
export interface FallbackModel {
  readonly model: string;
  readonly baseUrl: string;
  readonly keyVariable?: string;
}

/** Tokens of one call or a sum of calls, as the endpoint reports them; null where it did not say. */
export interface Usage {
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
}

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}
