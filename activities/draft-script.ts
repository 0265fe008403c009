import { mediaTypes, type ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationName } from "../src/contracts/day.js";
import type { ChatMessage, ResolvedExpert, Usage } from "../src/contracts/expert.js";
import { scriptSeedText } from "../src/contracts/names.js";
import type { CacheMode } from "../src/contracts/policy.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { heartbeating } from "./heartbeat.js";
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
}

export interface Draft {
  readonly answer: ArtifactRef;
  /** What the script is run with, and what the model was given as its seed. */
  readonly scriptSeed: number;
  readonly usage: Usage;
  readonly cached: boolean;
}

/** What is kept of a paid call, under the digest of everything that determined it. */
interface CallRecord {
  readonly answer: ArtifactRef;
  readonly usage: Usage;
}

/**
 * The paid call: asks an expert's model for a script. The answer is stored, and recorded under what determined it,
 * before the activity completes, so that an answer which reached the store is never asked for again.
 */
export function createDraftScript({ store, calls, chatModel, sha256 }: ActivityDependencies) {
  return activity(async (input: DraftInput): Promise<Draft> => {
    const { expert, prompt, seed, attempt } = input;
    const scriptSeed = firstWord(
      sha256(utf8(scriptSeedText(seed, expert.name, input.conversation, attempt))),
    );
    const { model, baseUrl, temperature, maxTokens } = expert;
    const key = hex(
      sha256(
        utf8(
          JSON.stringify([baseUrl, model, { temperature, maxTokens }, prompt.digest, scriptSeed, attempt]),
        ),
      ),
    );

    const recorded = input.cache === "read" ? await calls.get<CallRecord>(key) : undefined;
    if (recorded !== undefined && (await store.has(recorded.answer.digest))) {
      return { ...recorded, scriptSeed, cached: true };
    }
    const messages = await getJson<readonly ChatMessage[]>(store, prompt);
    const completion = await heartbeating((signal) =>
      chatModel(expert).complete({ model, messages, temperature, maxTokens, seed: scriptSeed, signal }),
    );
    const answer = await putText(store, completion.text, mediaTypes.text);
    const record: CallRecord = { answer, usage: completion.usage };
    if (input.cache === "off") return { ...record, scriptSeed, cached: false };
    // A record whose answer has gone from the store is replaced, as with `refresh`. Else, of two that asked for the same
    // at once, the first recorded answer counts for both.
    const replace = input.cache === "refresh" || recorded !== undefined;
    if (replace) await calls.put(key, record);
    const kept = replace ? record : await calls.putIfAbsent(key, record);
    return { ...kept, scriptSeed, cached: false };
  });
}

/** The first four octets as an unsigned number, big-endian. */
function firstWord(digest: Uint8Array): number {
  return new DataView(digest.buffer, digest.byteOffset, 4).getUint32(0);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
