import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createSite,
  untilScheduled,
  type EndpointCall,
  type Part,
  type ShownDay,
  type Site,
} from "./site.js";

/**
 * What survives: processes are killed for good, started again, and the capture is the one of an undisturbed run, with no
 * answer asked for twice that had reached the store.
 */
const start = ["--seed", "7", "--start", "1700000000"];
const seed = Number(process.env.WIRETALE_CHAOS_SEED ?? 20_261_125);
const minutes = Number(process.env.WIRETALE_CHAOS_MINUTES ?? 0.5);

let site: Site;
let undisturbed: ShownDay;

beforeAll(async () => {
  site = await createSite({ delayMs: 400 });
  await Promise.all([site.startServer(), site.startEndpoint()]);
  await site.startWorker();
  undisturbed = await site.outcome(await site.startDay([...start, "--cache", "off"]));
  expect(undisturbed).toMatchObject({ status: "completed", calls: { made: 3, cached: 0, lost: 0 } });
}, 180_000);

afterAll(async () => {
  expect(await site.close()).toEqual([]);
}, 180_000);

/** Calls beyond one for each of the three answers. */
const extra = (calls: readonly EndpointCall[]): number =>
  calls.filter(({ asked }) => asked !== undefined).length - 3;

/** A day of its own with something done to it, and what came of it. */
async function disturbed(act: (workflowId: string) => Promise<void>) {
  const before = site.calls().length;
  const workflowId = await site.startDay([...start, "--new-run", "--cache", "off"]);
  await act(workflowId);
  const day = await site.outcome(workflowId);
  expect(day.status, day.stderr).toBe("completed");
  expect(day.captureDigest).toBe(undisturbed.captureDigest);
  // Nothing is duplicated: the same attempts, each once, and what they used counted once.
  expect(day.attempts.map(({ conversation, attempt }) => `${conversation} ${attempt}`)).toEqual([
    "arp 1",
    "dns 1",
    "http 1",
  ]);
  expect(day.usage).toEqual(undisturbed.usage);
  expect(day.calls).toMatchObject({ made: 3, cached: 0 });
  return { day, calls: site.calls().slice(before) };
}

const stages = [
  "openRun", "planArp", "composePrompt", "draftScript", "interpretScript", "validateConversation", "recordStage",
  "learnRouterMac", "planDns", "learnResolvedAddresses", "planHttp", "assembleCapture", "validateCapture",
  "dissectCapture", "publishRun",
]; // prettier-ignore

