import {
  ApplicationFailure,
  executeChild,
  ParentClosePolicy,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type { PublishedTimeline } from "../activities/publish-timeline.js";
import type { ArtifactRef } from "../src/contracts/artifact.js";
import type { Spent } from "../src/contracts/conversation.js";
import type { DayStage, ParkedConversation, ResumeDecision, RunOrigin } from "../src/contracts/day.js";
import { failureTypes, memoKeys, searchAttributeNames, stretchWorkflowId } from "../src/contracts/names.js";
import type { Budget } from "../src/contracts/policy.js";
import type { TimelineRequest } from "../src/contracts/timeline.js";
import { computeActivities, localActivities, wiresharkActivities } from "./activities.js";
import { clientStretch } from "./client-stretch.js";
import type { StretchEnd, StretchInput, StretchResult } from "./client-stretch.js";
import { isArtifactFault, isFailure } from "./failures.js";
import { parkedSignal, progressQuery, stretchSignal } from "./messages.js";
import { describeParked, markParked } from "./parking.js";
import { nothingSpent, plusSpent } from "./policy/budget.js";
import { mustFollow } from "./policy/stretches.js";
import { createSteps } from "./steps.js";

/** How often a stretch is gone through again after artifacts went: what is whole is kept. */
const mostMendings = 3;

/**
 * A scenario from a file: each client lives its acts, in stretches of so many conversations; then everything is joined, judged and
 * published. With the `origin` of a closed run it goes on where that stopped: conversations that are recorded are not had again.
 */
export async function scenarioDay(request: TimelineRequest, origin?: RunOrigin): Promise<PublishedTimeline> {
  if (request.version !== 1) {
    throw ApplicationFailure.nonRetryable(
      `a scenario's request of version ${String(request.version)}: this worker knows version 1`,
      failureTypes.invalidRequest,
    );
  }
  const info = workflowInfo();
  const payer = origin?.payer ?? info.runId;
  const local = localActivities(request);
  const compute = computeActivities(request);
  const wireshark = wiresharkActivities(request);
  const steps = createSteps();
  const { clients } = request.timeline;
  const parts = new Map<string, ArtifactRef[]>(clients.map(({ name }) => [name, []]));
  /** Conversations by client: as stretches told while they ran, and as they came out. */
  const told = new Map<string, number>();
  const had = new Map<string, number>();
  const parked = new Map<string, ParkedConversation>();
  let calls = 0;
  let budget: Budget | undefined = request.budget;
  let spent: Spent = nothingSpent;
  let decision: ResumeDecision | undefined = origin?.decision;

  setHandler(progressQuery, () => {
    const [first] = parked.values();
    return {
      stage: steps.list.at(-1)?.stage ?? "acts",
      steps: steps.list,
      // Those of a conversation under way are its own to tell; the rest is in the report.
      attempts: [],
      ...(first === undefined ? {} : { parked: first }),
    };
  });
  setHandler(stretchSignal, ({ client, conversations: more }) => {
    told.set(client, (told.get(client) ?? 0) + more);
    steps.note([...told].map(([name, count]) => `${name}: ${count} conversations so far`).join(", "));
  });

  const { searchAttributes } = await local.openRun({
    workflowId: info.workflowId,
    runId: info.runId,
    payer,
    request,
    goOn: false,
  });
  setHandler(parkedSignal, ({ conversation: name, parked: news }) => {
    if (news === undefined) parked.delete(name);
    else parked.set(name, news);
    const [first] = parked.values();
    markParked(first, searchAttributes);
    steps.describe(first === undefined ? `${name}: goes on` : describeParked(first));
  });

  markStage("acts");
  await steps.run("acts", async () => {
    // A budget, too, is held by one client at a time: what each has spent is known before the next begins.
    if (budget === undefined && !mustFollow(request.timeline)) {
      await Promise.all(clients.map(({ name }) => live(name)));
    } else {
      let after: ArtifactRef | undefined;
      for (const { name } of clients) after = await live(name, after);
    }
  });
  steps.note([...had].map(([client, count]) => `${client}: ${count} conversations`).join(", "));
  const all = [...parts.values()].flat();
  const assembled = await stage("assemble", () =>
    compute.assembleTimeline({ parts: all, experts: request.experts, timeline: request.timeline }),
  );
  const validated = await stage("validate", () =>
    compute.validateTimeline({ assembled, timeline: request.timeline }),
  );
  const dissected = await stage("dissect", () =>
    wireshark.dissectCapture({
      capture: assembled.capture,
      refused: assembled.refused,
      labels: assembled.labels,
    }),
  );
  const published = await stage("publish", () =>
    local.publishTimeline({
      workflowId: info.workflowId,
      runId: info.runId,
      payer,
      request,
      parts: all,
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

  /** One client, stretch by stretch. */
  async function live(client: string, after?: ArtifactRef): Promise<ArtifactRef> {
    let from: StretchEnd | undefined;
    for (let number = 1; ; number += 1) {
      const result = await stretch(client, number, {
        ...(from === undefined ? {} : { from }),
        ...(after === undefined ? {} : { after }),
      });
      parts.get(client)?.push(result.part);
      had.set(client, (had.get(client) ?? 0) + result.conversations);
      spent = plusSpent(spent, result.spent);
      budget = result.budget ?? budget;
      calls += result.calls;
      upsertMemo({ [memoKeys.calls]: calls, [memoKeys.spent]: spent });
      const { state, next } = result;
      if (next === undefined) return state;
      from = { state, next };
    }
  }

  async function stretch(
    client: string,
    number: number,
    place: Pick<StretchInput, "from" | "after">,
  ): Promise<StretchResult> {
    for (let mendings = 0; ; mendings += 1) {
      const given = decision;
      decision = undefined;
      try {
        return await executeChild(clientStretch, {
          workflowId: stretchWorkflowId(info.workflowId, client, number),
          args: [
            {
              version: 1,
              request,
              client,
              payer,
              spent,
              searchAttributes,
              goOn: origin !== undefined || mendings > 0,
              ...place,
              ...(budget === undefined ? {} : { budget }),
              ...(given === undefined ? {} : { decision: given }),
            },
          ],
          staticSummary: `${client}, stretch ${number}`,
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        });
      } catch (error) {
        if (!isFailure(error) || !isArtifactFault(error) || mendings === mostMendings) throw error;
      }
    }
  }

  async function stage<T>(name: DayStage, act: () => Promise<T>): Promise<T> {
    markStage(name);
    return steps.run(name, act);
  }

  function markStage(name: DayStage): void {
    if (!searchAttributes) return;
    upsertSearchAttributes({ [searchAttributeNames.stage]: [name] });
  }
}
