import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSite, type Site } from "./site.js";
import { untilScheduled } from "../support/until-scheduled.js";
import { createTrial, type Trial } from "./trial.js";

/** Surroundings that fail without anybody dying: silence, outages, disks. */
let site: Site;
let trial: Trial;
/** How long the server is away; `npm run chaos -- --minutes N` takes the whole minute. */
const outageMs = Number(process.env.WIRETALE_CHAOS_MINUTES ?? 0) > 0 ? 60_000 : 12_000;

beforeAll(async () => {
  site = await createSite({ delayMs: 400 });
  await Promise.all([site.startServer(), site.startEndpoint()]);
  await site.startWorker();
  trial = await createTrial(site);
}, 180_000);

afterAll(async () => {
  expect(await site.close()).toEqual([]);
}, 180_000);

/** Resolves when the endpoint has been asked once more. */
async function untilAsked(): Promise<void> {
  const before = site.calls().length;
  while (site.calls().length === before) await pause(10);
}

describe("half-open connections", () => {
  it("to an endpoint that takes the request and is silent from then on", { timeout: 180_000 }, async () => {
    const { day, extra } = await trial.disturbed(async () => {
      await untilAsked();
      await site.freeze("endpoint");
      // Its kernel still takes connections: the call and the next both end by their time-out.
      await pause(15_000);
      await site.thaw("endpoint");
    });
    expect(extra).toBeGreaterThanOrEqual(1);
    expect(day.calls?.lost).toBe(extra);
  });

  it("to a server that is silent for a while: nothing is asked twice", { timeout: 180_000 }, async () => {
    const client = await site.client();
    const { day, extra } = await trial.disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "interpretScript");
      await site.freeze("server");
      await pause(8_000);
      await site.thaw("server");
    });
    expect([extra, day.calls?.lost]).toEqual([0, 0]);
  });
});

describe("a server that is away", () => {
  it(
    `for ${outageMs / 1000} seconds during a run: nothing is asked twice`,
    { timeout: 300_000 },
    async () => {
      const client = await site.client();
      const { day, extra } = await trial.disturbed(async (workflowId) => {
        await untilScheduled(client, workflowId, "draftScript");
        await site.kill("server");
        await pause(outageMs);
        await site.startServer();
      });
      expect([extra, day.calls?.lost]).toEqual([0, 0]);
    },
  );

  it("when its worker starts: the worker waits for it", { timeout: 240_000 }, async () => {
    const { day, extra } = await trial.disturbed(async () => {
      await Promise.all([site.kill("server"), site.kill("worker")]);
      const worker = site.startWorker();
      await pause(3_000);
      await site.startServer();
      await worker;
    });
    // The worker may have died between taking its lease and the endpoint's hearing of the call.
    expect(day.calls?.lost).toBeGreaterThanOrEqual(extra);
    expect(day.calls?.lost).toBeLessThanOrEqual(1);
  });
});

describe("the disk of the artifact store", () => {
  it(
    "full for some seconds in mid-run: the run waits, and nothing is asked meanwhile",
    { timeout: 180_000 },
    async () => {
      const { day, extra } = await trial.disturbed(async () => {
        await untilAsked();
        // Until the answer has reached the store.
        while (site.calls().at(-1)?.answered === undefined) await pause(10);
        await pause(50);
        await site.disk("ENOSPC");
        await pause(4_000);
        await site.disk("well");
      });
      expect(extra).toBeLessThanOrEqual(1);
      expect(day.calls?.lost).toBe(extra);
    },
  );

  it(
    "read-only in mid-run: told in a sentence, and resumed when it is not",
    { timeout: 180_000 },
    async () => {
      const before = site.calls().length;
      const workflowId = await site.startDay();
      const client = await site.client();
      await untilScheduled(client, workflowId, "recordStage");
      await site.disk("EROFS");
      const day = await site.outcome(workflowId);
      expect(day.status).toBe("failed");
      expect(day.why).toMatch(
        /^cannot write \S+: EROFS: read-only file system, .*the file system is read-only/u,
      );
      await site.disk("well");
      const { code, stdout, stderr } = await site.wiretale(["resume", workflowId, "--json"]);
      expect(code, stderr).toBe(0);
      const { captureDigest, counts } = JSON.parse(stdout) as {
        captureDigest: string;
        counts: { calls: { lost: number } };
      };
      expect(captureDigest).toBe(trial.undisturbed.captureDigest);
      // A call whose answer could not be stored is the one that may be asked again.
      expect(trial.extraSince(before)).toBeLessThanOrEqual(1);
      expect(counts.calls.lost).toBe(trial.extraSince(before));
    },
  );
});
