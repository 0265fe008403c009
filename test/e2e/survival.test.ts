import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CancelledFailure, Client, Connection, WorkflowFailedError } from "@temporalio/client";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { prepareDay } from "../../cli/day-request.js";
import { asDayRequest } from "../../cli/request-identity.js";
import { connectDayRunner } from "../../cli/temporal-client.js";
import { createFileArtifactStore } from "../../src/artifacts/fs.js";
import { statePaths } from "../../src/config/state-paths.js";
import type { DayProgress, DayResult, ParkedConversation } from "../../src/contracts/day.js";
import { startConfiguredWorker, type ConfiguredWorker } from "../../workers/configured-worker.js";
import { progressQuery, resumeUpdate } from "../../workflows/messages.js";
import { catchingContext } from "../cli/catching-context.js";
import {
  failingThreeOfTen,
  startMisbehavingEndpoint,
  type Asked,
  type Behaviour,
  type MisbehavingEndpoint,
} from "../support/misbehaving-endpoint.js";
import { runWiretale, startWiretale } from "../support/run-wiretale.js";
import { untilScheduled } from "../support/until-scheduled.js";

/** Real workers, a real server, the built command, and an endpoint that does what it is told to. */
let folder: string;
let connection: Connection;
let client: Client;
let worker: ConfiguredWorker;
let endpoint: MisbehavingEndpoint;
let behave: (asked: Asked) => Behaviour = () => "well";

const planted = "sk-planted-5e3f7a9b1c";
const configOf = (baseUrl: string) => `
taskQueuePrefix: survival
policies:
  model: { startToClose: 2s, scheduleToClose: 20s, heartbeat: 1s, retry: { initialInterval: 50ms, maximumInterval: 100ms, maximumAttempts: 3 } }
  storage: { startToClose: 5s, scheduleToClose: 30s, retry: { initialInterval: 50ms, maximumInterval: 200ms, maximumAttempts: 4 } }
experts:
  arp: { baseUrl: "${baseUrl}", keyVariable: PLANTED_KEY }
  dns: { baseUrl: "${baseUrl}", keyVariable: PLANTED_KEY }
  http: { baseUrl: "${baseUrl}", keyVariable: PLANTED_KEY }
`;
const configFile = () => join(folder, "survival.yaml");
const home = () => join(folder, "home");
const context = () =>
  catchingContext(
    { cwd: folder },
    () => undefined,
    () => undefined,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wiretale-survival-"));
  endpoint = await startMisbehavingEndpoint({ behave: (asked) => behave(asked) });
  await writeFile(configFile(), configOf(endpoint.baseUrl));
  const address = inject("temporalAddress");
  connection = await Connection.connect({ address });
  client = new Client({ connection });
  const { config } = prepareDay({ persona: {}, cache: "read", config: configFile() }, context());
  worker = await startConfiguredWorker({
    config,
    connection: { address, namespace: "default" },
    paths: statePaths({ WIRETALE_HOME: home() }),
    environment: { PLANTED_KEY: planted },
    drainMs: 1_000,
  });
});
afterEach(() => {
  behave = () => "well";
});
afterAll(async () => {
  await worker.shutdown();
  await connection.close();
  await endpoint.close();
  await rm(folder, { recursive: true, force: true });
});

let seed = 1_000;
async function startDay(changes: { readonly seed?: number } = {}): Promise<string> {
  seed += 1;
  const { request, workflowId } = prepareDay(
    { seed, start: "1700000000", persona: {}, cache: "read", config: configFile(), ...changes },
    context(),
  );
  await client.workflow.start("dayInTheLife", {
    workflowId,
    taskQueue: request.queues.workflows,
    args: [request],
    memo: { url: asDayRequest(request).scenario.url.href, seed: request.seed },
  });
  return workflowId;
}

const resultOf = async (workflowId: string) =>
  (await client.workflow.getHandle(workflowId).result()) as DayResult;

async function progressUntil(
  workflowId: string,
  found: (progress: DayProgress) => boolean,
): Promise<DayProgress> {
  for (;;) {
    const progress = await client.workflow.getHandle(workflowId).query(progressQuery);
    if (found(progress)) return progress;
    await pause(30);
  }
}

async function untilParked(workflowId: string): Promise<ParkedConversation> {
  const { parked } = await progressUntil(workflowId, (progress) => progress.parked !== undefined);
  if (parked === undefined) throw new Error("not parked");
  return parked;
}

