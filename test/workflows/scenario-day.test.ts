import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { Client, Connection, WorkflowFailedError } from "@temporalio/client";
import { NativeConnection, Worker } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type {
  ComputeActivities,
  ExpertActivities,
  WorkflowQueueActivities,
} from "../../activities/queues.js";
import type { TimelineEntry } from "../../activities/timeline-part.js";
import type { TimelineStepInput } from "../../activities/timeline-step.js";
import { packageRoot } from "../../src/config/package-root.js";
import type { ArtifactRef } from "../../src/contracts/artifact.js";
import type {
  ConversationResult,
  ParkedConversation,
  RunOrigin,
  TimelineConversationName,
} from "../../src/contracts/day.js";
import type { TimelineRequest } from "../../src/contracts/timeline.js";
import { ensureSearchAttributes } from "../../src/dev-server/search-attributes.js";
import { progressQuery, resumeUpdate } from "../../workflows/messages.js";
import { conversationsPerStretch } from "../../workflows/policy/stretches.js";
import { dayRequest } from "../support/day-request.js";
import { timelineOf } from "../timeline/live-acts.js";
import "../support/quiet-temporal.js";

/** The workflows of a scenario on a real server, with activities that do nothing but keep what they were given. */
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
const result = ref("result");

type Local = Pick<
  WorkflowQueueActivities,
  | "timelineStep" | "storeTimelinePart" | "recallConversation" | "publishTimeline" | "composePrompt" | "openRun" | "recordStage" | "recordAttempts"
>; // prettier-ignore
type Computing = Pick<
  ComputeActivities,
  "interpretScript" | "validateConversation" | "assembleTimeline" | "validateTimeline" | "dissectCapture"
>;
type Activities = Local & Computing & ExpertActivities;

