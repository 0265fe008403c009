import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { Client, Connection, WorkflowFailedError } from "@temporalio/client";
import { NativeConnection, Worker } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { SpokenConversation } from "../../activities/assemble-capture.js";
import type {
  ComputeActivities,
  ExpertActivities,
  WorkflowQueueActivities,
} from "../../activities/queues.js";
import { packageRoot } from "../../src/config/package-root.js";
import type { ArtifactRef } from "../../src/contracts/artifact.js";
import type { DayRequest, DayResult } from "../../src/contracts/day.js";
import type { ResolvedAddresses, RouterMac } from "../../src/contracts/learned.js";
import { progressQuery } from "../../workflows/messages.js";
import { dayRequest } from "../support/day-request.js";
import "../support/quiet-temporal.js";

/** A day's workflows on a real server, with activities that do nothing but keep what they were given. */
let connection: Connection;
let native: NativeConnection;

beforeAll(async () => {
  const address = inject("temporalAddress");
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
});
afterAll(async () => {
  await connection.close();
  await native.close();
});

const ref = (name: string): ArtifactRef => ({ digest: `sha256:${name}`, size: 1, mediaType: "text/plain" });
const none = { chat: 0, note: 0, warn: 0, error: 0 };
const usage = { inputTokens: 1, cachedTokens: null, outputTokens: 1, reasoningTokens: null };
const from = (conversation: string) => ({ conversation, frameNumber: 2, framesDigest: "sha256:frames" });
const routerMac = { value: "50:c7:bf:00:00:01", from: from("arp") } as RouterMac;
const resolvedAddresses = { value: ["198.51.100.9"], from: from("dns") } as unknown as ResolvedAddresses;

type Activities = WorkflowQueueActivities & ComputeActivities & ExpertActivities;

/** Every activity by name with what it was called with; `verdicts` decides which attempts are found valid. */
function fakes(verdicts: readonly ("valid" | "invalid")[] = []) {
  const calls: { name: string; input: Parameters<Activities[keyof Activities]>[0] }[] = [];
  let judged = 0;
  const answer =
    <N extends keyof Activities>(
      name: N,
      value: (input: Parameters<Activities[N]>[0]) => Awaited<ReturnType<Activities[N]>>,
    ) =>
    (input: Parameters<Activities[N]>[0]) => {
      calls.push({ name, input });
      return Promise.resolve(value(input));
    };
  const planned = (name: string) => ({ plan: ref(`plan-${name}`), summaryText: `summary of ${name}` });
  const local: WorkflowQueueActivities = {
    planArp: answer("planArp", () => planned("arp")),
    planDns: answer("planDns", () => planned("dns")),
    planHttp: answer("planHttp", () => planned("http")),
    composePrompt: answer("composePrompt", () => ({ prompt: ref("prompt"), promptVersion: "v" })),
    learnRouterMac: answer("learnRouterMac", () => routerMac),
    learnResolvedAddresses: answer("learnResolvedAddresses", () => resolvedAddresses),
    publishRun: answer("publishRun", (): DayResult => ({
      status: "completed",
      capture: ref("capture"),
      labels: ref("labels"),
      report: ref("report"),
      scripts: [],
      learned: {},
      counts: {
        frames: 15,
        conversations: { requested: 3, validFirst: 3, validAfterRepair: 0, failed: 0 },
        findings: none,
        calls: { made: 3, cached: 0, lost: 0 },
      },
    })),
  };
  const compute: ComputeActivities = {
    interpretScript: answer("interpretScript", () => ({
      script: ref("script"),
      interpretation: ref("interpretation"),
      frameCount: 2,
      frames: { frames: ref("frames"), lastFrameTime: "1700000001.000000" },
    })),
    validateConversation: answer("validateConversation", () => {
      const outcome = verdicts[judged++] ?? "valid";
      return {
        outcome,
        judgement: ref(`judgement-${judged}`),
        diagnosticCount: 0,
        findingCounts: none,
        faults: outcome === "valid" ? [] : ["arp-reply-mismatch"],
      };
    }),
    assembleCapture: answer("assembleCapture", () => ({
      capture: ref("capture"),
      labels: ref("labels"),
      frameCount: 15,
      spans: [],
      learned: {},
    })),
    validateCapture: answer("validateCapture", () => ({ findings: ref("findings"), refusedBy: [] })),
    dissectCapture: answer("dissectCapture", () => ({ status: "absent" as const, why: "a test" })),
  };
  const expert: ExpertActivities = {
    draftScript: answer("draftScript", () => ({
      answer: ref("answer"),
      scriptSeed: 1,
      usage,
      cached: false,
    })),
  };
  return { calls, local, compute, expert };
}

