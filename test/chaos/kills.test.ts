import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDraw } from "./draw.js";
import { createSite, type EndedDay, type Part, type Site } from "./site.js";
import { untilScheduled } from "../support/until-scheduled.js";
import { createTrial, type Trial } from "./trial.js";

/**
 * What survives: processes are killed for good, started again, and the capture is the one of an undisturbed run, with no
 * answer asked for twice that had reached the store.
 */
const seed = Number(process.env.WIRETALE_CHAOS_SEED ?? Date.now() % 2 ** 32);
/** 0: as long as twenty kills of the worker take. */
const minutes = Number(process.env.WIRETALE_CHAOS_MINUTES ?? 0);

let site: Site;
let trial: Trial;

beforeAll(async () => {
  site = await createSite({ delayMs: 400 });
  await Promise.all([site.startServer(), site.startEndpoint()]);
  await site.startWorker();
  trial = await createTrial(site);
}, 180_000);

afterAll(async () => {
  expect(await site.close()).toEqual([]);
}, 180_000);

/**
 * Whatever was asked once more is counted as lost, and no more than the kills can have cost. A worker that died between taking
 * the lease and the endpoint's hearing of it counts too: nobody can tell whether that call was paid for.
 */
function expectCounted(day: EndedDay, extra: number, mayCost: number, after = `${mayCost} kills`): void {
  const lost = day.calls?.lost ?? -1;
  expect(lost, after).toBeGreaterThanOrEqual(extra);
  expect(lost, after).toBeLessThanOrEqual(mayCost);
}

/** What a worker can be killed in: everything between two of these is one task of the workflow. */
const stages = [
  "openRun", "draftScript", "interpretScript", "validateConversation", "recordStage", "assembleCapture", "validateCapture",
  "dissectCapture",
]; // prettier-ignore

describe("SIGKILL", () => {
  it("of the worker at every stage in turn", { timeout: 480_000 }, async () => {
    const client = await site.client();
    const { day, extra } = await trial.disturbed(async (workflowId) => {
      for (const stage of stages) {
        await untilScheduled(client, workflowId, stage);
        await site.kill("worker");
        await site.startWorker();
      }
    });
    // A call may have been under way in three of them.
    expectCounted(day, extra, 3);
  });

  it("of the server in the middle of a call: nothing is asked twice", { timeout: 180_000 }, async () => {
    const client = await site.client();
    const { day, extra } = await trial.disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "draftScript");
      await site.kill("server");
      await pause(1_000);
      await site.startServer();
    });
    expect([extra, day.calls?.lost]).toEqual([0, 0]);
  });

  it("of server and worker at once", { timeout: 180_000 }, async () => {
    const client = await site.client();
    const { day, extra } = await trial.disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "learnRouterMac");
      await Promise.all([site.kill("server"), site.kill("worker")]);
      await site.startServer();
      await site.startWorker();
    });
    expectCounted(day, extra, 1);
  });

  it("of the expert endpoint in the middle of a call", { timeout: 180_000 }, async () => {
    const before = site.calls().length;
    const { day, extra } = await trial.disturbed(async () => {
      while (site.calls().length === before) await pause(10);
      await site.kill("endpoint");
      await pause(1_000);
      await site.startEndpoint();
    });
    // It was asked, and died before it answered.
    expect([extra, day.calls?.lost]).toEqual([1, 1]);
  });

  it("of the Wireshark child: another is started", { timeout: 180_000 }, async () => {
    const { extra } = await trial.disturbed(async () => {
      const [pid] = await site.pidsOf("wireshark");
      expect(pid).toBeDefined();
      await site.kill("wireshark");
    });
    expect(extra).toBe(0);
    expect(await site.pidsOf("wireshark")).toHaveLength(1);
  });

  it("of the command that started the run: it goes on", { timeout: 180_000 }, async () => {
    const before = site.calls().length;
    const flags = ["--seed", "7", "--start", "1700000000", "--cache", "off"];
    const running = site.spawnWiretale(["day", ...flags, "--json"]);
    while (site.calls().length === before) await pause(10);
    running.process.kill("SIGKILL");
    await running.ended;
    const { stdout } = await site.wiretale(["list", "--limit", "1", "--json"]);
    const [{ workflowId }] = JSON.parse(stdout) as [{ workflowId: string }];
    const day = await site.outcome(workflowId);
    expect(day).toMatchObject({ status: "completed", captureDigest: trial.undisturbed.captureDigest });
    expect(trial.extraSince(before)).toBe(0);
  });

  it(`of the worker at twenty random moments, seed ${seed}`, { timeout: 900_000 }, async () => {
    console.log(`chaos: seed ${seed}`);
    const draw = createDraw(seed);
    for (let kills = 0; kills < 20;) {
      let ofDay = 0;
      const { day, extra } = await trial.disturbed(async (workflowId) => {
        let ended = false;
        const ending = site.outcome(workflowId).then(() => (ended = true));
        while (kills < 20) {
          await Promise.race([ending, pause(draw(4_000))]);
          if (ended) break;
          await site.kill("worker");
          await site.startWorker();
          kills += 1;
          ofDay += 1;
        }
      });
      expectCounted(day, extra, ofDay);
    }
  });

  it.runIf(minutes > 0)(
    `of anything at random moments for ${minutes} minutes, seed ${seed}`,
    { timeout: minutes * 60_000 + 300_000 },
    async () => {
      const draw = createDraw(seed);
      const until = Date.now() + minutes * 60_000;
      let kills = 0;
      while (Date.now() < until) {
        const parts: Part[] = [];
        const { day, extra } = await trial.disturbed(async () => {
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
        expectCounted(day, extra, mayCost, `after killing ${parts.join(", ")}`);
      }
      console.log(`chaos: ${kills} kills`);
      expect(kills).toBeGreaterThan(0);
    },
  );
});

describe("a worker that is told to stop", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "by %s: finishes the call under way, and another worker goes on",
    { timeout: 180_000 },
    async (signal) => {
      const before = site.calls().length;
      const { day, extra } = await trial.disturbed(async () => {
        while (site.calls().length === before) await pause(10);
        expect(await site.stop(signal)).toBe(0);
        // The call was answered before the worker ended.
        const since = site.calls().slice(before);
        expect(since.filter(({ answered }) => answered !== undefined)).toHaveLength(1);
        await site.startWorker();
      });
      expect([extra, day.calls?.lost]).toEqual([0, 0]);
    },
  );
});
