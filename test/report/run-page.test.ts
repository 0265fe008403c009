import { describe, expect, it } from "vitest";
import type { AttemptRecord, ConversationResult } from "../../src/contracts/day.js";
import type { MacAddress } from "../../src/contracts/address.js";
import { referenceModel } from "../../src/contracts/expert.js";
import type { Finding } from "../../src/contracts/finding.js";
import type { FrameLabel } from "../../src/report/labels.js";
import { ladderOf } from "../../src/report/ladder.js";
import type { CaptureData } from "../../src/report/page/capture-data.js";
import { runPage, type AttemptTexts } from "../../src/report/page/run-page.js";
import { buildRunReport } from "../../src/report/run-report.js";
import { dayRequest } from "../support/day-request.js";

const reference = { digest: `sha256:${"0".repeat(64)}`, size: 1, mediaType: "text/plain" };

function attempt(number: number, outcome: "valid" | "invalid"): AttemptRecord {
  return {
    attempt: number,
    model: "m",
    scriptSeed: 10 + number,
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
    usage: { inputTokens: 5, cachedTokens: null, outputTokens: 7, reasoningTokens: null },
    costUsd: null,
    cached: false,
    lost: 0,
    author: "model",
  };
}

const arp: ConversationResult = {
  conversation: "arp",
  status: "done",
  summary: 'Wanted: IP="192.168.1.1"',
  attempts: [attempt(1, "invalid"), attempt(2, "valid")],
};

const note: Finding = {
  code: "wireshark-x",
  severity: "note",
  group: "sequence",
  source: "wireshark",
  frames: [2],
  message: "so it is",
};

const capture: CaptureData = {
  start: "1700000000.000000",
  frames: [1, 2].map((frameNumber) => ({
    frameNumber,
    time: `0.00000${frameNumber}`,
    source: "a",
    destination: "b",
    protocol: "ARP",
    length: 42,
    info: "",
    label: frameNumber === 1 ? "who has?" : "is at",
    linkType: 1,
    octets: "",
    from: frameNumber - 1,
    to: 2 - frameNumber,
    ...(frameNumber === 2 ? { mark: "retransmission" as const } : {}),
  })),
  totalFrames: 2,
  hosts: [
    { name: "laptop", address: "192.168.1.23" },
    { name: "router", address: "192.168.1.1" },
  ],
  conversations: [],
  facts: [],
  roundTrips: [],
};

const labels: readonly FrameLabel[] = [1, 2].map((frameNumber) => ({
  frameNumber,
  time: "1700000000.000000",
  conversation: "arp",
  expert: "arp",
  model: "m",
  attempt: 2,
  scriptDigest: reference.digest,
  scriptLine: 4 + frameNumber,
  layers: ["Ether", "ARP"],
  filled: [{ layer: "frame", field: "time", by: "path" }],
  factsUsed: [],
  factsLearned: [],
}));

function page(changes: { readonly dissector?: { readonly name: string; readonly version: string } } = {}) {
  const request = dayRequest("test");
  const report = buildRunReport({
    workflowId: "day-1",
    runId: "run-1",
    request: {
      ...request,
      experts: { ...request.experts, arp: { ...request.experts.arp, model: referenceModel } },
    },
    versions: {
      wiretale: "1.2.3",
      node: "v20",
      dissector: { name: "wiregasm", version: "4.4.5" },
      ...changes,
    },
    capture: reference,
    labels: reference,
    frames: 2,
    requested: 1,
    conversations: [arp],
    learned: { routerMac: { value: "50:c7:bf:8e:71:03" as MacAddress, frameNumber: 2 } },
    findings: [note],
    steps: [],
  });
  const texts: readonly AttemptTexts[] = arp.attempts.map((record) => ({
    conversation: "arp",
    record,
    asked: "who?",
    answered: record.attempt === 1 ? "```\nx\n```" : "y",
    script: record.attempt === 1 ? "x" : "y",
    judgement: record.attempt === 1 ? { cleanup: ["fences"], findings: [note], diagnostics: [] } : {},
  }));
  return runPage(report, capture, { labels, attempts: texts, explain: () => ({ finds: "f", why: "w" }) });
}

describe("the page of a run", () => {
  it("says what was done, and who found what", () => {
    const { summary, worst, title, judges } = page();
    expect(title).toBe("A day in the life: GET http://example.com/");
    expect(summary).toMatch(
      /^A day in the life of laptop, which fetched http:\/\/example\.com\/\. 2 frames of/u,
    );
    expect(summary).toMatch(/Wiretale finds nothing\. Wireshark finds 1 note\.$/u);
    expect(worst).toBe("note");
    expect(judges[1]).toMatchObject({ detail: "4.4.5 by wiregasm", counts: { note: 1 } });
  });

  it("says why Wireshark did not judge", () => {
    expect(page({ dissector: { name: "none", version: "there is none" } }).judges[1]).toEqual({
      name: "Wireshark",
      missing: "there is none",
    });
  });

  it("has every attempt, the answer apart from the script only where clean-up changed it", () => {
    const [conversation] = page().run?.conversations ?? [];
    expect(conversation).toMatchObject({
      outcome: "valid-after-repair",
      description: 'Wanted: IP="192.168.1.1"',
    });
    const [first, second] = conversation?.attempts ?? [];
    expect(first).toMatchObject({
      outcome: "invalid",
      seed: 11,
      script: "x",
      answered: "```\nx\n```",
      cleanup: ["fences"],
    });
    expect(second).toMatchObject({ outcome: "valid", seed: 12, script: "y", findings: [] });
    expect(second).not.toHaveProperty("answered");
  });

  it("knows the line that made each frame", () => {
    expect(page().run?.origins.map(({ attempt: of, scriptLine }) => [of, scriptLine])).toEqual([
      [2, 5],
      [2, 6],
    ]);
  });

  it("tells a reference writer from a model", () => {
    expect(page().run?.writers.map(({ expert, isReference }) => [expert, isReference])).toContainEqual([
      "arp",
      true,
    ]);
    expect(page().run?.writers.map(({ expert, isReference }) => [expert, isReference])).toContainEqual([
      "dns",
      false,
    ]);
  });

  it("names the addresses that the scenario gave, each once", () => {
    expect(page().run?.given).toEqual([
      { host: "laptop", address: "192.168.1.23" },
      { host: "laptop", address: "a4:34:d9:00:00:17" },
      { host: "router", address: "192.168.1.1" },
    ]);
  });
});

describe("the terminal's ladder", () => {
  it("is the page's own, with marks, and the worst finding of each frame", () => {
    const worse: Finding = { ...note, severity: "warn" };
    expect(ladderOf(capture, [worse, note])).toEqual({
      participants: capture.hosts,
      steps: [
        { frameNumber: 1, time: "0.000001", from: 0, to: 1, label: "who has?" },
        {
          frameNumber: 2,
          time: "0.000002",
          from: 1,
          to: 0,
          label: "is at [retransmission]",
          severity: "warn",
        },
      ],
    });
  });

  it("leaves out what names no ends", () => {
    const [frame] = capture.frames;
    const { from: _, to: __, ...endless } = frame!;
    expect(ladderOf({ ...capture, frames: [endless] }, []).steps).toEqual([]);
  });
});