type Fakes = ReturnType<typeof fakes>;

/** Runs a day with the given activities on queues of its own, and stops its workers after. */
async function withDay<T>(
  activities: Fakes,
  changes: Partial<DayRequest>,
  act: (client: Client, workflowId: string) => Promise<T>,
): Promise<T> {
  const workflowId = `day-test-${randomUUID()}`;
  const request = dayRequest(workflowId, changes);
  const { queues } = request;
  const create = (taskQueue: string, registered: object, workflows = false) =>
    Worker.create({
      connection: native,
      taskQueue,
      activities: registered,
      maxHeartbeatThrottleInterval: 200,
      ...(workflows
        ? { workflowBundle: { codePath: join(packageRoot(), "dist", "workflow-bundle.js") } }
        : {}),
    });
  const workers = await Promise.all([
    create(queues.workflows, activities.local, true),
    create(queues.compute, activities.compute),
    ...Object.values(queues.experts).map((queue) => create(queue, activities.expert)),
  ]);
  const runs = workers.map((worker) => worker.run());
  const client = new Client({ connection });
  try {
    await client.workflow.start("dayInTheLife", { workflowId, taskQueue: queues.workflows, args: [request] });
    return await act(client, workflowId);
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(runs);
  }
}

const runDay = (activities: Fakes, changes: Partial<DayRequest> = {}) =>
  withDay(
    activities,
    changes,
    async (client, id) => (await client.workflow.getHandle(id).result()) as DayResult,
  );

const failureOf = async (running: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  return (error as WorkflowFailedError).cause;
};

const named = (activities: Fakes, name: string) =>
  activities.calls.filter((call) => call.name === name).map((call) => call.input as never);

