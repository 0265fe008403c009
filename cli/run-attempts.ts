/** The attempts of a run, from whoever still knows them: its workflows, its failure, or the artifact store. */
import type { ArtifactStore } from "../src/artifacts/artifact-store.js";
import type { KeyedRecords } from "../src/artifacts/keyed-records.js";
import type { ConversationRecord } from "../src/contracts/conversation.js";
import type { AttemptRecord, ConversationResult, DayProgress, RunRecord } from "../src/contracts/day.js";
import { dayExpertNames } from "../src/contracts/expert.js";
import { runRecordKeys } from "../src/contracts/names.js";
import type { DayRunner } from "./ports.js";
import type { ShownAttempt } from "./render/attempts.js";
import { judgementIn, lastMessage, storedText } from "./stored-attempt.js";

/** A day knows the attempts of conversations that have ended; the one under way is asked itself. */
export async function progressWithAttempts(
  runner: DayRunner,
  workflowId: string,
  runId: string,
): Promise<DayProgress | undefined> {
  const progress = await runner.progress(workflowId, runId);
  const conversation = progress?.parked?.conversation;
  if (progress === undefined || conversation === undefined) return progress;
  const own = await runner.attempts(workflowId, conversation);
  const others = progress.attempts.filter((attempt) => attempt.conversation !== conversation);
  return {
    ...progress,
    attempts: [...others, ...(own?.attempts ?? []).map((attempt) => ({ ...attempt, conversation }))],
  };
}

/** What the store keeps of attempts; one whose artifacts have gone says so in their place. */
export async function readAttempts(
  attempts: DayProgress["attempts"],
  store: ArtifactStore,
): Promise<readonly ShownAttempt[]> {
  return Promise.all(
    attempts.map(async ({ conversation, ...record }) => ({
      conversation,
      record,
      asked: lastMessage(await storedText(record.prompt, store)),
      answered: await storedText(record.answer, store),
      judgement: judgementIn(await storedText(record.judgement, store)),
    })),
  );
}

/** Finished stages of a run that ended without a result: what its experts wrote until then. */
export async function recordedAttempts(
  runs: KeyedRecords,
  workflowId: string,
): Promise<DayProgress["attempts"]> {
  const run = await runs.get<RunRecord>(runRecordKeys.run(workflowId));
  if (run === undefined) return [];
  const found: DayProgress["attempts"][number][] = [];
  for (const conversation of dayExpertNames) {
    const stage = await runs.get<ConversationResult>(runRecordKeys.stage(run.payer, conversation));
    const open = await runs.get<ConversationRecord>(runRecordKeys.attempts(run.payer, conversation));
    const attempts = stage?.attempts ?? open?.attempts.map(({ record }) => record) ?? [];
    found.push(...attempts.map((attempt) => ({ ...attempt, conversation })));
  }
  return found;
}

/** What our workflow puts beside a failure: its steps, and the attempts of the conversation that failed. */
export function progressOfFailure(details: unknown): DayProgress | undefined {
  if (typeof details !== "object" || details === null || !("steps" in details)) return undefined;
  const { steps, attempts, conversation } = details as {
    steps: DayProgress["steps"];
    attempts?: readonly AttemptRecord[];
    conversation?: DayProgress["attempts"][number]["conversation"];
  };
  return {
    stage: steps.at(-1)?.stage ?? "arp",
    steps,
    attempts:
      conversation === undefined ? [] : (attempts ?? []).map((attempt) => ({ ...attempt, conversation })),
  };
}
