import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationName } from "../src/contracts/day.js";
import { WiretaleError } from "../src/contracts/errors.js";
import type { ChatMessage, ResolvedExpert, Usage } from "../src/contracts/expert.js";
import type { CacheMode } from "../src/contracts/policy.js";
import { runRecordKeys } from "../src/contracts/names.js";
import { costOf } from "../src/contracts/prices.js";
import type { Completion } from "../src/llm/chat-model.js";
import { failureClassOf } from "../src/llm/failure-classes.js";
import type { CallLease } from "../src/artifacts/call-leases.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { heartbeating, leaseMs, pause } from "./heartbeat.js";
import { scriptSeedOf } from "./script-seed.js";
import { getJson, putText } from "./stored-json.js";

export interface DraftInput {
  readonly expert: ResolvedExpert;
  readonly conversation: ConversationName;
  /** JSON: `ChatMessage[]`. */
  readonly prompt: ArtifactRef;
  /** The run's seed. */
  readonly seed: number;
  readonly attempt: number;
  readonly cache: CacheMode;
  /** Whose call this is: what the same payer has an answer to is its own, however the call is repeated. */
  readonly payer: string;
}

export interface Draft {
  readonly answer: ArtifactRef;
  /** What the script is run with, and what the model was given as its seed. */
  readonly scriptSeed: number;
  readonly usage: Usage;
  /** US dollars; null where unknown. */
  readonly costUsd: number | null;
  readonly cached: boolean;
  /** Calls of this payer that ended without an answer, though they may have been paid for. */
  readonly lost: number;
}

/** What is kept of a paid call, under the digest of everything that determined it. */
interface CallRecord {
  readonly answer: ArtifactRef;
  readonly usage: Usage;
  readonly payer: string;
  readonly lost: number;
}

/**
 * The paid call: asks an expert's model for a script. The answer is stored, and recorded under what determined it,
 * before the activity completes, so that an answer which reached the store is never asked for again; and while the call is
 * under way a lease keeps others from making it too.
 */
export function createDraftScript(dependencies: ActivityDependencies) {
  const { store, calls, sha256 } = dependencies;
  return activity(async (input: DraftInput): Promise<Draft> => {
    const { expert, seed, attempt, payer } = input;
    const { conversation } = input;
    const scriptSeed = scriptSeedOf({ seed, expert: expert.name, conversation, attempt }, sha256);
    const key = callKey(input, scriptSeed, sha256);
    const drafted = (record: CallRecord, lostBefore: number): Draft => ({
      answer: record.answer,
      scriptSeed,
      usage: record.usage,
      costUsd: costOf(expert.model, record.usage),
      cached: record.payer !== payer,
      lost: record.payer === payer ? record.lost : lostBefore,
    });
    /** What may be used of the records: never another payer's after `refresh`, nor an answer that is no longer whole. */
    const recorded = async (): Promise<CallRecord | undefined> => {
      const record = await calls.get<CallRecord>(key);
      if (record === undefined || (input.cache !== "read" && record.payer !== payer)) return undefined;
      return (await isWhole(store, record.answer)) ? record : undefined;
    };
    return heartbeating(async (signal) => {
      const lostBefore = await lostOfOtherCalls(dependencies, input, key);
      const lease = await claimOrAnswer(dependencies, key, payer, signal, recorded);
      if ("answer" in lease) return drafted(lease, lostBefore);
      const completion = await askUnderLease(dependencies, input, scriptSeed, lease, signal);
      const answer = await putText(store, completion.text, mediaTypes.text);
      const record: CallRecord = { answer, usage: completion.usage, payer, lost: lostBefore + lease.lost };
      // What stood there was of no use: another's that was to be refreshed, or one whose answer has gone.
      await calls.put(key, record);
      await lease.release("answered");
      return drafted(record, lostBefore);
    });
  });
}

/**
 * Everything that determines the answer. Without the cache the payer is part of it: a retried activity finds its own
 * answer, and nobody else does.
 */
function callKey(
  { expert, prompt, attempt, cache, payer }: DraftInput,
  scriptSeed: number,
  sha256: ActivityDependencies["sha256"],
): string {
  const { model, baseUrl, temperature, maxTokens } = expert;
  const determined = [baseUrl, model, { temperature, maxTokens }, prompt.digest, scriptSeed, attempt];
  return hex(sha256(utf8(JSON.stringify(cache === "off" ? [...determined, payer] : determined))));
}

/** The lease of the call, or the answer that somebody recorded meanwhile. Whoever else asks is waited for. */
async function claimOrAnswer(
  { leases }: ActivityDependencies,
  key: string,
  payer: string,
  signal: AbortSignal,
  recorded: () => Promise<CallRecord | undefined>,
): Promise<CallLease | CallRecord> {
  let mark = "";
  let unchangedMs = 0;
  for (;;) {
    const record = await recorded();
    if (record !== undefined) return record;
    const claim = await leases.claim(key, payer, leaseMs());
    if (claim.kind === "held") {
      // It may have been recorded between the look and the claim.
      const late = await recorded();
      if (late === undefined) return claim.lease;
      await claim.lease.release("refused");
      return late;
    }
    // A clock that was set back makes leases look longer than they are: one that nobody renews has ended.
    unchangedMs = claim.mark === mark ? unchangedMs : 0;
    mark = claim.mark;
    if (unchangedMs >= leaseMs()) await leases.release(key, mark);
    const waitMs = Math.min(Math.max(claim.remainingMs, 20), 250);
    await pause(waitMs, signal);
    unchangedMs += waitMs;
  }
}

/**
 * What was lost for the same attempt with another model, or after another hint: other calls, by other keys. Notes this one too.
 */
async function lostOfOtherCalls(
  { leases, runs }: ActivityDependencies,
  { payer, conversation, attempt }: DraftInput,
  key: string,
): Promise<number> {
  const name = runRecordKeys.callsOfAttempt(payer, conversation, attempt);
  const keys = (await runs.get<readonly string[]>(name)) ?? [];
  if (!keys.includes(key)) await runs.put(name, [...keys, key]);
  const lost = await Promise.all(
    keys.filter((other) => other !== key).map((other) => leases.lost(other, payer)),
  );
  return lost.reduce((sum, count) => sum + count, 0);
}

async function askUnderLease(
  { store, chatModel }: ActivityDependencies,
  { expert, prompt }: DraftInput,
  scriptSeed: number,
  lease: CallLease,
  signal: AbortSignal,
): Promise<Completion> {
  const renewing = setInterval(() => void lease.renew().catch(() => undefined), leaseMs() / 3);
  let asked = false;
  try {
    const messages = await getJson<readonly ChatMessage[]>(store, prompt);
    const { model, temperature, maxTokens } = expert;
    const client = chatModel(expert);
    asked = true;
    return await client.complete({ model, messages, temperature, maxTokens, seed: scriptSeed, signal });
  } catch (error) {
    clearInterval(renewing);
    const lost = asked && !(error instanceof WiretaleError && !failureClassOf(error.code).mayBePaid);
    await lease.release(lost ? "lost" : "refused");
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

/** Whether an artifact is there and is what it was: a damaged one counts as absent, and is made anew. */
async function isWhole(store: ActivityDependencies["store"], ref: ArtifactRef): Promise<boolean> {
  try {
    await store.get(ref);
    return true;
  } catch (error) {
    if (!(error instanceof WiretaleError)) throw error;
    if (error.code === "artifact-missing" || error.code === "artifact-damaged") return false;
    throw error;
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
