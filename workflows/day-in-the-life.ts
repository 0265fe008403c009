import {
  ApplicationFailure,
  executeChild,
  ParentClosePolicy,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import type { SpokenConversation } from "../activities/assemble-capture.js";
import type { PlannedConversation } from "../src/contracts/conversation.js";
import type { ConversationName, ConversationResult, DayRequest, DayResult } from "../src/contracts/day.js";
import type { ResolvedAddresses } from "../src/contracts/learned.js";
import { conversationWorkflowId, failureTypes } from "../src/contracts/names.js";
import { computeActivities, localActivities, wiresharkActivities } from "./activities.js";
import { conversation } from "./conversation.js";
import { progressQuery } from "./messages.js";
import { createSteps } from "./steps.js";

/**
 * A day in the life of a host: it finds its router, looks a name up, fetches a page. What each expert's frames teach is
 * read from those frames and is all the next expert is given of it.
 */
export async function dayInTheLife(request: DayRequest): Promise<DayResult> {
  if (request.version !== 1) {
    throw ApplicationFailure.nonRetryable(
      `a day's request of version ${String(request.version)}: this worker knows version 1`,
      failureTypes.invalidRequest,
    );
  }
  const { scenario, seed } = request;
  const info = workflowInfo();
  const local = localActivities(request);
  const compute = computeActivities(request);
  const wireshark = wiresharkActivities(request);
  const spoken: SpokenConversation[] = [];
  const results: ConversationResult[] = [];
  const steps = createSteps();
  setHandler(progressQuery, () => ({
    stage: steps.list.at(-1)?.stage ?? "arp",
    steps: steps.list,
    attempts: results.flatMap((result) =>
      result.attempts.map((attempt) => ({ ...attempt, conversation: result.conversation })),
    ),
  }));

  // ARP: who is the router?
  const arp = await steps.run("arp", async () => {
    const planned = await local.planArp({ scenario, seed, start: request.start });
    return converse("arp", planned);
  });
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
    const dns = await steps.run("dns", async () =>
      converse("dns", await local.planDns({ scenario, seed, after: arp.lastFrameTime, routerMac })),
    );
    resolvedAddresses = await local.learnResolvedAddresses({ frames: dns.frames, scenario });
    steps.note(
      `${scenario.url.host} is ${resolvedAddresses.value.join(", ")} (frame ${resolvedAddresses.from.frameNumber} of the DNS conversation)`,
    );
    last = dns;
  }

  // TCP and HTTP: fetch the page, from the address the answer gave, through the router the reply named.
  const http = await steps.run("http", async () =>
    converse(
      "http",
      await local.planHttp({
        scenario,
        seed,
        after: last.lastFrameTime,
        routerMac,
        ...(resolvedAddresses === undefined ? {} : { resolvedAddresses }),
      }),
    ),
  );
  steps.note(`${http.attempts.at(-1)?.frameCount ?? 0} frames`);

  const learned = { routerMac, ...(resolvedAddresses === undefined ? {} : { resolvedAddresses }) };
  const assembled = await steps.run("assemble", () =>
    compute.assembleCapture({ conversations: spoken, learned, experts: request.experts }),
  );
  const validated = await steps.run("validate", () =>
    compute.validateCapture({ assembled, scenario, learned }),
  );
  const dissected = await steps.run("dissect", () =>
    wireshark.dissectCapture({ capture: assembled.capture }),
  );
  const published = await steps.run("publish", () =>
    local.publishRun({
      request,
      workflowId: info.workflowId,
      runId: info.runId,
      conversations: spoken,
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
  return published;

  async function converse(name: ConversationName, planned: PlannedConversation): Promise<SpokenConversation> {
    const result = await executeChild(conversation, {
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
        },
      ],
      staticSummary: `${name} expert: ${request.experts[name].model}`,
      // A cancelled day cancels its conversation and waits until that has ended.
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    });
    results.push(result);
    const { frames, lastFrameTime } = result;
    if (result.status === "failed" || frames === undefined || lastFrameTime === undefined) {
      const faults = result.attempts.at(-1)?.faults ?? [];
      throw ApplicationFailure.nonRetryable(
        `the ${name} expert's answers stayed wrong after ${result.attempts.length} attempts: ${faults.join(", ")}`,
        failureTypes.conversationFailed,
        { conversation: name, attempts: result.attempts, steps: steps.list },
      );
    }
    const done: SpokenConversation = { ...result, frames, lastFrameTime };
    spoken.push(done);
    return done;
  }
}
