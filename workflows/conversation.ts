import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  setHandler,
} from "@temporalio/workflow";
import type { ConversationInput, RecordedAttempt } from "../src/contracts/conversation.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { ConversationResult, ResumeAnswer, ResumeDecision } from "../src/contracts/day.js";
import type { ResolvedExpert } from "../src/contracts/expert.js";
import { localActivities } from "./activities.js";
import { createAttempts } from "./attempts.js";
import type { Judged, Question } from "./attempts.js";
import { isArtifactFault, isFailure, troubleOf } from "./failures.js";
import type { Trouble } from "./failures.js";
import { conversationProgressQuery } from "./messages.js";
import { createParkingPlace } from "./parking.js";
import { nextStep } from "./policy/attempts.js";
import { addSpent, budgetReached, raiseBudget } from "./policy/budget.js";

/** Who is asked next, and how often that was done since it was chosen. */
interface Turn extends Question {
  readonly drafts: number;
  readonly fallbackLeft: boolean;
}

/**
 * One expert, from description to valid frames: draft → interpret → validate, and as often as the policy allows again
 * with the findings as feedback; then the fallback model; then it parks, and waits for a person. Wrong answers are data:
 * the result keeps every attempt.
 */
export async function conversation(input: ConversationInput): Promise<ConversationResult> {
  const { conversation: name, expert, policy } = input;
  const local = localActivities(input);
  const attempts: RecordedAttempt[] = unfinished(input);
  const work = createAttempts(input);
  const records = () => attempts.map(({ record }) => record);
  const spent = () => addSpent(input.spent, records());
  let budget = input.budget;
  /** A script by hand that was found valid, between the decision and its turn. */
  let replaced: Judged | undefined;
  let turn = firstTurn(expert, attempts);
  const place = createParkingPlace(input, tryDecision);
  setHandler(conversationProgressQuery, () => ({
    conversation: name,
    attempts: records(),
    ...(place.parked === undefined ? {} : { parked: place.parked }),
  }));

  try {
    return await converse();
  } catch (error) {
    if (isCancellation(error) && attempts.length > 0)
      await CancellationScope.nonCancellable(() => keepAttempts());
    throw error;
  } finally {
    if (!CancellationScope.current().consideredCancelled) await condition(allHandlersFinished);
  }

  async function converse(): Promise<ConversationResult> {
    let trouble = standingTrouble();
    for (;;) {
      if (trouble === undefined) {
        const judged = await nextAttempt();
        if ("reason" in judged) trouble = judged;
        else if (judged.frames !== undefined && judged.attempt.record.outcome === "valid")
          return done(judged);
        else trouble = standingTrouble();
        if (trouble === undefined) continue;
      }
      const decision = await park(trouble);
      trouble = undefined;
      if (decision.kind === "abandon") return ended("failed");
      if (decision.kind === "skip") return ended("skipped");
      if (decision.kind === "raise-budget") budget = raiseBudget(budget, decision.budget, spent());
      if (decision.kind === "retry") turn = turnOf(decision);
      if (decision.kind === "replace" && replaced !== undefined) {
        attempts.push(replaced.attempt);
        return done(replaced);
      }
    }
  }

  /** The next attempt, or why there is none. */
  async function nextAttempt(): Promise<Judged | Trouble> {
    const reached = budgetReached(budget, spent());
    if (reached !== undefined) {
      const hint = "raise it with `wiretale resume ID --raise-budget`";
      return { reason: "budget-spent", message: `the budget is reached: ${reached}`, hint };
    }
    try {
      const judged = await mending(() => work.ask(turn, attempts));
      attempts.push(judged.attempt);
      turn = { ...turn, drafts: turn.drafts + 1 };
      return judged;
    } catch (error) {
      if (isCancellation(error) || !isFailure(error)) throw error;
      const trouble = troubleOf(error);
      // The plan itself has gone: whoever made it must make it again.
      if (isArtifactFault(error)) throw ApplicationFailure.nonRetryable(trouble.message, trouble.reason);
      if (nextStep({ ...turn, outcome: "unanswered" }, policy.maxRepairs).kind !== "fallback") return trouble;
      turn = fallbackTurn(turn);
      return nextAttempt();
    }
  }

  /** What stands after the last attempt: nothing (go on), or that a person must decide. */
  function standingTrouble(): Trouble | undefined {
    const last = attempts.at(-1)?.record;
    if (last === undefined) return undefined;
    const step = nextStep({ ...turn, outcome: last.outcome }, policy.maxRepairs);
    if (step.kind === "fallback") turn = fallbackTurn(turn);
    if (step.kind !== "park") return undefined;
    const count = `${attempts.length} attempt${attempts.length === 1 ? "" : "s"}`;
    return {
      reason: "answers-stayed-wrong",
      message: `the ${name} expert's answers stayed wrong after ${count}: ${last.faults.join(", ")}`,
    };
  }

  async function park(trouble: Trouble): Promise<ResumeDecision> {
    await keepAttempts();
    const last = attempts.at(-1)?.record;
    return place.park({
      ...trouble,
      attempts: attempts.length,
      faults: last?.faults ?? [],
      ...(last === undefined ? {} : { prompt: last.prompt, script: last.script, judgement: last.judgement }),
    });
  }

  /** A decision's trial: only a script by hand can turn out wrong. */
  async function tryDecision(decision: ResumeDecision): Promise<ResumeAnswer> {
    if (decision.kind !== "replace") return { accepted: true, message: `${name}: ${decision.kind}` };
    const judged = await judge(decision.script);
    if ("reason" in judged) return { accepted: false, message: judged.message };
    const { outcome, faults, judgement } = judged.attempt.record;
    if (outcome === "invalid")
      return { accepted: false, message: `the script is wrong: ${faults.join(", ")}`, judgement };
    replaced = judged;
    return { accepted: true, message: `${name}: the script is valid` };
  }

  async function judge(script: ArtifactRef): Promise<Judged | Trouble> {
    try {
      return await mending(() => work.judgeByHand(script, turn, attempts));
    } catch (error) {
      if (isCancellation(error) || !isFailure(error)) throw error;
      return troubleOf(error);
    }
  }

  /** Does something, and once or twice makes anew what the store has lost meanwhile, from the first attempt on. */
  async function mending<T>(act: () => Promise<T>): Promise<T> {
    for (let mends = 0; ; mends += 1) {
      try {
        return await act();
      } catch (error) {
        if (!isArtifactFault(error) || mends === 2) throw error;
        for (const [index, { record, ...question }] of attempts.entries()) {
          if (record.author === "person") continue;
          attempts[index] = (await work.ask(question, attempts.slice(0, index))).attempt;
        }
      }
    }
  }

  async function keepAttempts(): Promise<void> {
    await local.recordAttempts({ payer: input.payer, conversation: name, record: { attempts } });
  }

  function done({ frames }: Judged): ConversationResult {
    return { ...ended("done"), ...frames };
  }

  function ended(status: ConversationResult["status"]): ConversationResult {
    return {
      status,
      conversation: name,
      summary: input.planned.summaryText,
      attempts: records(),
      ...(budget === undefined ? {} : { budget }),
    };
  }

  function turnOf({ model, hint, temperature }: ResumeDecision & { kind: "retry" }): Turn {
    return {
      expert: {
        ...turn.expert,
        ...(model === undefined ? {} : { model }),
        ...(temperature === undefined ? {} : { temperature }),
      },
      ...(hint === undefined ? {} : { hint }),
      drafts: 0,
      fallbackLeft: false,
    };
  }
}

/** Attempts of an earlier run. A valid one at the end is made again, from the store: its frames are needed. */
function unfinished({ earlier }: ConversationInput): RecordedAttempt[] {
  const attempts = [...(earlier?.attempts ?? [])];
  while (attempts.at(-1)?.record.outcome === "valid") attempts.pop();
  return attempts;
}

function firstTurn(expert: ResolvedExpert, earlier: readonly RecordedAttempt[]): Turn {
  const last = earlier.at(-1);
  if (last === undefined) return { expert, drafts: 0, fallbackLeft: expert.fallback !== undefined };
  const drafts = earlier.filter((attempt) => attempt.expert.model === last.expert.model).length;
  const { fallback } = expert;
  const hadTurn = earlier.some((attempt) => attempt.expert.model === fallback?.model);
  return { expert: last.expert, drafts, fallbackLeft: fallback !== undefined && !hadTurn };
}

function fallbackTurn({ expert }: Turn): Turn {
  const { fallback, keyVariable: _, ...same } = expert;
  return { expert: { ...same, ...fallback }, drafts: 0, fallbackLeft: false };
}
