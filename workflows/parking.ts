import {
  ApplicationFailure,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { ConversationInput } from "../src/contracts/conversation.js";
import type { ParkedConversation, ResumeAnswer, ResumeDecision } from "../src/contracts/day.js";
import { failureTypes, memoKeys, searchAttributeNames } from "../src/contracts/names.js";
import { parkedSignal, resumeSignal, resumeUpdate } from "./messages.js";

/** Where a conversation waits for a person: for days if need be, visible, and without failing anything. */
export interface ParkingPlace {
  readonly parked: ParkedConversation | undefined;
  /** Waits for a decision. Cancelling the run ends the wait. */
  park(
    state: Omit<ParkedConversation, "conversation" | "number" | "sinceMs" | "skippable">,
  ): Promise<ResumeDecision>;
}

/** What a decision is tried with before it is accepted; it says why not. */
export type TryDecision = (decision: ResumeDecision) => Promise<ResumeAnswer>;

export function createParkingPlace(input: ConversationInput, attempt: TryDecision): ParkingPlace {
  let parked: ParkedConversation | undefined;
  let decided: ResumeDecision | undefined;
  /** One at a time: of two people who answer at once, the first is heard. */
  let deciding = false;
  let number = 0;
  let early = input.decision;

  const refusal = (decision: ResumeDecision): string | undefined => {
    if (parked === undefined || decided !== undefined)
      return `the ${input.conversation} conversation is not parked`;
    if (deciding) return "another decision is being tried";
    if (decision.kind === "skip" && !input.skippable)
      return `the scenario cannot do without the ${input.conversation} conversation: what follows needs what it teaches`;
    if (decision.kind === "raise-budget" && parked.reason !== "budget-spent")
      return "it is not the budget that it waits for; retry, replace, skip or abandon";
    return undefined;
  };

  const decide = async (decision: ResumeDecision): Promise<ResumeAnswer> => {
    const refused = refusal(decision);
    if (refused !== undefined) return { accepted: false, message: refused };
    deciding = true;
    try {
      const answer = await attempt(decision);
      if (answer.accepted) decided = decision;
      return answer;
    } finally {
      deciding = false;
    }
  };

  setHandler(resumeUpdate, decide, {
    validator: (decision) => {
      const refused = refusal(decision);
      if (refused !== undefined) throw ApplicationFailure.nonRetryable(refused, failureTypes.decisionRefused);
    },
  });
  setHandler(resumeSignal, async (decision) => {
    await decide(decision);
  });

  return {
    get parked() {
      return parked;
    },
    async park(state) {
      number += 1;
      // Temporal's clock, as everywhere in a workflow.
      const sinceMs = Date.now();
      const { conversation, skippable } = input;
      parked = { ...state, conversation, number, sinceMs, skippable };
      decided = undefined;
      await tell(input, parked);
      const given = early;
      early = undefined;
      if (given !== undefined) await decide(given);
      await condition(() => decided !== undefined);
      parked = undefined;
      await tell(input, undefined);
      // Set by `decide`: the condition says so.
      return decided as unknown as ResumeDecision;
    },
  };
}

/** To Temporal's lists and pages, and to the day this conversation is part of. */
async function tell(input: ConversationInput, parked: ParkedConversation | undefined): Promise<void> {
  const { conversation } = input;
  markParked(parked, input.searchAttributes);
  setCurrentDetails(parked === undefined ? `${conversation}: goes on` : describeParked(parked));
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  try {
    await getExternalWorkflowHandle(parent.workflowId, parent.runId).signal(parkedSignal, {
      conversation,
      ...(parked === undefined ? {} : { parked }),
    });
  } catch (error) {
    // A day that has ended needs no news; its end cancels this conversation anyway.
    if (isCancellation(error)) throw error;
  }
}

/** Marks a workflow as parked or running, for lists. */
export function markParked(parked: ParkedConversation | undefined, searchAttributes: boolean): void {
  upsertMemo({ [memoKeys.parked]: parked === undefined ? null : { ...summaryOf(parked) } });
  if (!searchAttributes) return;
  upsertSearchAttributes({
    [searchAttributeNames.state]: [parked === undefined ? "running" : "parked"],
    [searchAttributeNames.reason]: parked === undefined ? [] : [parked.reason],
  });
}

/** Small enough for a memo: the rest is the query's. */
function summaryOf({ conversation, reason, message, number, sinceMs }: ParkedConversation): object {
  return { conversation, reason, number, sinceMs, message: message.slice(0, 300) };
}

/** For the page of the run in Temporal's UI. */
export function describeParked(parked: ParkedConversation): string {
  const { conversation, reason, message, hint, attempts, faults } = parked;
  return [
    `**parked**: the ${conversation} conversation waits for a person`,
    `reason: ${reason}: ${message}`,
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    `attempts: ${attempts}${faults.length === 0 ? "" : `; findings of the last: ${faults.join(", ")}`}`,
    `go on with: wiretale resume ${workflowInfo().workflowId} --retry`,
  ].join("\n\n");
}
