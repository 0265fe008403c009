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
import type {
  DayRequest,
  DayResult,
  ParkedConversation,
  ResumeDecision,
  RunOrigin,
} from "../../src/contracts/day.js";
import type { ResolvedAddresses, RouterMac } from "../../src/contracts/learned.js";
import { ensureSearchAttributes } from "../../src/dev-server/search-attributes.js";
import { progressQuery, resumeSignal, resumeUpdate } from "../../workflows/messages.js";
import { dayRequest } from "../support/day-request.js";
import "../support/quiet-temporal.js";

/** A day's workflows on a real server, with activities that do nothing but keep what they were given. */
let connection: Connection;
let native: NativeConnection;

beforeAll(async () => {
  const address = inject("temporalAddress");
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
  expect(await ensureSearchAttributes(native.operatorService, "default")).toBe(true);
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

/** A day in the life asks for no others: a scenario's are not registered here. */
type DayActivities = Omit<
  WorkflowQueueActivities,
  "timelineStep" | "storeTimelinePart" | "recallConversation" | "publishTimeline"
>;
type DayComputing = Omit<ComputeActivities, "assembleTimeline" | "validateTimeline">;
type Activities = DayActivities & DayComputing & ExpertActivities;

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
  const local: DayActivities = {
    planArp: answer("planArp", () => planned("arp")),
    planDns: answer("planDns", () => planned("dns")),
    planHttp: answer("planHttp", () => planned("http")),
    composePrompt: answer("composePrompt", () => ({
      prompt: ref("prompt"),
      promptVersion: "v",
      scriptSeed: 1,
    })),
    learnRouterMac: answer("learnRouterMac", () => routerMac),
    learnResolvedAddresses: answer("learnResolvedAddresses", () => resolvedAddresses),
    openRun: answer("openRun", () => ({ searchAttributes: true, stages: {}, attempts: {} })),
    recordStage: answer("recordStage", () => undefined),
    recordAttempts: answer("recordAttempts", () => undefined),
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
  const compute: DayComputing = {
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
      costUsd: null,
      cached: false,
      lost: 0,
    })),
  };
  return { calls, local, compute, expert };
}

type Fakes = ReturnType<typeof fakes>;

