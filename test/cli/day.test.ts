import { ApplicationFailure } from "@temporalio/client";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asDayRequest } from "../../cli/request-identity.js";
import { runDay, type DayOptions } from "../../cli/commands/day.js";
import { runShow } from "../../cli/commands/show.js";
import type { DayDescription, DayOutcome, DayRunner, StartedDay } from "../../cli/ports.js";
import { runFailure } from "../../cli/temporal-client.js";
import type { OpenSurroundings } from "../../cli/surroundings.js";
import { createMemoryArtifactStore, createMemoryRecords } from "../../src/artifacts/memory.js";
import type { MacAddress } from "../../src/contracts/address.js";
import type { DayRequest, DayResult } from "../../src/contracts/day.js";
import type { ArtifactStore } from "../../src/artifacts/artifact-store.js";
import { buildLabels, formatLabels } from "../../src/report/labels.js";
import { buildRunReport, formatRunReport } from "../../src/report/run-report.js";
import { dayRequest } from "../support/day-request.js";
import { catchingContext } from "./catching-context.js";
import { arpReply, arpRequest, octets, pcapHeader } from "./small-capture.js";

const captureBytes = octets(pcapHeader, ...arpRequest, ...arpReply);
const zeroCounts = { chat: 0, note: 0, warn: 0, error: 0 };
const counts = {
  frames: 2,
  conversations: { requested: 1, validFirst: 1, validAfterRepair: 0, failed: 0 },
  findings: zeroCounts,
  calls: { made: 1, cached: 0, lost: 0 },
};
const learned: DayResult["learned"] = {
  routerMac: { value: "50:c7:bf:8e:71:03" as MacAddress, frameNumber: 2 },
};