const wiretale = (...args: string[]) =>
  runWiretale([...args, "--config", configFile()], {
    cwd: folder,
    env: { WIRETALE_HOME: home(), TEMPORAL_ADDRESS: inject("temporalAddress") },
  });

/** Every draft that was asked for since, by its seed. */
const askedSince = (before: number) => endpoint.asked.slice(before).map((asked) => asked.seed);

describe("an endpoint that misbehaves", () => {
  const treated: readonly (readonly [Behaviour, "valid at first" | "valid after repair" | "retried"])[] = [
    ["fences", "valid at first"],
    ["prose", "valid at first"],
    ["escaped underscores", "valid at first"],
    ["wrong ids", "valid after repair"],
    ["truncated code", "valid after repair"],
    ["an answer for another request", "valid after repair"],
    ["empty answer", "retried"],
    ["HTML error page", "retried"],
    [500, "retried"],
    ["429 with Retry-After in seconds", "retried"],
    ["reset in mid-answer", "retried"],
    ["hang", "retried"],
  ];
  it.each(treated)("once with %s: %s", async (behaviour, treatment) => {
    const before = endpoint.asked.length;
    // Answers are about ARP; those that are retried fail once.
    behave = ({ number, messages }) =>
      isAbout("ARP", messages) && (treatment !== "retried" || number === before + 1) ? behaviour : "well";
    const { counts } = await resultOf(await startDay());
    const { validFirst, validAfterRepair } = counts.conversations;
    expect([validFirst, validAfterRepair]).toEqual(treatment === "valid after repair" ? [2, 1] : [3, 0]);
    expect(endpoint.asked.length - before).toBe(treatment === "valid at first" ? 3 : 4);
    expect(counts.calls.made + counts.calls.cached).toBe(treatment === "valid after repair" ? 4 : 3);
  });

  it.each([
    [400, "model-bad-request", 1],
    [401, "model-key-refused", 1],
    [404, "model-not-found", 1],
    [503, "model-server-error", 3],
    ["wrong JSON", "model-answer-malformed", 3],
    ["redirect", "model-redirected", 1],
    ["an answer of 50 MB", "model-answer-too-big", 1],
  ] as const)("always with %s: parks as %s after %d calls", async (behaviour, reason, calls) => {
    const before = endpoint.asked.length;
    behave = () => behaviour;
    const workflowId = await startDay();
    expect(await untilParked(workflowId)).toMatchObject({ reason, attempts: 0 });
    expect(endpoint.asked.length - before).toBe(calls);
    await client.workflow.getHandle(workflowId).cancel();
  });
});

function isAbout(protocol: "ARP" | "DNS" | "HTTP", messages: Asked["messages"]): boolean {
  const text = messages.find(({ role }) => role === "user")?.content ?? "";
  const summary = text.slice(text.lastIndexOf("Summary: "));
  return { ARP: /Wanted:/u, DNS: /resource=/u, HTTP: /Host=/u }[protocol].test(summary);
}