/** Runs a day with the given activities on queues of its own, and stops its workers after. */
async function withDay<T>(
  activities: Fakes,
  changes: Partial<DayRequest> | ((request: DayRequest) => Partial<DayRequest>),
  act: (client: Client, workflowId: string) => Promise<T>,
  origin?: RunOrigin,
): Promise<T> {
  const workflowId = `day-test-${randomUUID()}`;
  const plain = dayRequest(workflowId);
  const request = { ...plain, ...(typeof changes === "function" ? changes(plain) : changes) };
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
    await client.workflow.start("dayInTheLife", {
      workflowId,
      taskQueue: queues.workflows,
      args: origin === undefined ? [request] : [request, origin],
    });
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

/** What the day waits for, once it does. */
async function untilParked(client: Client, id: string, conversation = "arp"): Promise<ParkedConversation> {
  for (;;) {
    const { parked } = await client.workflow.getHandle(id).query(progressQuery);
    if (parked?.conversation === conversation) return parked;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const decide = (client: Client, id: string, conversation: string, decision: ResumeDecision) =>
  client.workflow.getHandle(`${id}/${conversation}`).executeUpdate(resumeUpdate, { args: [decision] });

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
    // What is recorded between the stages is told elsewhere.
    const recording = ["openRun", "recordStage"];
    expect(activities.calls.map(({ name }) => name).filter((name) => !recording.includes(name))).toEqual([
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

  it("parks with everything kept when the last repair is still wrong, and fails when a person gives it up", async () => {
    const activities = fakes(["invalid", "invalid", "invalid"]);
    const failure = await withDay(activities, {}, async (client, id) => {
      const parked = await untilParked(client, id);
      expect(parked).toMatchObject({
        conversation: "arp",
        number: 1,
        reason: "answers-stayed-wrong",
        message: "the arp expert's answers stayed wrong after 3 attempts: arp-reply-mismatch",
        attempts: 3,
        faults: ["arp-reply-mismatch"],
        judgement: ref("judgement-3"),
        skippable: false,
      });
      // Nothing has failed: both wait, and lists tell it.
      for (const workflowId of [id, `${id}/arp`]) {
        const { status, memo, searchAttributes } = await client.workflow.getHandle(workflowId).describe();
        expect(status.name).toBe("RUNNING");
        expect(memo).toMatchObject({ parked: { conversation: "arp", reason: "answers-stayed-wrong" } });
        expect(searchAttributes).toMatchObject({
          WiretaleState: ["parked"],
          WiretaleReason: ["answers-stayed-wrong"],
        });
      }
      expect(await decide(client, id, "arp", { kind: "abandon" })).toMatchObject({ accepted: true });
      return failureOf(client.workflow.getHandle(id).result());
    });
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: "ConversationFailed", nonRetryable: true });
    const [details] = (failure as ApplicationFailure).details as {
      conversation: string;
      attempts: unknown[];
    }[];
    expect(details).toMatchObject({ conversation: "arp" });
    expect(details?.attempts).toHaveLength(3);
    // What comes after was never begun, and what was tried is recorded for another run.
    expect(named(activities, "learnRouterMac")).toEqual([]);
    expect(named(activities, "recordAttempts")[0]).toMatchObject({ record: { attempts: { length: 3 } } });
  });

  it("goes on with what a person says: another model, a temperature, advice", async () => {
    const activities = fakes(["invalid", "invalid", "invalid", "valid"]);
    await withDay(activities, {}, async (client, id) => {
      await untilParked(client, id);
      const decision = {
        kind: "retry",
        model: "better",
        temperature: 0,
        hint: "the router is 192.168.1.1",
      } as const;
      await decide(client, id, "arp", decision);
      await client.workflow.getHandle(id).result();
      const { memo, searchAttributes } = await client.workflow.getHandle(id).describe();
      expect(memo?.parked ?? null).toBeNull();
      expect(searchAttributes).toMatchObject({ WiretaleState: ["running"] });
    });
    expect(named(activities, "composePrompt")[3]).toMatchObject({
      hint: "the router is 192.168.1.1",
      attempt: 4,
    });
    expect(named(activities, "draftScript")[3]).toMatchObject({
      attempt: 4,
      expert: { model: "better", temperature: 0 },
    });
    // The next expert is asked as configured.
    expect(named(activities, "draftScript")[4]).toMatchObject({
      expert: { name: "dns", model: "test-model" },
    });
  });

  it("takes a script by hand only when it is valid", async () => {
    const activities = fakes(["invalid", "invalid", "invalid", "invalid", "valid"]);
    const result = await withDay(activities, {}, async (client, id) => {
      await untilParked(client, id);
      const replace = { kind: "replace", script: ref("by-hand") } as const;
      expect(await decide(client, id, "arp", replace)).toEqual({
        accepted: false,
        message: "the script is wrong: arp-reply-mismatch",
        judgement: ref("judgement-4"),
      });
      expect((await untilParked(client, id)).number).toBe(1);
      expect(await decide(client, id, "arp", replace)).toMatchObject({ accepted: true });
      return client.workflow.getHandle(id).result();
    });
    expect(result).toMatchObject({ status: "completed" });
    expect(named(activities, "draftScript")).toHaveLength(3 + 2);
    const [assembled] = named(activities, "assembleCapture") as { conversations: SpokenConversation[] }[];
    expect(assembled?.conversations[0]?.attempts.at(-1)).toMatchObject({
      attempt: 4,
      author: "person",
      answer: ref("by-hand"),
    });
  });

  it("does without the page where a person says so, and never without what others need", async () => {
    const activities = fakes([
      "invalid",
      "invalid",
      "invalid",
      "valid",
      "valid",
      "invalid",
      "invalid",
      "invalid",
    ]);
    await withDay(activities, {}, async (client, id) => {
      await untilParked(client, id);
      await expect(decide(client, id, "arp", { kind: "skip" })).rejects.toMatchObject({
        cause: { message: expect.stringContaining("cannot do without") as string },
      });
      await decide(client, id, "arp", { kind: "retry" });
      const parked = await untilParked(client, id, "http");
      expect(parked.skippable).toBe(true);
      await decide(client, id, "http", { kind: "skip" });
      await client.workflow.getHandle(id).result();
    });
    const [assembled] = named(activities, "assembleCapture") as { conversations: SpokenConversation[] }[];
    expect(assembled?.conversations.map(({ conversation }) => conversation)).toEqual(["arp", "dns"]);
  });

  it("asks the fallback model before it parks, with the findings", async () => {
    const activities = fakes(["invalid", "invalid", "invalid", "valid"]);
    const { experts } = dayRequest("unused");
    const fallback = { model: "second", baseUrl: "http://127.0.0.1:9/v1" };
    await withDay(
      activities,
      (request) => ({ experts: { ...request.experts, arp: { ...request.experts.arp, fallback } } }),
      (client, id) => client.workflow.getHandle(id).result(),
    );
    expect(named(activities, "draftScript").slice(0, 4)).toMatchObject(
      [experts.arp.model, experts.arp.model, experts.arp.model, "second"].map((model) => ({
        expert: { model },
      })),
    );
    expect(named(activities, "composePrompt")[3]).toMatchObject({ previous: { length: 3 } });
  });

  it("parks with the reason when the model gives no answer, and is resumed by a signal", async () => {
    const activities = fakes();
    const draft = activities.expert.draftScript;
    let healthy = false;
    activities.expert.draftScript = (input) => {
      if (healthy) return draft(input);
      throw ApplicationFailure.create({
        message: "the endpoint refused the key",
        type: "model-key-refused",
        nonRetryable: true,
        details: [{ hint: "check the key" }],
      });
    };
    await withDay(activities, {}, async (client, id) => {
      expect(await untilParked(client, id)).toMatchObject({
        reason: "model-key-refused",
        message: "the endpoint refused the key",
        hint: "check the key",
        attempts: 0,
      });
      healthy = true;
      await client.workflow.getHandle(`${id}/arp`).signal(resumeSignal, { kind: "retry" });
      await client.workflow.getHandle(id).result();
    });
  });

  it("parks before the call that the budget does not cover, and goes on when it is raised", async () => {
    const activities = fakes();
    await withDay(activities, { budget: { tokens: 3 } }, async (client, id) => {
      // Two tokens a call: the second call begins under the budget, the third does not.
      const parked = await untilParked(client, id, "http");
      expect(parked).toMatchObject({ reason: "budget-spent", attempts: 0 });
      expect(parked.message).toContain("4 of 3 tokens are spent");
      expect(named(activities, "draftScript")).toHaveLength(2);
      await decide(client, id, "http", { kind: "raise-budget", budget: { tokens: 100 } });
      await client.workflow.getHandle(id).result();
    });
    expect(named(activities, "draftScript")).toHaveLength(3);
  });

  it("ends Cancelled when it is cancelled while it is parked", async () => {
    const activities = fakes(["invalid", "invalid", "invalid"]);
    await withDay(activities, {}, async (client, id) => {
      await untilParked(client, id);
      await client.workflow.getHandle(id).cancel();
      expect(await failureOf(client.workflow.getHandle(id).result())).toBeInstanceOf(CancelledFailure);
    });
  });

  it("goes on after a closed run without doing again what is recorded", async () => {
    const activities = fakes();
    activities.local.openRun = () =>
      Promise.resolve({
        searchAttributes: true,
        attempts: {},
        stages: {
          arp: {
            status: "done",
            conversation: "arp",
            summary: "",
            attempts: [],
            frames: ref("arp-frames"),
            lastFrameTime: "1700000001.000000",
          },
        },
      });
    await withDay(activities, {}, (client, id) => client.workflow.getHandle(id).result(), {
      payer: "first-run",
    });
    expect(named(activities, "planArp")).toEqual([]);
    expect(named(activities, "learnRouterMac")[0]).toMatchObject({ frames: ref("arp-frames") });
    expect(named(activities, "draftScript")).toMatchObject([{ payer: "first-run" }, { payer: "first-run" }]);
    const stages = named(activities, "recordStage") as { stage: string; payer: string }[];
    expect(stages.map(({ stage }) => stage)).toEqual(["dns", "http", "assemble", "validate", "dissect"]);
  });

  it("makes anew what the store has lost: the prompt within an attempt, the plan by the day", async () => {
    const activities = fakes();
    const { draftScript } = activities.expert;
    const { interpretScript } = activities.compute;
    const lost = (what: string) =>
      ApplicationFailure.nonRetryable(`artifact of the ${what} is not in the store`, "artifact-missing");
    let prompts = 0;
    activities.expert.draftScript = (input) => {
      if ((prompts += 1) === 1) throw lost("prompt");
      return draftScript(input);
    };
    let plans = 0;
    activities.compute.interpretScript = (input) => {
      if ((plans += 1) <= 3) throw lost("plan");
      return interpretScript(input);
    };
    await runDay(activities);
    // First pass: composed, lost, composed again, and the plan missing through two mendings; then planned again.
    expect(named(activities, "planArp")).toHaveLength(2);
    expect(named(activities, "planDns")).toHaveLength(1);
    expect(named(activities, "openRun")).toMatchObject([{ goOn: false }, { goOn: true }]);
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
    let aborted = false;
    const isCalled = new Promise<void>((resolve) => (started = resolve));
    const { createDraftScript } = await import("../../activities/draft-script.js");
    const { activityDependencies } = await import("../support/activity-dependencies.js");
    const dependencies = activityDependencies({
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
    });
    const { store } = dependencies;
    const prompt = await store.put(new TextEncoder().encode("[]"), "application/json");
    activities.local.composePrompt = () => Promise.resolve({ prompt, promptVersion: "v", scriptSeed: 1 });
    activities.expert.draftScript = createDraftScript(dependencies);
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