describe("SIGKILL", () => {
  it("of the worker at every stage in turn", { timeout: 480_000 }, async () => {
    const client = await site.client();
    const { day, calls } = await disturbed(async (workflowId) => {
      for (const stage of stages) {
        await untilScheduled(client, workflowId, stage);
        await site.kill("worker");
        await site.startWorker();
      }
    });
    // One call may have been under way each time; what was lost is what was asked once more.
    expect(day.calls.lost).toBe(extra(calls));
    expect(extra(calls)).toBeLessThanOrEqual(3);
  });

  it("of the server in the middle of a call: nothing is asked twice", { timeout: 180_000 }, async () => {
    const client = await site.client();
    const { day, calls } = await disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "draftScript");
      await site.kill("server");
      await pause(1_000);
      await site.startServer();
    });
    expect([extra(calls), day.calls.lost]).toEqual([0, 0]);
  });

  it("of server and worker at once", { timeout: 180_000 }, async () => {
    const client = await site.client();
    const { day, calls } = await disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "learnRouterMac");
      await Promise.all([site.kill("server"), site.kill("worker")]);
      await site.startServer();
      await site.startWorker();
    });
    expect(day.calls.lost).toBe(extra(calls));
    expect(extra(calls)).toBeLessThanOrEqual(1);
  });

  it("of the expert endpoint in the middle of a call", { timeout: 180_000 }, async () => {
    const before = site.calls().length;
    const { day, calls } = await disturbed(async () => {
      while (site.calls().length === before) await pause(10);
      await site.kill("endpoint");
      await pause(1_000);
      await site.startEndpoint();
    });
    // It was asked, and died before it answered.
    expect([extra(calls), day.calls.lost]).toEqual([1, 1]);
  });

  it("of the Wireshark child: another is started", { timeout: 180_000 }, async () => {
    const { calls } = await disturbed(async () => {
      const [pid] = await site.pidsOf("wireshark");
      expect(pid).toBeDefined();
      await site.kill("wireshark");
    });
    expect(extra(calls)).toBe(0);
    expect(await site.pidsOf("wireshark")).toHaveLength(1);
  });

  it("of the command that started the run: it goes on", { timeout: 180_000 }, async () => {
    const before = site.calls().length;
    const running = site.spawnWiretale(["day", ...start, "--new-run", "--cache", "off", "--json"]);
    while (site.calls().length === before) await pause(10);
    running.process.kill("SIGKILL");
    await running.ended;
    const { stdout } = await site.wiretale(["list", "--limit", "1", "--json"]);
    const [{ workflowId }] = JSON.parse(stdout) as [{ workflowId: string }];
    const day = await site.outcome(workflowId);
    expect(day).toMatchObject({ status: "completed", captureDigest: undisturbed.captureDigest });
    expect(extra(site.calls().slice(before))).toBe(0);
  });

  it(`at random moments, seed ${seed}`, { timeout: minutes * 60_000 + 300_000 }, async () => {
    console.log(`chaos: seed ${seed}, ${minutes} minutes`);
    const draw = createDraw(seed);
    const until = Date.now() + minutes * 60_000;
    let kills = 0;
    while (Date.now() < until) {
      const parts: Part[] = [];
      const { day, calls } = await disturbed(async () => {
        for (let kill = 0; kill < 2; kill += 1) {
          await pause(draw(1_800));
          const part =
            (["worker", "worker", "server", "endpoint", "wireshark"] as const)[draw(5)] ?? "worker";
          parts.push(part);
          await site.kill(part);
          if (part === "server") await site.startServer();
          if (part === "worker") await site.startWorker();
          if (part === "endpoint") await site.startEndpoint();
          kills += 1;
        }
      });
      const mayCost = parts.filter((part) => part === "worker" || part === "endpoint").length;
      expect(extra(calls), `after killing ${parts.join(", ")}`).toBeLessThanOrEqual(mayCost);
      expect(day.calls.lost, `after killing ${parts.join(", ")}`).toBe(extra(calls));
    }
    console.log(`chaos: ${kills} kills`);
    expect(kills).toBeGreaterThan(0);
  });
});

describe("a worker that is there before its server", () => {
  it("waits for it, while a client follows the run through the outage", { timeout: 240_000 }, async () => {
    const { day, calls } = await disturbed(async () => {
      await Promise.all([site.kill("server"), site.kill("worker")]);
      const worker = site.startWorker();
      await pause(3_000);
      await site.startServer();
      await worker;
    });
    expect(day.calls.lost).toBe(extra(calls));
  });
});

describe("a worker that is told to stop", () => {
  it("finishes the call under way, and another worker goes on", { timeout: 180_000 }, async () => {
    const before = site.calls().length;
    const { day, calls } = await disturbed(async () => {
      while (site.calls().length === before) await pause(10);
      expect(await site.stop("worker")).toBe(0);
      // The call was answered before the worker ended.
      expect(
        site
          .calls()
          .slice(before)
          .filter(({ answered }) => answered !== undefined),
      ).toHaveLength(1);
      await site.startWorker();
    });
    expect([extra(calls), day.calls.lost]).toEqual([0, 0]);
  });
});

/** A small generator (mulberry32): the same seed, the same moments. */
function createDraw(from: number): (below: number) => number {
  let state = from >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
