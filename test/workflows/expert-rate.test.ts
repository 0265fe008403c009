import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { NativeConnection, Worker } from "@temporalio/worker";
import { expect, inject, it } from "vitest";
import { packageRoot } from "../../src/config/package-root.js";
import type { ArtifactRef } from "../../src/contracts/artifact.js";
import type { ConversationInput } from "../../src/contracts/conversation.js";
import { dayRequest } from "../support/day-request.js";
import "../support/quiet-temporal.js";

const ref: ArtifactRef = { digest: "sha256:x", size: 1, mediaType: "text/plain" };
const none = { chat: 0, note: 0, warn: 0, error: 0 };
const usage = { inputTokens: 1, cachedTokens: null, outputTokens: 1, reasoningTokens: null };

/**
 * The server gives out an expert's calls at the rate of its queue. A token bucket lets the first second's
 * worth go at once, so the rate is measured after it.
 */
it.each([
  { perSecond: 1, calls: 11 },
  { perSecond: 20, calls: 90 },
])("$perSecond calls a second is held within 10 %", { timeout: 90_000 }, async ({ perSecond, calls }) => {
  const address = inject("temporalAddress");
  const prefix = `rate-${randomUUID()}`;
  const request = dayRequest(prefix);
  const { queues } = request;
  const long = { ...request.policy.model, scheduleToCloseTimeoutMs: 120_000 };
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }) });
  const times: number[] = [];
  let composed = 0;
  let letGo = (): void => undefined;
  const allStarted = new Promise<void>((resolve) => (letGo = resolve));
  const expert = {
    draftScript: () => {
      times.push(performance.now());
      // Starts are measured: what comes after them would take the machine from the next.
      return allStarted.then(() => ({
        answer: ref,
        scriptSeed: 1,
        usage,
        costUsd: null,
        cached: false,
        lost: 0,
      }));
    },
  };
  const compute = {
    interpretScript: () =>
      Promise.resolve({
        script: ref,
        interpretation: ref,
        frameCount: 2,
        frames: { frames: ref, lastFrameTime: "1.000000" },
      }),
    validateConversation: () =>
      Promise.resolve({
        outcome: "valid",
        judgement: ref,
        diagnosticCount: 0,
        findingCounts: none,
        faults: [],
      }),
  };
  const local = {
    composePrompt: () => {
      composed += 1;
      return Promise.resolve({ prompt: ref, promptVersion: "v", scriptSeed: 1 });
    },
  };
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: queues.workflows,
      activities: local,
      workflowBundle: { codePath: join(packageRoot(), "dist", "workflow-bundle.js") },
    }),
    Worker.create({ connection, taskQueue: queues.compute, activities: compute }),
  ]);
  const runs = workers.map((worker) => worker.run());
  try {
    const input: ConversationInput = {
      version: 1,
      conversation: "arp",
      planned: { plan: ref, summaryText: "" },
      expert: request.experts.arp,
      seed: 1,
      queues,
      policy: { ...request.policy, model: long },
      cache: "off",
      payer: "run",
      spent: { tokens: 0, usd: 0 },
      skippable: false,
      searchAttributes: false,
    };
    const ids = Array.from({ length: calls }, (_, index) => `${prefix}-${index}`);
    await Promise.all(
      ids.map((workflowId) =>
        client.workflow.start("conversation", { workflowId, taskQueue: queues.workflows, args: [input] }),
      ),
    );
    // A queue that is full before anybody takes from it.
    while (composed < calls) await new Promise((resolve) => setTimeout(resolve, 50));
    const taker = await Worker.create({
      connection,
      taskQueue: queues.experts.arp,
      activities: expert,
      maxTaskQueueActivitiesPerSecond: perSecond,
    });
    workers.push(taker);
    runs.push(taker.run());
    while (times.length < calls) await new Promise((resolve) => setTimeout(resolve, 50));
    const paced = times.slice(perSecond);
    const [first = 0] = paced;
    const rate = (paced.length - 1) / (((paced.at(-1) ?? 0) - first) / 1000);
    console.log(`${perSecond} a second: measured ${rate.toFixed(2)}`);
    expect(rate).toBeGreaterThan(perSecond * 0.9);
    expect(rate).toBeLessThan(perSecond * 1.1);
    await Promise.all(
      ids.map((id) =>
        client.workflow
          .getHandle(id)
          .terminate()
          .catch(() => undefined),
      ),
    );
  } finally {
    letGo();
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
    await connection.close();
    await client.connection.close();
  }
});