describe("a parked run", () => {
  it("is listed, shown with its attempts, and resumed by commands", async () => {
    behave = ({ messages }) => (isAbout("ARP", messages) ? "empty answer" : "well");
    const workflowId = await startDay();
    await untilParked(workflowId);
    const listed = JSON.parse((await wiretale("list", "--parked", "--json")).stdout) as {
      workflowId: string;
    }[];
    expect(listed.map((day) => day.workflowId)).toContain(workflowId);
    const shown = await wiretale("show", workflowId);
    expect(shown.stdout).toContain("parked at arp");
    expect(shown.stdout).toContain(`wiretale resume ${workflowId} --replace FILE`);

    await writeFile(join(folder, "wrong.py"), "pkt_1 = Ether()/IP()\npkt_2 = nothing\n");
    const wrong = await wiretale("resume", workflowId, "--replace", "wrong.py");
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/refused: the script is wrong: .*\n/u);
    expect(wrong.stderr).toContain("unknown-name");
    expect((await wiretale("resume", workflowId, "--skip")).stderr).toContain("cannot do without");

    behave = () => "well";
    const resumed = await wiretale("resume", workflowId, "--retry", "--hint", "the router answers", "--json");
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ status: "completed", counts: { frames: 15 } });
    const asked = endpoint.asked.find(({ messages }) =>
      messages.at(-1)?.content.includes("the router answers"),
    );
    expect(asked).toBeDefined();
  });

  it("is watched until it has ended", async () => {
    behave = ({ messages }) => (isAbout("ARP", messages) ? "empty answer" : "well");
    const workflowId = await startDay();
    await untilParked(workflowId);
    const watching = startWiretale(["show", workflowId, "--watch", "--config", configFile()], {
      cwd: folder,
      env: { WIRETALE_HOME: home(), TEMPORAL_ADDRESS: inject("temporalAddress") },
    });
    await watching.says("parked at arp");
    behave = () => "well";
    await client.workflow
      .getHandle(`${workflowId}/arp`)
      .executeUpdate(resumeUpdate, { args: [{ kind: "retry" }] });
    const { code, stdout } = await watching.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/: parked\n[^]*: completed\n[^]*capture: .*capture\.pcap\n$/u);
  });

  it("ids that lead out of the store are refused", async () => {
    for (const id of ["../../etc/passwd", "day-x/../../y", "/etc", "day\u001bx"]) {
      for (const command of ["show", "resume"]) {
        const { code, stderr } = await wiretale(command, id);
        expect([code, stderr]).toEqual([2, expect.stringContaining("not the id of a run")]);
      }
    }
  });
});

describe("a run that is cancelled", () => {
  /** Cancels it, and answers with how it ended. */
  async function cancelled(workflowId: string): Promise<"cancelled" | "completed"> {
    const handle = client.workflow.getHandle(workflowId);
    const asked = performance.now();
    await handle.cancel();
    const how = await handle.result().then(
      () => "completed" as const,
      (error: unknown) => {
        if (error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure)
          return "cancelled" as const;
        throw error;
      },
    );
    expect(performance.now() - asked).toBeLessThan(5_000);
    return how;
  }

  it.each([
    ["ARP", []],
    ["DNS", ["arp"]],
    ["HTTP", ["arp", "dns"]],
  ] as const)(
    "in its call about %s: the request is given up, what is finished kept and listed",
    async (protocol, finished) => {
      const before = endpoint.asked.length;
      behave = ({ messages }) => (isAbout(protocol, messages) ? "hang" : "well");
      const workflowId = await startDay();
      while (endpoint.asked.length <= before + finished.length) await pause(20);
      expect(await cancelled(workflowId)).toBe("cancelled");
      expect(endpoint.givenUp).toContain(endpoint.asked.length);
      const { code, stdout } = await wiretale("show", workflowId, "--json");
      const { status, attempts } = JSON.parse(stdout) as {
        status: string;
        attempts: { conversation: string }[];
      };
      expect([code, status]).toEqual([4, "cancelled"]);
      expect(attempts.map(({ conversation }) => conversation)).toEqual(finished);
    },
  );

  it("while it is parked: ends at once, its attempts kept and listed", async () => {
    behave = ({ messages }) => (isAbout("DNS", messages) ? 401 : "well");
    const workflowId = await startDay();
    await untilParked(workflowId);
    expect(await cancelled(workflowId)).toBe("cancelled");
    const { attempts } = JSON.parse((await wiretale("show", workflowId, "--json")).stdout) as {
      attempts: { conversation: string }[];
    };
    expect(attempts.map(({ conversation }) => conversation)).toEqual(["arp"]);
  });

  it.each(["openRun", "interpretScript", "validateConversation", "assembleCapture", "validateCapture"])(
    "at %s",
    async (stage) => {
      // It lasts milliseconds: a run that is quicker than we are completes, and another is tried.
      for (let tries = 0; tries < 10; tries += 1) {
        const workflowId = await startDay();
        await untilScheduled(client, workflowId, stage);
        if ((await cancelled(workflowId)) === "cancelled") return;
      }
      throw new Error("ten runs completed before they could be cancelled");
    },
  );
});

