import {
  ApplicationFailure,
  executeChild,
  ParentClosePolicy,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { SpokenConversation } from "../activities/assemble-capture.js";
import type { FinishedStages, OpenedRun, RecordedStage } from "../activities/run-record.js";
import type { DayExpertName } from "../src/contracts/expert.js";
import type { PlannedConversation, Spent } from "../src/contracts/conversation.js";
import type {
  ConversationResult,
  DayRequest,
  DayResult,
  DayStage,
  ParkedConversation,
  RunOrigin,
} from "../src/contracts/day.js";
import type { ResolvedAddresses, RouterMac } from "../src/contracts/learned.js";
import {
  conversationWorkflowId,
  failureTypes,
  memoKeys,
  searchAttributeNames,
} from "../src/contracts/names.js";
import type { Budget } from "../src/contracts/policy.js";
import { computeActivities, localActivities, wiresharkActivities } from "./activities.js";
import { conversation } from "./conversation.js";
import { isArtifactFault, isFailure } from "./failures.js";
import { parkedSignal, progressQuery } from "./messages.js";
import { markParked } from "./parking.js";
import { isSkippable } from "./policy/conversations.js";
import { addSpent, nothingSpent } from "./policy/budget.js";
import { createSteps } from "./steps.js";

/** How often a day begins again after artifacts went: what is whole is kept, so that only the missing piece is made anew. */
const mostMendings = 3;

/**
 * A day in the life of a host: it finds its router, looks a name up, fetches a page. What each expert's frames teach is
 * read from those frames and is all the next expert is given of it. Finished stages are recorded in the artifact store, so
 * that a run with the `origin` of a closed one goes on where that stopped.
 */
export async function dayInTheLife(request: DayRequest, origin?: RunOrigin): Promise<DayResult> {
  if (request.version !== 1) {
    throw ApplicationFailure.nonRetryable(
      `a day's request of version ${String(request.version)}: this worker knows version 1`,
      failureTypes.invalidRequest,
    );
  }
  const { scenario, seed } = request;
  const info = workflowInfo();
  const payer = origin?.payer ?? info.runId;
  const local = localActivities(request);
  const compute = computeActivities(request);
  const wireshark = wiresharkActivities(request);
  const results: ConversationResult[] = [];
  const steps = createSteps();
  let decision = origin?.decision;
  let budget: Budget | undefined = request.budget;
  let parked: ParkedConversation | undefined;
  let searchAttributes = false;
  setHandler(progressQuery, () => ({
    stage: steps.list.at(-1)?.stage ?? "arp",
    steps: steps.list,
    attempts: attemptsSoFar(),
    ...(parked === undefined ? {} : { parked }),
  }));
  setHandler(parkedSignal, (news) => {
    parked = news.parked;
    markParked(parked, searchAttributes);
    steps.describe(parked === undefined ? `${news.conversation}: goes on` : parkedLine(parked));
  });

  for (let mendings = 0; ; mendings += 1) {
    const opened = await local.openRun({
      workflowId: info.workflowId,
      runId: info.runId,
      payer,
      request,
      goOn: origin !== undefined || mendings > 0,
    });
    ({ searchAttributes } = opened);
    try {
      return await live(opened);
    } catch (error) {
      if (!isFailure(error) || !isArtifactFault(error) || mendings === mostMendings) throw error;
      steps.beginAgain();
      results.length = 0;
    }
  }

  async function live({ stages, attempts }: OpenedRun): Promise<DayResult> {
    const recordings: Promise<void>[] = [];
    // ARP: who is the router?
    const arp = needed(await converse("arp", () => local.planArp({ scenario, seed, start: request.start })));
    const routerMac = await local.learnRouterMac({ frames: arp.frames, scenario });
    steps.note(
      `the router is at ${routerMac.value} (frame ${routerMac.from.frameNumber} of the ARP conversation)`,
    );

    // DNS: where is the site? A literal address in the URL needs no answer.
    let resolvedAddresses: ResolvedAddresses | undefined;
    let last = arp;
    if (scenario.url.isLiteralAddress) {
      steps.skip("dns", "the URL has a literal address");
    } else {
      const dns = needed(
        await converse("dns", () => local.planDns({ scenario, seed, after: arp.lastFrameTime, routerMac })),
      );
      resolvedAddresses = await local.learnResolvedAddresses({ frames: dns.frames, scenario });
      steps.note(
        `${scenario.url.host} is ${resolvedAddresses.value.join(", ")} (frame ${resolvedAddresses.from.frameNumber} of the DNS conversation)`,
      );
      last = dns;
    }

    // TCP and HTTP: fetch the page, from the address the answer gave, through the router the reply named.
    const http = await converse("http", () =>
      local.planHttp({
        scenario,
        seed,
        after: last.lastFrameTime,
        routerMac,
        ...resolved(resolvedAddresses),
      }),
    );
    if (http.status === "failed") throw givenUp(http);
    steps.note(
      http.status === "skipped" ? "skipped by a person" : `${http.attempts.at(-1)?.frameCount ?? 0} frames`,
    );

    const learned: { routerMac: RouterMac; resolvedAddresses?: ResolvedAddresses } = {
      routerMac,
      ...resolved(resolvedAddresses),
    };
    const spoken = results.filter(isSpoken);
    const assembled = await stage("assemble", () =>
      compute.assembleCapture({ conversations: spoken, learned, experts: request.experts }),
    );
    const validated = await stage("validate", () =>
      compute.validateCapture({ assembled, scenario, learned }),
    );
    const dissected = await stage("dissect", () => wireshark.dissectCapture({ capture: assembled.capture }));
    await Promise.all(recordings);
    const published = await steps.run("publish", () =>
      local.publishRun({
        request,
        workflowId: info.workflowId,
        runId: info.runId,
        payer,
        conversations: results,
        assembled,
        validated,
        dissected,
        steps: steps.list,
      }),
    );
    const refusedBy = [...validated.refusedBy, ...(dissected.status === "absent" ? [] : dissected.refusedBy)];
    if (refusedBy.length > 0) {
      throw ApplicationFailure.nonRetryable(
        `the capture was refused: ${refusedBy.join(", ")}`,
        failureTypes.captureRefused,
        { result: published, steps: steps.list },
      );
    }
    await steps.run("done", () => Promise.resolve());
    markStage("done");
    return published;

    /** A stage that is recorded is not done again; one that is not is recorded when it is done. */
    async function stage<S extends RecordedStage & DayStage>(
      name: S,
      act: () => Promise<NonNullable<FinishedStages[S]>>,
    ): Promise<NonNullable<FinishedStages[S]>> {
      const recorded = stages[name];
      if (recorded !== undefined) {
        steps.keep(name);
        return recorded;
      }
      markStage(name);
      return steps.run(name, async () => {
        const result = await act();
        // The next stage need not wait for the record of this one; the end of the run does.
        if (isFinal(result)) recordings.push(begun(local.recordStage({ payer, stage: name, result })));
        return result;
      });
    }

    async function converse(
      name: DayExpertName,
      plan: () => Promise<PlannedConversation>,
    ): Promise<ConversationResult> {
      const result: ConversationResult = await stage(name, async () => hold(name, await plan()));
      results.push(result);
      budget = result.budget ?? budget;
      upsertMemo({ [memoKeys.calls]: attemptsSoFar().length, [memoKeys.spent]: spentSoFar() });
      return result;
    }

    function hold(name: DayExpertName, planned: PlannedConversation): Promise<ConversationResult> {
      const earlier = attempts[name];
      const given = decision;
      decision = undefined;
      return executeChild(conversation, {
        workflowId: conversationWorkflowId(info.workflowId, name),
        args: [
          {
            version: 1,
            conversation: name,
            planned,
            expert: request.experts[name],
            seed,
            queues: request.queues,
            policy: request.policy,
            cache: request.cache,
            payer,
            spent: spentSoFar(),
            skippable: isSkippable(name),
            searchAttributes,
            ...(budget === undefined ? {} : { budget }),
            ...(earlier === undefined ? {} : { earlier }),
            ...(given === undefined || earlier === undefined ? {} : { decision: given }),
          },
        ],
        staticSummary: `${name} expert: ${request.experts[name].model}`,
        // A cancelled day cancels its conversation and waits until that has ended.
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      });
    }
  }

  function attemptsSoFar() {
    return results.flatMap((result) =>
      result.attempts.map((attempt) => ({ ...attempt, conversation: result.conversation })),
    );
  }

  function spentSoFar(): Spent {
    return addSpent(nothingSpent, attemptsSoFar());
  }

  /** A conversation that what follows needs. */
  function needed(result: ConversationResult): SpokenConversation {
    if (isSpoken(result)) return result;
    throw givenUp(result);
  }

  function givenUp({ conversation: name, attempts }: ConversationResult): ApplicationFailure {
    const faults = attempts.at(-1)?.faults ?? [];
    return ApplicationFailure.nonRetryable(
      `the ${name} conversation was given up after ${attempts.length} attempts: ${faults.join(", ")}`,
      failureTypes.conversationFailed,
      { conversation: name, attempts, steps: steps.list },
    );
  }

  function markStage(name: DayStage): void {
    if (!searchAttributes) return;
    upsertSearchAttributes({ [searchAttributeNames.stage]: [name] });
  }
}

function isSpoken(result: ConversationResult): result is SpokenConversation {
  return result.status === "done" && result.frames !== undefined && result.lastFrameTime !== undefined;
}

/** What was given up by a person is no finished stage: another run may come to more. */
function isFinal(result: object): boolean {
  return !("status" in result && result.status === "failed");
}

function resolved(resolvedAddresses: ResolvedAddresses | undefined): {
  resolvedAddresses?: ResolvedAddresses;
} {
  return resolvedAddresses === undefined ? {} : { resolvedAddresses };
}

/** A promise that is awaited later: until then its failure is nobody's surprise. */
function begun(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}

function parkedLine({ conversation: name, message }: ParkedConversation): string {
  return `**parked** at ${name}: ${message}`;
}
