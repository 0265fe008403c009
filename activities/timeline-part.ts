import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationRecord } from "../src/contracts/conversation.js";
import type { ConversationResult, TimelineConversationName } from "../src/contracts/day.js";
import { runRecordKeys } from "../src/contracts/names.js";
import type { UsedFact } from "../src/timeline/next-conversation.js";
import type { Taught } from "../src/timeline/observe-conversation.js";
import type { ConversationEnds } from "../src/timeline/see-from-point.js";
import type { ActivityDependencies } from "./dependencies.js";
import { activity } from "./failures.js";
import { allWhole } from "./run-record.js";
import { putJson } from "./stored-json.js";

/** A conversation that a client has had, with what it was built from and what it taught. */
export interface TimelineEntry {
  readonly result: ConversationResult;
  readonly uses: readonly UsedFact[];
  readonly taught: readonly Taught[];
  /** Absent in what was stored before captures were taken anywhere but at the clients. */
  readonly ends?: ConversationEnds;
}

/** Keeps a stretch of a client's conversations, so that histories need only refer to it. */
export function createStoreTimelinePart({ store }: ActivityDependencies) {
  return activity(async ({ entries }: { readonly entries: readonly TimelineEntry[] }): Promise<ArtifactRef> =>
    putJson(store, entries),
  );
}

export interface RecallInput {
  readonly payer: string;
  readonly conversation: TimelineConversationName;
}

/** What an earlier run of the same line had come to in one conversation, with every artifact still whole. */
export interface Recalled {
  readonly result?: ConversationResult;
  readonly earlier?: ConversationRecord;
}

export function createRecallConversation({ runs, store }: ActivityDependencies) {
  return activity(async ({ payer, conversation }: RecallInput): Promise<Recalled> => {
    // Written by `recordStage` and `recordAttempts`, from what the workflow had.
    const result = await runs.get<ConversationResult>(runRecordKeys.stage(payer, conversation));
    if (result !== undefined && (await allWhole(store, result))) return { result };
    const earlier = await runs.get<ConversationRecord>(runRecordKeys.attempts(payer, conversation));
    return earlier !== undefined && (await allWhole(store, earlier)) ? { earlier } : {};
  });
}