describe("a run that was closed", () => {
  /** A day whose HTTP expert hangs: ARP and DNS are finished. */
  async function untilHttp(): Promise<{ workflowId: string; before: number }> {
    const before = endpoint.asked.length;
    behave = ({ messages }) => (isAbout("HTTP", messages) ? "hang" : "well");
    const workflowId = await startDay();
    while (endpoint.asked.length < before + 3) await pause(20);
    return { workflowId, before };
  }

  it.each(["terminated", "cancelled", "forgotten by the server"])(
    "%s: goes on with what is finished",
    async (how) => {
      const { workflowId, before } = await untilHttp();
      const handle = client.workflow.getHandle(workflowId);
      if (how === "cancelled") {
        const asked = performance.now();
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
        expect(performance.now() - asked).toBeLessThan(5_000);
        const { stdout, code } = await wiretale("show", workflowId, "--json");
        const shown = JSON.parse(stdout) as { status: string; attempts: { conversation: string }[] };
        expect([code, shown.status]).toEqual([4, "cancelled"]);
        expect(shown.attempts.map(({ conversation }) => conversation)).toEqual(["arp", "dns"]);
      } else {
        await handle.terminate("a test");
      }
      if (how === "forgotten by the server") await forget(workflowId);
      behave = () => "well";
      const resumed = await wiretale("resume", workflowId, "--json");
      expect(resumed.code, resumed.stderr).toBe(0);
      const { captureDigest, counts } = JSON.parse(resumed.stdout) as {
        captureDigest: string;
        counts: DayResult["counts"];
      };
      // ARP and DNS were asked once, HTTP twice: its call was given up, and may have been paid for.
      expect(new Set(askedSince(before)).size).toBe(3);
      expect(askedSince(before)).toHaveLength(4);
      expect(counts.calls).toEqual({ made: 3, cached: 0, lost: 1 });
      // An undisturbed run of the same request comes to the same bytes.
      const { request } = prepareDay(
        { seed, start: "1700000000", persona: {}, cache: "off", config: configFile() },
        context(),
      );
      const undisturbed = (await client.workflow.execute("dayInTheLife", {
        workflowId: `${workflowId}-undisturbed`,
        taskQueue: request.queues.workflows,
        args: [request],
      })) as DayResult;
      expect(captureDigest).toBe(undisturbed.capture.digest);
    },
  );

  it("is shown from the store when the server has forgotten it, completed or not", async () => {
    const { workflowId } = await untilHttp();
    await client.workflow.getHandle(workflowId).terminate("a test");
    await forget(workflowId);
    const open = await wiretale("show", workflowId, "--json");
    const { status, attempts } = JSON.parse(open.stdout) as {
      status: string;
      attempts: { conversation: string }[];
    };
    expect([open.code, status]).toEqual([4, "forgotten"]);
    expect(attempts.map(({ conversation }) => conversation)).toEqual(["arp", "dns"]);
    expect(open.stderr).toContain(`wiretale resume ${workflowId}`);

    behave = () => "well";
    const { captureDigest } = JSON.parse((await wiretale("resume", workflowId, "--json")).stdout) as {
      captureDigest: string;
    };
    await forget(workflowId);
    const completed = await wiretale("show", workflowId, "--json");
    expect([completed.code, completed.stderr]).toEqual([0, ""]);
    expect(JSON.parse(completed.stdout)).toMatchObject({ status: "completed", captureDigest });

    const unknown = await wiretale("show", "day-nobody-000000000000");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("neither the server nor")]);
  });

  async function forget(workflowId: string): Promise<void> {
    for (const id of [workflowId, `${workflowId}/arp`, `${workflowId}/dns`, `${workflowId}/http`]) {
      await connection.workflowService
        .deleteWorkflowExecution({ namespace: "default", workflowExecution: { workflowId: id } })
        .catch((error: unknown) => {
          // Forgotten already: a run that goes on has no new conversation for what is finished.
          if (!(error instanceof Error && error.message.includes("NOT_FOUND"))) throw error;
        });
    }
    while (
      await client.workflow
        .getHandle(workflowId)
        .describe()
        .then(
          () => true,
          () => false,
        )
    )
      await pause(50);
  }
});