let folder: string;
let store: ArtifactStore;
let stdout: string;
let stderr: string;
let started: { workflowId: string; request: DayRequest; newRun: boolean }[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-day-"));
  store = createMemoryArtifactStore();
  stdout = "";
  stderr = "";
  started = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function context(interrupted?: AbortSignal) {
  return catchingContext(
    { cwd: folder, ...(interrupted === undefined ? {} : { interrupted }) },
    (text) => (stdout += text),
    (text) => (stderr += text),
  );
}

async function storedText(text: string) {
  return store.put(new TextEncoder().encode(text), "text/plain");
}

const script = "pkt_1 = ARP()\npkt_2 = ARP(op=2)\n";

async function completed(): Promise<DayResult> {
  const capture = await store.put(captureBytes, "application/vnd.tcpdump.pcap");
  const stored = await storedText(script);
  const source = {
    conversation: "arp",
    expert: "arp",
    model: "m",
    attempt: 1,
    scriptDigest: stored.digest,
  } as const;
  const frames = [1, 2].map((line) => ({
    time: "1700000000.000000",
    hex: "",
    layers: ["ARP"],
    line,
    filled: [],
  }));
  const labels = await storedText(formatLabels(buildLabels([{ ...source, frames }], learned)));
  const report = buildRunReport({
    workflowId: "day-example.com-000000000000",
    runId: "run-1",
    request: dayRequest("test"),
    versions: { wiretale: "0.0.0-test", node: "v20", dissector: { name: "wiregasm", version: "4.4.5" } },
    capture,
    labels,
    frames: 2,
    requested: 1,
    conversations: [],
    learned,
    findings: [],
    steps: [{ stage: "arp", state: "done", startedAtMs: 0, endedAtMs: 250 }],
  });
  return {
    status: "completed",
    capture,
    labels,
    report: await storedText(formatRunReport({ ...report, counts })),
    scripts: [{ expert: "arp", attempt: 1, seed: 5, script: stored }],
    learned,
    counts,
  };
}

/** Surroundings without Temporal: one run that ends as told. */
function surroundings(
  outcome: DayOutcome,
  how: { readonly alreadyDone?: boolean; readonly described?: DayDescription } = {},
): OpenSurroundings {
  const runner: DayRunner = {
    start(workflowId, request, { newRun }): Promise<StartedDay> {
      started.push({ workflowId, request: asDayRequest(request), newRun });
      return Promise.resolve({
        workflowId,
        runId: "run-1",
        alreadyDone: how.alreadyDone === true,
        attached: false,
      });
    },
    progress: () => Promise.resolve(undefined),
    retrying: () => Promise.resolve(undefined),
    outcome: () => Promise.resolve(outcome),
    describe: () => Promise.resolve(how.described),
    cancel: () => Promise.resolve(),
    list: () => Promise.reject(new Error("not expected")),
    decide: () => Promise.reject(new Error("not expected")),
    decideQuietly: () => Promise.reject(new Error("not expected")),
    goOn: () => Promise.reject(new Error("not expected")),
    attempts: () => Promise.resolve(undefined),
    isPolled: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
  return () =>
    Promise.resolve({
      runner,
      store,
      runs: createMemoryRecords(),
      serverEndsWithUs: true,
      uiUrl: () => "http://127.0.0.1:8233/run",
      failed: new Promise<never>(() => undefined),
      close: () => Promise.resolve(),
    });
}

const flags: DayOptions = { persona: {}, cache: "read", wait: true, seed: 7, start: "1700000000" };

describe("day", () => {
  it("leaves capture, labels, report and scripts, and names the capture last", async () => {
    const result = await completed();
    const code = await runDay(flags, context(), surroundings({ status: "completed", result }));
    const id = started[0]?.workflowId ?? "";
    const out = join(folder, "wiretale-out", id);
    expect(code).toBe(0);
    expect(id).toMatch(/^day-example\.com-[0-9a-f]{12}$/u);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(`capture: ${join(out, "capture.pcap")}`);
    expect(new Uint8Array(await readFile(join(out, "capture.pcap")))).toEqual(captureBytes);
    expect(await readFile(join(out, "labels.jsonl"), "utf8")).toMatch(/^\{"frameNumber":1,.*\}\n\{.*\}\n$/u);
    expect(await readFile(join(out, "scripts", "arp-1.py"), "utf8")).toBe(script);
    await access(join(out, "report.json"));
    expect(await readFile(join(out, "report.html"), "utf8")).toContain('"subject":"192.168.1.1"');
    for (const text of [
      "wiretale-reference, embedded, a reference writer and not a language model",
      "192.168.1.1 is at 50:c7:bf:8e:71:03",
      "who has 192.168.1.1?",
      "the router is at 50:c7:bf:8e:71:03, read from the ARP reply in frame 2",
      "Wireshark  0 errors, 0 warnings, 0 notes, 0 chats (4.4.5 by wiregasm)",
      "1 requested = 1 valid at first + 0 after repair + 0 failed",
      "(--seed 5)",
      "Temporal: http://127.0.0.1:8233/run",
    ]) {
      expect(stdout).toContain(text);
    }
  });

  it("has the same facts as one JSON document, and everything else on stderr", async () => {
    const result = await completed();
    const options: DayOptions = { ...flags, json: true, out: "here.pcap", outDir: "there" };
    expect(await runDay(options, context(), surroundings({ status: "completed", result }))).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      workflowId: started[0]?.workflowId,
      runId: "run-1",
      status: "completed",
      alreadyDone: false,
      capture: join(folder, "here.pcap"),
      captureDigest: result.capture.digest,
      report: join(folder, "there", "report.json"),
      page: join(folder, "there", "report.html"),
      scripts: [{ path: join(folder, "there", "scripts", "arp-1.py"), seed: 5, expert: "arp", attempt: 1 }],
      learned,
      counts,
      findings: [],
    });
    expect(stderr).toContain("A day in the life");
  });

  it("says that a request has completed before", async () => {
    const done = surroundings({ status: "completed", result: await completed() }, { alreadyDone: true });
    expect(await runDay({ ...flags, newRun: true }, context(), done)).toBe(0);
    expect(started[0]?.newRun).toBe(true);
    expect(stdout).toContain("has completed before; --new-run repeats it");
    expect(stdout).toMatch(/ARP: find the router +0\.25 s/u);
  });

  it("keeps what the expert wrote when the run fails, and exits with 4", async () => {
    const ref = await storedText("pkt_1 = ARP(op=3)\n");
    const attempt = { attempt: 1, scriptSeed: 9, script: ref, answer: ref, judgement: ref };
    const failure = {
      code: "ConversationFailed",
      message: "the arp expert's answers stayed wrong",
      details: { conversation: "arp", attempts: [attempt], steps: [] },
    };
    const code = await runDay(
      { ...flags, json: true },
      context(),
      surroundings({ status: "failed", failure }),
    );
    expect(code).toBe(4);
    const document = JSON.parse(stdout) as { status: string; capture: null; scripts: { path: string }[] };
    expect(document).toMatchObject({ status: "failed", capture: null });
    expect(await readFile(document.scripts[0]?.path ?? "", "utf8")).toBe("pkt_1 = ARP(op=3)\n");
    expect(stderr).toMatch(
      /error: the run failed: the arp expert's answers stayed wrong \[ConversationFailed\]/u,
    );
  });

  it("shows the hint of what failed, in words and in the document", async () => {
    const failure = runFailure(
      ApplicationFailure.create({
        message: "the model endpoint refused the key",
        type: "model-key-refused",
        details: [{ status: 401, hint: "check the key" }],
      }),
    );
    const open = surroundings({ status: "failed", failure });
    expect(await runDay({ ...flags, json: true }, context(), open)).toBe(4);
    expect(stderr).toMatch(
      /error: the run failed: the model endpoint refused the key \[model-key-refused\]\nhint: check the key\n$/u,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      failure: {
        code: "model-key-refused",
        message: "the model endpoint refused the key",
        hint: "check the key",
      },
    });
  });

  it("refuses an existing --out before anything starts", async () => {
    await writeFile(join(folder, "here.pcap"), "mine");
    const never: OpenSurroundings = () => Promise.reject(new Error("started"));
    await expect(runDay({ ...flags, out: "here.pcap" }, context(), never)).rejects.toThrow(
      "is already there",
    );
    expect(await readFile(join(folder, "here.pcap"), "utf8")).toBe("mine");
  });

  it("starts and leaves with --no-wait", async () => {
    const open = surroundings({ status: "completed" });
    expect(await runDay({ ...flags, wait: false, json: true }, context(), open)).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ workflowId: started[0]?.workflowId, runId: "run-1" });
  });

  it("settles the request: the same flags, the same id; another seed or a given start, another", async () => {
    const open = surroundings({ status: "completed", result: await completed() });
    const { start: _, ...open0 } = flags;
    for (const options of [flags, flags, { ...flags, seed: 8 }, open0])
      await runDay(options, context(), open);
    const ids = started.map(({ workflowId }) => workflowId);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    expect(started[3]?.request).toMatchObject({ startGiven: false, seed: 7 });
    // The millisecond that it is, and microseconds of the seed's.
    expect(started[3]?.request.start).toMatch(/^1700000000\.000[0-9]{3}$/u);
    expect(JSON.stringify(started[0]?.request)).not.toContain("apiKey");
  });
});

describe("show", () => {
  const described = { workflowId: "day-a", runId: "run-1", startedAtMs: 0 };

  it("shows a completed run and copies it", async () => {
    const result = await completed();
    const open = surroundings(
      { status: "completed", result },
      { described: { ...described, status: "completed" } },
    );
    expect(await runShow("day-a", { json: true }, context(), open)).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      workflowId: "day-a",
      status: "completed",
      stage: "done",
      capture: join(folder, "wiretale-out", "day-a", "capture.pcap"),
      captureDigest: result.capture.digest,
      calls: { made: 1, cached: 0, lost: 0 },
      usage: { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null },
      costUsd: null,
      page: join(folder, "wiretale-out", "day-a", "report.html"),
      attempts: [],
    });
  });

  it("shows a running one without waiting", async () => {
    const open = surroundings({ status: "failed" }, { described: { ...described, status: "running" } });
    expect(await runShow("day-a", { json: true }, context(), open)).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: "running", stage: null, capture: null, attempts: [] });
  });

  it("knows no run that neither server nor store does", async () => {
    const open = surroundings({ status: "failed" });
    await expect(runShow("day-b", {}, context(), open)).rejects.toThrow(
      "neither the server nor the artifact store knows a run day-b",
    );
  });
});
