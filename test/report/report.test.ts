import { describe, expect, it } from "vitest";
import type { AttemptRecord, ConversationResult, DayResult, FrameRecord } from "../../src/contracts/day.js";
import type { Usage } from "../../src/contracts/expert.js";
import type { Finding } from "../../src/contracts/finding.js";
import type { LearnedFact } from "../../src/contracts/learned.js";
import { countRun, sumSpending, sumUsage } from "../../src/report/count-run.js";
import { buildLabels, formatLabels } from "../../src/report/labels.js";
import { placeConversations, placeLearned } from "../../src/report/learned-in-capture.js";

const reference = { digest: `sha256:${"0".repeat(64)}`, size: 1, mediaType: "text/plain" };
const noUsage: Usage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null };

function attempt(number: number, outcome: "valid" | "invalid", cached = false): AttemptRecord {
  return {
    attempt: number,
    model: "m",
    scriptSeed: 1,
    prompt: reference,
    promptVersion: "p",
    answer: reference,
    script: reference,
    judgement: reference,
    outcome,
    frameCount: 2,
    diagnosticCount: 0,
    findingCounts: { chat: 0, note: 0, warn: 0, error: 0 },
    faults: [],
    usage: noUsage,
    costUsd: null,
    cached,
    lost: 0,
    author: "model",
  };
}

function ended(
  conversation: "arp" | "dns" | "http",
  status: "done" | "failed",
  ...attempts: AttemptRecord[]
): ConversationResult {
  return { conversation, status, summary: "", attempts };
}

function fact<T>(value: T, conversation: string, frameNumber: number): LearnedFact<T> {
  return { value, from: { conversation, frameNumber, framesDigest: reference.digest } } as LearnedFact<T>;
}

function frame(time: string, line: number): FrameRecord {
  return { time, hex: "00", layers: ["Ether"], line, filled: [] };
}

describe("counts", () => {
  const warning: Finding = {
    code: "x",
    severity: "warn",
    group: "protocol",
    source: "wireshark",
    frames: [1],
    message: "",
  };

  it("splits what was requested into valid first, valid after repair and failed", () => {
    const counts = countRun({
      requested: 3,
      conversations: [
        ended("arp", "done", attempt(1, "valid", true)),
        ended("dns", "done", { ...attempt(1, "invalid"), lost: 1 }, attempt(2, "valid")),
        ended("http", "failed", attempt(1, "invalid"), attempt(2, "invalid")),
      ],
      frames: 4,
      findings: [warning],
    });
    expect(counts).toEqual({
      frames: 4,
      conversations: { requested: 3, validFirst: 1, validAfterRepair: 1, failed: 1 },
      findings: { chat: 0, note: 0, warn: 1, error: 0 },
      calls: { made: 4, cached: 1, lost: 1 },
    });
  });

  it("counts conversations that never ran as failed", () => {
    const counts = countRun({
      requested: 3,
      conversations: [ended("arp", "failed", attempt(1, "invalid"))],
      frames: 0,
      findings: [],
    });
    expect(counts.conversations).toEqual({ requested: 3, validFirst: 0, validAfterRepair: 0, failed: 3 });
  });

  it("sums what the calls of the run cost: none from the store, and unknown once one is unknown", () => {
    const paid = (costUsd: number | null, cached = false) => ({
      ...attempt(1, "valid", cached),
      usage: { ...noUsage, inputTokens: 10 },
      costUsd,
    });
    expect(sumSpending([paid(0.5), paid(0.25), paid(9, true)])).toEqual({
      usage: { ...noUsage, inputTokens: 20 },
      costUsd: 0.75,
    });
    expect(sumSpending([paid(0.5), paid(null)]).costUsd).toBeNull();
    // Where everything came from the store, nothing was spent, and that is known.
    expect(sumSpending([paid(9, true)])).toMatchObject({ usage: { inputTokens: 0 }, costUsd: 0 });
  });

  it("sums tokens and keeps unknown apart from none", () => {
    expect(
      sumUsage([
        { ...noUsage, inputTokens: 10, outputTokens: 0 },
        { ...noUsage, inputTokens: 5 },
      ]),
    ).toEqual({ inputTokens: 15, cachedTokens: null, outputTokens: 0, reasoningTokens: null });
    expect(sumUsage([])).toEqual(noUsage);
  });
});

describe("learned facts in the capture", () => {
  const placed = placeConversations([
    { conversation: "arp", frameCount: 2 },
    { conversation: "dns", frameCount: 2 },
    { conversation: "http", frameCount: 11 },
  ]);

  it("numbers conversations through", () => {
    expect(placed.map(({ firstFrame }) => firstFrame)).toEqual([1, 3, 5]);
  });

  it("moves a fact's frame number to where its conversation lies", () => {
    expect(
      placeLearned(placed, {
        routerMac: fact("a4:83:e7:00:12:9f", "arp", 2),
        resolvedAddresses: fact(["192.0.2.7"], "dns", 2),
      }),
    ).toEqual({
      routerMac: { value: "a4:83:e7:00:12:9f", frameNumber: 2 },
      resolvedAddresses: { value: ["192.0.2.7"], frameNumber: 4 },
    });
  });

  it("leaves out a fact whose frames are not in the capture", () => {
    expect(placeLearned(placed.slice(0, 1), { resolvedAddresses: fact(["192.0.2.7"], "dns", 2) })).toEqual(
      {},
    );
  });
});

describe("labels", () => {
  const learned: DayResult["learned"] = {
    routerMac: { value: "a4:83:e7:00:12:9f", frameNumber: 2 },
    resolvedAddresses: { value: ["192.0.2.7"], frameNumber: 4 },
  };
  const common = { model: "wiretale-reference", attempt: 1, scriptDigest: "sha256:aa" };
  const labels = buildLabels(
    [
      {
        ...common,
        conversation: "arp",
        expert: "arp",
        frames: [frame("1.000000", 3), frame("1.000400", 5)],
      },
      {
        ...common,
        conversation: "dns",
        expert: "dns",
        attempt: 2,
        frames: [frame("1.1", 3), frame("1.2", 4)],
      },
      { ...common, conversation: "http", expert: "http", frames: [frame("1.3", 7)] },
    ],
    learned,
  );

  it("has one label a frame, numbered as in the capture, with its script line", () => {
    expect(
      labels.map(({ frameNumber, conversation, attempt, scriptLine }) => [
        frameNumber,
        conversation,
        attempt,
        scriptLine,
      ]),
    ).toEqual([
      [1, "arp", 1, 3],
      [2, "arp", 1, 5],
      [3, "dns", 2, 3],
      [4, "dns", 2, 4],
      [5, "http", 1, 7],
    ]);
  });

  it("says what a frame taught and what it was built from", () => {
    const names = (facts: readonly { fact: string; frameNumber?: number }[]) =>
      facts.map(({ fact, frameNumber }) => `${fact}@${String(frameNumber)}`);
    expect(labels.map(({ factsUsed, factsLearned }) => [names(factsUsed), names(factsLearned)])).toEqual([
      [[], []],
      [[], ["routerMac@2"]],
      [["routerMac@2"], []],
      [["routerMac@2"], ["resolvedAddresses@4"]],
      [["routerMac@2", "resolvedAddresses@4"], []],
    ]);
  });

  it("is JSON Lines, the last line ended too", () => {
    const lines = formatLabels(labels).split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe("");
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({
      frameNumber: 2,
      factsLearned: [{ fact: "routerMac" }],
    });
  });
});
