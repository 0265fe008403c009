import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationRecord } from "../src/contracts/conversation.js";
import type {
  ConversationName,
  ConversationResult,
  RunRecord,
  TimelineConversationName,
} from "../src/contracts/day.js";
import { WiretaleError } from "../src/contracts/errors.js";
import { dayExpertNames } from "../src/contracts/expert.js";
import { runRecordKeys } from "../src/contracts/names.js";
import type { AssembledCapture } from "./assemble-capture.js";
import type { ActivityDependencies } from "./dependencies.js";
import type { DissectedCapture } from "./dissect-capture.js";
import { activity } from "./failures.js";
import type { ValidatedCapture } from "./validate-capture.js";

/** Stages of a day that are finished, each with what it came to. */
export interface FinishedStages {
  readonly arp?: ConversationResult;
  readonly dns?: ConversationResult;
  readonly http?: ConversationResult;
  readonly assemble?: AssembledCapture;
  readonly validate?: ValidatedCapture;
  readonly dissect?: DissectedCapture;
}
export type RecordedStage = keyof FinishedStages;
const recordedStages = ["arp", "dns", "http", "assemble", "validate", "dissect"] as const;

export interface OpenRunInput extends RunRecord {
  readonly workflowId: string;
  /** Look for what the payer's earlier runs finished: after a closed run, or when an artifact has gone. */
  readonly goOn: boolean;
}

export interface OpenedRun {
  readonly searchAttributes: boolean;
  readonly stages: FinishedStages;
  /** Of conversations that had not finished. */
  readonly attempts: Readonly<Partial<Record<ConversationName, ConversationRecord>>>;
}

/** Records what a run was asked, and gives back what is finished of it with every artifact still whole. */
export function createOpenRun({ runs, store, searchAttributes }: ActivityDependencies) {
  return activity(async ({ workflowId, goOn, ...record }: OpenRunInput): Promise<OpenedRun> => {
    await runs.put(runRecordKeys.run(workflowId), record);
    if (!goOn) return { searchAttributes, stages: {}, attempts: {} };
    const { payer } = record;
    const whole = async (key: string): Promise<unknown> => {
      const value = await runs.get(key);
      return value !== undefined && (await allWhole(store, value)) ? value : undefined;
    };
    const stages = await gather(recordedStages, (stage) => whole(runRecordKeys.stage(payer, stage)));
    const attempts = await gather(dayExpertNames, (name) => whole(runRecordKeys.attempts(payer, name)));
    // Written by the two activities below, from what the workflow had.
    return {
      searchAttributes,
      stages: stages as FinishedStages,
      attempts: attempts as OpenedRun["attempts"],
    };
  });
}

export interface RecordStageInput {
  readonly payer: string;
  /** Conversations of a scenario's clients are stages, too. */
  readonly stage: RecordedStage | TimelineConversationName;
  readonly result: FinishedStages[RecordedStage];
}

/** Records a finished stage unless one is recorded: all runs of a payer come to the same. */
export function createRecordStage({ runs, store }: ActivityDependencies) {
  return activity(async ({ payer, stage, result }: RecordStageInput): Promise<void> => {
    const key = runRecordKeys.stage(payer, stage);
    const kept = await runs.putIfAbsent(key, result);
    // What was recorded has lost an artifact since, and the stage was done again.
    if (!(await allWhole(store, kept))) await runs.put(key, result);
  });
}

export interface RecordAttemptsInput {
  readonly payer: string;
  readonly conversation: ConversationName;
  readonly record: ConversationRecord;
}

/** Records the attempts of a conversation that parks or is cancelled: a later run goes on from there. */
export function createRecordAttempts({ runs }: ActivityDependencies) {
  return activity(async ({ payer, conversation, record }: RecordAttemptsInput): Promise<void> => {
    await runs.put(runRecordKeys.attempts(payer, conversation), record);
  });
}

async function gather<K extends string>(
  names: readonly K[],
  read: (name: K) => Promise<unknown>,
): Promise<Partial<Record<K, unknown>>> {
  const entries: [K, unknown][] = [];
  for (const name of names) {
    const value = await read(name);
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries) as Partial<Record<K, unknown>>;
}

/** Whether every artifact that a value refers to is there, with its own bytes. */
export async function allWhole(store: ArtifactStore, value: unknown): Promise<boolean> {
  for (const ref of refsIn(value)) {
    try {
      await store.get(ref);
    } catch (error) {
      if (error instanceof WiretaleError && /^artifact-(missing|damaged)$/.test(error.code)) return false;
      throw error;
    }
  }
  return true;
}

function refsIn(value: unknown): ArtifactRef[] {
  if (typeof value !== "object" || value === null) return [];
  if ("digest" in value && "mediaType" in value) return [value as ArtifactRef];
  return Object.values(value).flatMap(refsIn);
}