describe("the artifact store between stages", () => {
  it.each(["a flipped byte", "a half-written file", "a deleted file"])(
    "%s costs only the missing piece",
    async (damage) => {
      const before = endpoint.asked.length;
      behave = ({ messages }) => (isAbout("HTTP", messages) ? 401 : "well");
      const workflowId = await startDay();
      await untilParked(workflowId);
      // The DNS answer's frames, which the rest is made of.
      const stored = createFileArtifactStore(join(home(), "store"));
      const { attempts } = await progressUntil(workflowId, () => true);
      const answer = attempts.find(({ conversation }) => conversation === "dns")?.answer;
      const arp = await framesOf(workflowId, "arp");
      const file = (digest: string) => {
        const hex = digest.slice("sha256:".length);
        return join(home(), "store", "sha256", hex.slice(0, 2), hex);
      };
      expect(answer && (await stored.has(answer.digest))).toBe(true);
      const bytes = await stored.get(arp);
      if (damage === "a deleted file") await rm(file(arp.digest));
      else if (damage === "a half-written file")
        await writeFile(file(arp.digest), bytes.slice(0, bytes.length / 2));
      else
        await writeFile(
          file(arp.digest),
          bytes.map((byte, index) => (index === 20 ? byte ^ 1 : byte)),
        );
      behave = () => "well";
      const { code, stdout, stderr } = await wiretale("resume", workflowId, "--retry", "--json");
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ status: "completed" });
      // Nothing but the refused call was asked again: the frames were made anew from the stored answer.
      expect(askedSince(before)).toHaveLength(4);
      expect(new Set(askedSince(before)).size).toBe(3);
    },
  );

  async function framesOf(workflowId: string, conversation: string) {
    const result = (await client.workflow.getHandle(`${workflowId}/${conversation}`).result()) as {
      frames: { digest: string };
    };
    return result.frames;
  }
});

describe("many runs at once, three of ten calls failing in ten ways", () => {
  it(
    "all end done or parked, and a healthy endpoint brings parked to none",
    { timeout: 1_200_000 },
    async () => {
      behave = failingThreeOfTen;
      const count = Number(process.env.WIRETALE_MANY_DAYS ?? 60);
      const ids = await Promise.all(Array.from({ length: count }, () => startDay()));
      const runner = await connectDayRunner({ address: inject("temporalAddress"), namespace: "default" });
      const ours = async () =>
        (await runner.list({ limit: 10_000 })).filter(({ workflowId }) => ids.includes(workflowId));
      let days = await ours();
      while (days.length < count || days.some(({ status }) => status === "running")) {
        await pause(500);
        days = await ours();
      }
      const counted = (wanted: string) => days.filter(({ status }) => status === wanted).length;
      const parked = counted("parked");
      expect(parked).toBeGreaterThan(0);
      expect(counted("completed")).toBeGreaterThan(0);
      expect(counted("completed") + parked).toBe(count);
      for (const { workflowId, status } of days) {
        const progress = await client.workflow.getHandle(workflowId).query(progressQuery);
        const requested = progress.steps.filter(({ stage }) => ["arp", "dns", "http"].includes(stage));
        const valid = progress.attempts.filter((attempt) => attempt.outcome === "valid");
        // Each conversation that was begun is valid once, at its first attempt or after repair, or it is the parked one.
        expect(new Set(valid.map(({ conversation }) => conversation)).size).toBe(valid.length);
        expect(valid.length + (status === "parked" ? 1 : 0)).toBe(requested.length);
        if (status === "parked")
          expect(valid.map(({ conversation }) => conversation)).not.toContain(progress.parked?.conversation);
      }

      behave = () => "well";
      const { code, stdout, stderr } = await wiretale("resume", "--all", "--retry", "--json");
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ resumed: parked, completed: parked, parked: 0, failed: 0 });
      const results = await Promise.all(ids.map(resultOf));
      for (const { counts } of results) {
        const { requested, validFirst, validAfterRepair, failed } = counts.conversations;
        expect([requested, failed]).toEqual([3, 0]);
        expect(validFirst + validAfterRepair).toBe(requested);
      }
      expect(JSON.parse((await wiretale("list", "--parked", "--json")).stdout)).toEqual([]);
      await runner.close();
    },
  );
});

describe("a key", () => {
  it("is sent to the endpoint and stands nowhere else", async () => {
    await resultOf(await startDay());
    const { readdir, readFile } = await import("node:fs/promises");
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expect((await readFile(file)).includes(planted), file).toBe(false);
    let histories = 0;
    for await (const info of client.workflow.list({ query: "TaskQueue = 'survival-workflows'" })) {
      const history = await client.workflow.getHandle(info.workflowId, info.runId).fetchHistory();
      const text = Buffer.from(JSON.stringify(history)).toString();
      expect(text.includes(planted) || text.includes(Buffer.from(planted).toString("base64"))).toBe(false);
      histories += 1;
    }
    expect(histories).toBeGreaterThan(0);
  });
});