/** `turns`: conversations of each client. `invalid`: how often each conversation's drafts are wrong before one is right. */
function fakes({
  turns = 2,
  invalid = {},
  recorded = [],
}: {
  readonly turns?: number;
  readonly invalid?: Readonly<Record<string, number>>;
  readonly recorded?: readonly string[];
} = {}) {
  const calls: { name: string; input: unknown }[] = [];
  const drafts = new Map<string, number>();
  const answer =
    <N extends keyof Activities>(
      name: N,
      value: (input: Parameters<Activities[N]>[0]) => Awaited<ReturnType<Activities[N]>>,
    ) =>
    (input: Parameters<Activities[N]>[0]) => {
      calls.push({ name, input });
      return Promise.resolve(value(input));
    };
  const turn = (client: string, number: number) => {
    const conversation: TimelineConversationName = `${client}-${String(number).padStart(3, "0")}-icmp`;
    return {
      conversation,
      expert: "icmp" as const,
      planned: { plan: ref(conversation), summaryText: conversation },
      teaches: { kind: "nothing", endsAct: true } as const,
      uses: [],
      skippable: true,
    };
  };
  const had = (conversation: TimelineConversationName): ConversationResult => ({
    status: "done",
    conversation,
    summary: conversation,
    attempts: [],
    frames: ref("frames"),
    lastFrameTime: "1700000001.000000",
  });
  const local: Local = {
    timelineStep: answer("timelineStep", ({ client, state }) => {
      const number = state === undefined ? 1 : Number(/\d+$/u.exec(state.digest)?.[0]) + 1;
      return {
        state: ref(`state of ${client} ${number}`),
        taught: [],
        ...(number > turns ? {} : { next: turn(client, number) }),
      };
    }),
    storeTimelinePart: answer("storeTimelinePart", ({ entries }) => ref(`part of ${entries.length}`)),
    recallConversation: answer("recallConversation", ({ conversation }) =>
      recorded.includes(conversation) ? { result: had(conversation) } : {},
    ),
    publishTimeline: answer("publishTimeline", () => ({ result })),
    composePrompt: answer("composePrompt", () => ({
      prompt: ref("prompt"),
      promptVersion: "v",
      scriptSeed: 1,
    })),
    openRun: answer("openRun", () => ({ searchAttributes: true, stages: {}, attempts: {} })),
    recordStage: answer("recordStage", () => undefined),
    recordAttempts: answer("recordAttempts", () => undefined),
  };
  const compute: Computing = {
    interpretScript: answer("interpretScript", () => ({
      script: ref("script"),
      interpretation: ref("interpretation"),
      frameCount: 2,
      frames: { frames: ref("frames"), lastFrameTime: "1700000001.000000" },
    })),
    validateConversation: answer("validateConversation", ({ planned }) => {
      const number = (drafts.get(planned.summaryText) ?? 0) + 1;
      drafts.set(planned.summaryText, number);
      const isWrong = number <= (invalid[planned.summaryText] ?? 0);
      return {
        outcome: isWrong ? "invalid" : "valid",
        judgement: ref("judgement"),
        diagnosticCount: 0,
        findingCounts: none,
        faults: isWrong ? ["icmp-reply-mismatch"] : [],
      };
    }),
    assembleTimeline: answer("assembleTimeline", () => ({
      capture: ref("capture"),
      labels: ref("labels"),
      frameCount: 4,
      conversations: ref("conversations"),
      refused: [3, 4],
      learned: {},
    })),
    validateTimeline: answer("validateTimeline", () => ({ findings: ref("findings"), refusedBy: [] })),
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

const inputs = <N extends keyof Activities>(activities: Fakes, name: N) =>
  activities.calls
    .filter((call) => call.name === name)
    .map((call) => call.input as Parameters<Activities[N]>[0]);

const ping = "[{ do: ping, target: router, count: 1 }]";
const timeline = (macOfRouter: string) =>
  timelineOf(`
network: 192.168.1.0/24
hosts:
  one: { ip: 192.168.1.23, persona: linux-client }
  two: { ip: 192.168.1.24, persona: linux-client }
  router: { ip: 192.168.1.1, persona: home-router${macOfRouter} }
acts: { one: ${ping}, two: ${ping} }
`);
const fixed = timeline(', mac: "50:c7:bf:2e:40:11"');
const open = timeline("");

async function withScenario<T>(
  activities: Fakes,
  changes: Partial<TimelineRequest>,
  act: (client: Client, workflowId: string) => Promise<T>,
  origin?: RunOrigin,
): Promise<T> {
  const workflowId = `scenario-test-${randomUUID()}`;
  const { scenario: _, ...plain } = dayRequest(workflowId);
  const request: TimelineRequest = { ...plain, kind: "timeline", timeline: fixed, ...changes };
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
    create(queues.experts.icmp, activities.expert),
  ]);
  const runs = workers.map((worker) => worker.run());
  const client = new Client({ connection });
  try {
    await client.workflow.start("scenarioDay", {
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

const resultOf = (client: Client, id: string) => client.workflow.getHandle(id).result();

async function untilParked(client: Client, id: string): Promise<ParkedConversation> {
  for (;;) {
    const { parked } = await client.workflow.getHandle(id).query(progressQuery);
    if (parked !== undefined) return parked;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

const failureOf = async (running: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WorkflowFailedError);
  return (error as WorkflowFailedError).cause;
};

describe("a scenario's day", () => {
  it("lets every client live its acts, then judges and publishes what all of them did", async () => {
    const activities = fakes();
    const published = await withScenario(activities, {}, resultOf);
    expect(published).toEqual({ result });
    const parts = inputs(activities, "storeTimelinePart").map(({ entries }) =>
      entries.map(({ result: { conversation } }: TimelineEntry) => conversation),
    );
    expect(parts).toHaveLength(2);
    expect(parts).toEqual(
      expect.arrayContaining([
        ["one-001-icmp", "one-002-icmp"],
        ["two-001-icmp", "two-002-icmp"],
      ]),
    );
    expect(inputs(activities, "assembleTimeline")[0]?.parts).toEqual([ref("part of 2"), ref("part of 2")]);
    expect(inputs(activities, "dissectCapture")[0]).toEqual({
      capture: ref("capture"),
      refused: [3, 4],
      labels: ref("labels"),
    });
    expect(
      inputs(activities, "recordStage")
        .map(({ stage }) => stage)
        .sort(),
    ).toEqual(parts.flat().sort());
  });

  it("hands what a conversation's frames said to the step after it", async () => {
    const activities = fakes();
    await withScenario(activities, {}, resultOf);
    const steps = inputs(activities, "timelineStep").filter(({ client }) => client === "one");
    expect(steps.map(({ state }) => state)).toEqual([
      undefined,
      ref("state of one 1"),
      ref("state of one 2"),
    ]);
    expect(steps.map(({ had }) => had?.conversation)).toEqual([undefined, "one-001-icmp", "one-002-icmp"]);
    expect(steps[1]?.had).toMatchObject({ frames: ref("frames"), lastFrameTime: "1700000001.000000" });
  });

  it("where something is open to several clients, the second begins with what the first was told", async () => {
    const activities = fakes();
    await withScenario(activities, { timeline: open }, resultOf);
    const order = inputs(activities, "timelineStep").map(({ client }: TimelineStepInput) => client);
    expect(order).toEqual(["one", "one", "one", "two", "two", "two"]);
    const [first] = inputs(activities, "timelineStep").filter(({ client }) => client === "two");
    expect(first?.after).toEqual(ref("state of one 3"));
  });

  it("cuts a long day into stretches whose histories stay short", async () => {
    const turns = 2 * conversationsPerStretch + 5;
    const activities = fakes({ turns });
    const { clients, hosts } = fixed;
    const lengths = await withScenario(
      activities,
      { timeline: { ...fixed, clients: clients.slice(0, 1), hosts } },
      async (client, id) => {
        await resultOf(client, id);
        const events = async (workflowId: string) =>
          (await client.workflow.getHandle(workflowId).fetchHistory()).events?.length ?? 0;
        return Promise.all([events(id), ...[1, 2, 3].map((number) => events(`${id}/one-stretch-${number}`))]);
      },
    );
    // The conversation that is planned when a stretch ends is had in the next one.
    expect(inputs(activities, "draftScript")).toHaveLength(turns);
    expect(inputs(activities, "storeTimelinePart").map(({ entries }) => entries.length)).toEqual([
      conversationsPerStretch,
      conversationsPerStretch,
      5,
    ]);
    for (const length of lengths) expect(length).toBeLessThan(4096);
  });

  it("parks where answers stay wrong, tells so, and goes on with what a person says", async () => {
    const activities = fakes({ invalid: { "two-002-icmp": 3 } });
    await withScenario(activities, {}, async (client, id) => {
      const parked = await untilParked(client, id);
      expect(parked).toMatchObject({
        conversation: "two-002-icmp",
        reason: "answers-stayed-wrong",
        faults: ["icmp-reply-mismatch"],
        skippable: true,
      });
      const { memo, searchAttributes } = await client.workflow.getHandle(id).describe();
      expect(memo).toMatchObject({ parked: { conversation: "two-002-icmp" } });
      expect(searchAttributes).toMatchObject({ WiretaleState: ["parked"] });
      const answered = await client.workflow
        .getHandle(`${id}/two-002-icmp`)
        .executeUpdate(resumeUpdate, { args: [{ kind: "retry", hint: "seq 2" }] });
      expect(answered).toMatchObject({ accepted: true });
      await resultOf(client, id);
      expect((await client.workflow.getHandle(id).describe()).memo?.parked ?? null).toBeNull();
    });
    expect(inputs(activities, "composePrompt").at(-1)).toMatchObject({ hint: "seq 2", attempt: 4 });
  });

  it("does without a conversation that a person skips, and fails with one that is given up", async () => {
    const skipped = fakes({ invalid: { "one-001-icmp": 3 } });
    await withScenario(skipped, {}, async (client, id) => {
      await untilParked(client, id);
      await client.workflow
        .getHandle(`${id}/one-001-icmp`)
        .executeUpdate(resumeUpdate, { args: [{ kind: "skip" }] });
      await resultOf(client, id);
    });
    const after = inputs(skipped, "timelineStep").find(({ had }) => had?.conversation === "one-001-icmp");
    expect(after?.had).not.toHaveProperty("frames");

    const abandoned = fakes({ invalid: { "one-001-icmp": 3 } });
    const failure = await withScenario(abandoned, {}, async (client, id) => {
      await untilParked(client, id);
      await client.workflow
        .getHandle(`${id}/one-001-icmp`)
        .executeUpdate(resumeUpdate, { args: [{ kind: "abandon" }] });
      return failureOf(resultOf(client, id));
    });
    const inner = failure instanceof Error ? failure.cause : undefined;
    expect(inner).toBeInstanceOf(ApplicationFailure);
    expect(inner).toMatchObject({ type: "ConversationFailed" });
    expect(inputs(abandoned, "assembleTimeline")).toEqual([]);
  });

  it("goes on where a closed run stopped: what is recorded is not had again", async () => {
    const activities = fakes({ recorded: ["one-001-icmp", "one-002-icmp", "two-001-icmp"] });
    await withScenario(activities, {}, resultOf, { payer: "an earlier run" });
    expect(inputs(activities, "draftScript").map(({ conversation, payer }) => [conversation, payer])).toEqual(
      [["two-002-icmp", "an earlier run"]],
    );
    expect(inputs(activities, "recordStage").map(({ stage }) => stage)).toEqual(["two-002-icmp"]);
    const kept = inputs(activities, "storeTimelinePart").map(({ entries }) => entries.length);
    expect(kept).toEqual([2, 2]);
  });

  it("is cancelled with everything under it", async () => {
    const activities = fakes({ invalid: { "one-001-icmp": 3, "two-001-icmp": 3 } });
    const [failure, status] = await withScenario(activities, {}, async (client, id) => {
      await untilParked(client, id);
      await client.workflow.getHandle(id).cancel();
      const why = await failureOf(resultOf(client, id));
      const child = client.workflow.getHandle(`${id}/one-001-icmp`);
      await child.result().catch(() => undefined);
      return [why, (await child.describe()).status.name] as const;
    });
    expect(failure).toBeInstanceOf(CancelledFailure);
    expect(status).toBe("CANCELLED");
  });

  it("refuses a capture that a judge refuses", async () => {
    const activities = fakes();
    activities.compute.validateTimeline = () =>
      Promise.resolve({ findings: ref("findings"), refusedBy: ["time-runs-back"] });
    const failure = await withScenario(activities, {}, (client, id) => failureOf(resultOf(client, id)));
    expect(failure).toMatchObject({
      type: "CaptureRefused",
      message: "the capture was refused: time-runs-back",
    });
  });

  it("holds a budget over all clients", async () => {
    const activities = fakes();
    await withScenario(activities, { budget: { tokens: 5 } }, async (client, id) => {
      // Two tokens a call: the fourth would be beyond it.
      const parked = await untilParked(client, id);
      expect(parked).toMatchObject({ conversation: "two-002-icmp", reason: "budget-spent" });
      await client.workflow
        .getHandle(`${id}/two-002-icmp`)
        .executeUpdate(resumeUpdate, { args: [{ kind: "raise-budget" }] });
      await resultOf(client, id);
    });
  });
});
