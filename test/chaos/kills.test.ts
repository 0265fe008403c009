import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Part } from "./site.js";
import { Draw } from "../support/draw.js";
import { untilScheduled } from "../support/until-scheduled.js";
import { type Disturbed, useTrial } from "./trial.js";

/**
 * What survives: processes are killed for good, started again, and the capture is the one of an undisturbed run, with no
 * answer asked for twice that had reached the store.
 */
const seed = Number(process.env.WIRETALE_CHAOS_SEED ?? Date.now() % 2 ** 32);
/** 0: as long as twenty kills of the worker take. */
const minutes = Number(process.env.WIRETALE_CHAOS_MINUTES ?? 0);

const used = useTrial();

/** Each call that was under way is counted as lost, whether the endpoint had heard of it or not, and no kill can cost more than one. */
function expectCounted(
  { day, extra, unheard }: Disturbed,
  mayCost: number,
  after = `${mayCost} kills`,
): void {
  expect(day.calls?.lost, after).toBe(extra + unheard);
  expect(extra + unheard, after).toBeLessThanOrEqual(mayCost);
}

/** What a worker can be killed in: everything between two of these is one task of the workflow. */
const stages = [
  "openRun", "draftScript", "interpretScript", "validateConversation", "recordStage", "assembleCapture", "validateCapture",
  "dissectCapture",
]; // prettier-ignore

describe("SIGKILL", () => {
  it("of the worker at every stage in turn", { timeout: 480_000 }, async () => {
    const client = await used.site.client();
    const disturbed = await used.trial.disturbed(async (workflowId) => {
      for (const stage of stages) {
        await untilScheduled(client, workflowId, stage);
        await used.site.kill("worker");
        await used.site.startWorker();
      }
    });
    // A call may have been under way in three of them.
    expectCounted(disturbed, 3);
  });

  it("of the server in the middle of a call: nothing is asked twice", { timeout: 180_000 }, async () => {
    const client = await used.site.client();
    const { day, extra } = await used.trial.disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "draftScript");
      await used.site.kill("server");
      await pause(1_000);
      await used.site.startServer();
    });
    expect([extra, day.calls?.lost]).toEqual([0, 0]);
  });

  it("of server and worker at once", { timeout: 180_000 }, async () => {
    const client = await used.site.client();
    const disturbed = await used.trial.disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "learnRouterMac");
      await Promise.all([used.site.kill("server"), used.site.kill("worker")]);
      await used.site.startServer();
      await used.site.startWorker();
    });
    expectCounted(disturbed, 1);
  });

  it("of the expert endpoint in the middle of a call", { timeout: 180_000 }, async () => {
    const { day, extra } = await used.trial.disturbed(async () => {
      await used.site.untilAsked();
      await used.site.kill("endpoint");
      await pause(1_000);
      await used.site.startEndpoint();
    });
    // It was asked, and died before it answered.
    expect([extra, day.calls?.lost]).toEqual([1, 1]);
  });

  it("of the Wireshark child: another is started", { timeout: 180_000 }, async () => {
    const { extra } = await used.trial.disturbed(async () => {
      const [pid] = await used.site.pidsOf("wireshark");
      expect(pid).toBeDefined();
      await used.site.kill("wireshark");
    });
    expect(extra).toBe(0);
    expect(await used.site.pidsOf("wireshark")).toHaveLength(1);
  });

  it("of the command that started the run: it goes on", { timeout: 180_000 }, async () => {
    const before = used.site.calls().length;
    const flags = ["--seed", "7", "--start", "1700000000", "--cache", "off"];
    const running = used.site.spawnWiretale(["day", ...flags, "--json"]);
    while (used.site.calls().length === before) await pause(10);
    running.process.kill("SIGKILL");
    await running.ended;
    const { stdout } = await used.site.wiretale(["list", "--limit", "1", "--json"]);
    const [{ workflowId }] = JSON.parse(stdout) as [{ workflowId: string }];
    const day = await used.site.outcome(workflowId);
    expect(day).toMatchObject({ status: "completed", captureDigest: used.trial.undisturbed.captureDigest });
    expect(used.trial.extraSince(before)).toBe(0);
  });

  it(`of the worker at twenty random moments, seed ${seed}`, { timeout: 900_000 }, async () => {
    console.log(`chaos: seed ${seed}`);
    const draw = new Draw(seed);
    for (let kills = 0; kills < 20;) {
      let ofDay = 0;
      const disturbed = await used.trial.disturbed(async (workflowId) => {
        let ended = false;
        const ending = used.site.outcome(workflowId).then(() => (ended = true));
        while (kills < 20) {
          await Promise.race([ending, pause(draw.below(4_000))]);
          if (ended) break;
          await used.site.kill("worker");
          await used.site.startWorker();
          kills += 1;
          ofDay += 1;
        }
      });
      expectCounted(disturbed, ofDay);
    }
  });

  // `npm run chaos -- --minutes N` alone has this one.
  if (minutes > 0)
    it(
      `of anything at random moments for ${minutes} minutes, seed ${seed}`,
      { timeout: minutes * 60_000 + 300_000 },
      async () => {
        const draw = new Draw(seed);
        const until = Date.now() + minutes * 60_000;
        let kills = 0;
        while (Date.now() < until) {
          const parts: Part[] = [];
          const disturbed = await used.trial.disturbed(async () => {
            for (let kill = 0; kill < 2; kill += 1) {
              await pause(draw.below(1_800));
              const part = draw.of(["worker", "worker", "server", "endpoint", "wireshark"] as const);
              parts.push(part);
              await used.site.kill(part);
              if (part === "server") await used.site.startServer();
              if (part === "worker") await used.site.startWorker();
              if (part === "endpoint") await used.site.startEndpoint();
              kills += 1;
            }
          });
          const mayCost = parts.filter((part) => part === "worker" || part === "endpoint").length;
          expectCounted(disturbed, mayCost, `after killing ${parts.join(", ")}`);
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
      const before = used.site.calls().length;
      const { day, extra } = await used.trial.disturbed(async () => {
        while (used.site.calls().length === before) await pause(10);
        expect(await used.site.stop(signal)).toBe(0);
        // The call was answered before the worker ended.
        const since = used.site.calls().slice(before);
        expect(since.filter(({ answered }) => answered !== undefined)).toHaveLength(1);
        await used.site.startWorker();
      });
      expect([extra, day.calls?.lost]).toEqual([0, 0]);
    },
  );
});