describe("a day in the life", () => {
  it("goes ARP, DNS, HTTP, then judges and publishes", async () => {
    const activities = fakes();
    const result = await runDay(activities);
    expect(result.capture).toEqual(ref("capture"));
    const conversation = ["composePrompt", "draftScript", "interpretScript", "validateConversation"];
    expect(activities.calls.map(({ name }) => name)).toEqual([
      "planArp",
      ...conversation,
      "learnRouterMac",
      "planDns",
      ...conversation,
      "learnResolvedAddresses",
      "planHttp",
      ...conversation,
      "assembleCapture",
      "validateCapture",
      "dissectCapture",
      "publishRun",
    ]);
  });

  it("hands on what was learned, and nothing else", async () => {
    const activities = fakes();
    await runDay(activities);
    expect(named(activities, "planDns")[0]).toMatchObject({ routerMac });
    expect(named(activities, "planHttp")[0]).toMatchObject({ routerMac, resolvedAddresses });
    expect(named(activities, "learnRouterMac")[0]).toMatchObject({ frames: ref("frames") });
  });

  it("asks nobody for the name of a literal address", async () => {
    const activities = fakes();
    const { scenario } = dayRequest("unused");
    const url = {
      href: "http://198.51.100.9/",
      host: "198.51.100.9",
      isLiteralAddress: true,
      port: 80,
      path: "/",
    };
    await runDay(activities, { scenario: { ...scenario, url } });
    expect(named(activities, "planDns")).toEqual([]);
    expect(named(activities, "planHttp")[0]).not.toHaveProperty("resolvedAddresses");
  });

  it("sends findings back to the expert until the frames are valid", async () => {
    const activities = fakes(["invalid", "invalid", "valid"]);
    await runDay(activities);
    const arp = named(activities, "composePrompt").slice(0, 3) as { previous: { faults: string[] }[] }[];
    expect(arp.map(({ previous }) => previous.length)).toEqual([0, 1, 2]);
    expect(arp[1]?.previous[0]?.faults).toEqual(["arp-reply-mismatch"]);
    const [assembled] = named(activities, "assembleCapture") as { conversations: SpokenConversation[] }[];
    expect(assembled?.conversations.map(({ attempts }) => attempts.length)).toEqual([3, 1, 1]);
  });

  it("fails with every attempt kept when the last repair is still wrong", async () => {
    const activities = fakes(["invalid", "invalid", "invalid"]);
    const failure = await failureOf(runDay(activities));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: "ConversationFailed", nonRetryable: true });
    const [details] = (failure as ApplicationFailure).details as {
      conversation: string;
      attempts: unknown[];
    }[];
    expect(details).toMatchObject({ conversation: "arp" });
    expect(details?.attempts).toHaveLength(3);
    // What comes after was never begun.
    expect(named(activities, "learnRouterMac")).toEqual([]);
  });

  it("refuses a capture that a judge refuses, with its report kept", async () => {
    const activities = fakes();
    activities.compute.validateCapture = () =>
      Promise.resolve({ findings: ref("findings"), refusedBy: ["time-runs-back"] });
    const failure = await failureOf(runDay(activities));
    expect(failure).toMatchObject({
      type: "CaptureRefused",
      message: expect.stringContaining("time-runs-back") as string,
    });
    expect(named(activities, "publishRun")).toHaveLength(1);
  });

  it("refuses a request of a version it does not know", async () => {
    const failure = await failureOf(runDay(fakes(), { version: 2 as 1 }));
    expect(failure).toMatchObject({ type: "InvalidRequest" });
  });

  it("retries a failing activity by the policy, and waits as long as it was told", async () => {
    const activities = fakes();
    const draft = activities.expert.draftScript;
    const times: number[] = [];
    activities.expert.draftScript = (input) => {
      times.push(Date.now());
      if (times.length === 1) {
        throw ApplicationFailure.create({
          message: "slow down",
          type: "model-rate-limited",
          nextRetryDelay: 700,
        });
      }
      return draft(input);
    };
    await runDay(activities);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(690);
  });

  it("ends Cancelled when it is cancelled in the middle of a call", async () => {
    const activities = fakes();
    let started = () => {};
    const isCalled = new Promise<void>((resolve) => (started = resolve));
    const { createDraftScript } = await import("../../activities/draft-script.js");
    const { createMemoryArtifactStore, createMemoryCallRecords } =
      await import("../../src/artifacts/memory.js");
    const store = createMemoryArtifactStore();
    const prompt = await store.put(new TextEncoder().encode("[]"), "application/json");
    activities.local.composePrompt = () => Promise.resolve({ prompt, promptVersion: "v" });
    let aborted = false;
    activities.expert.draftScript = createDraftScript({
      store,
      calls: createMemoryCallRecords(),
      sha256: () => new Uint8Array(32),
      chatModel: () => ({
        complete: ({ signal }) => {
          started();
          return new Promise((_, reject) =>
            signal?.addEventListener("abort", () => {
              aborted = true;
              reject(new Error("the HTTP request was aborted"));
            }),
          );
        },
      }),
      promptTexts: () => Promise.reject(new Error("unused")),
      dissector: () => Promise.reject(new Error("unused")),
      versions: { wiretale: "0", node: "0" },
    });
    const failure = await withDay(activities, {}, async (client, id) => {
      const handle = client.workflow.getHandle(id);
      await isCalled;
      await handle.cancel();
      const cause = await failureOf(handle.result());
      expect((await handle.describe()).status.name).toBe("CANCELLED");
      return cause;
    });
    expect(failure).toBeInstanceOf(CancelledFailure);
    expect(aborted).toBe(true);
  });

  it("tells how far it is", async () => {
    const activities = fakes();
    const progress = await withDay(activities, {}, async (client, id) => {
      const handle = client.workflow.getHandle(id);
      await handle.result();
      return handle.query(progressQuery);
    });
    expect(progress.stage).toBe("done");
    expect(progress.steps.map(({ stage, state }) => `${stage} ${state}`)).toEqual(
      ["arp", "dns", "http", "assemble", "validate", "dissect", "publish", "done"].map(
        (stage) => `${stage} done`,
      ),
    );
    expect(progress.steps[0]?.note).toContain(routerMac.value);
    expect(progress.attempts.map(({ conversation }) => conversation)).toEqual(["arp", "dns", "http"]);
  });
});
