import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { untilScheduled } from "../support/until-scheduled.js";
import { useTrial } from "./trial.js";

/** Surroundings that fail without anybody dying: silence, outages, disks. */
const used = useTrial();
/** How long the server is away; `npm run chaos -- --minutes N` takes the whole minute. */
const outageMs = Number(process.env.WIRETALE_CHAOS_MINUTES ?? 0) > 0 ? 60_000 : 12_000;

describe("half-open connections", () => {
  it("to an endpoint that takes the request and is silent from then on", { timeout: 180_000 }, async () => {
    const { day, extra } = await used.trial.disturbed(async () => {
      await used.site.untilAsked();
      await used.site.freeze("endpoint");
      // Its kernel still takes connections: the call and the next both end by their time-out.
      await pause(15_000);
      await used.site.thaw("endpoint");
    });
    expect(extra).toBeGreaterThanOrEqual(1);
    expect(day.calls?.lost).toBe(extra);
  });

  it("to a server that is silent for a while: nothing is asked twice", { timeout: 180_000 }, async () => {
    const client = await used.site.client();
    const { day, extra } = await used.trial.disturbed(async (workflowId) => {
      await untilScheduled(client, workflowId, "interpretScript");
      await used.site.freeze("server");
      await pause(8_000);
      await used.site.thaw("server");
    });
    expect([extra, day.calls?.lost]).toEqual([0, 0]);
  });
});

describe("a server that is away", () => {
  it(
    `for ${outageMs / 1000} seconds during a run: nothing is asked twice`,
    { timeout: 300_000 },
    async () => {
      const client = await used.site.client();
      const { day, extra } = await used.trial.disturbed(async (workflowId) => {
        await untilScheduled(client, workflowId, "draftScript");
        await used.site.kill("server");
        await pause(outageMs);
        await used.site.startServer();
      });
      expect([extra, day.calls?.lost]).toEqual([0, 0]);
    },
  );

  it("when its worker starts: the worker waits for it", { timeout: 240_000 }, async () => {
    const { day, extra, unheard } = await used.trial.disturbed(async () => {
      await Promise.all([used.site.kill("server"), used.site.kill("worker")]);
      const worker = used.site.startWorker();
      await pause(3_000);
      await used.site.startServer();
      await worker;
    });
    expect(day.calls?.lost).toBe(extra + unheard);
    expect(extra + unheard).toBeLessThanOrEqual(1);
  });
});

describe("the disk of the artifact store", () => {
  it(
    "full for some seconds in mid-run: the run waits, and nothing is asked meanwhile",
    { timeout: 180_000 },
    async () => {
      const { day, extra } = await used.trial.disturbed(async () => {
        await used.site.untilAsked();
        // Until the answer has reached the store.
        while (used.site.calls().at(-1)?.answered === undefined) await pause(10);
        await pause(50);
        await used.site.disk("ENOSPC");
        await pause(4_000);
        await used.site.disk("well");
      });
      expect(extra).toBeLessThanOrEqual(1);
      expect(day.calls?.lost).toBe(extra);
    },
  );

  it(
    "read-only in mid-run: told in a sentence, and resumed when it is not",
    { timeout: 180_000 },
    async () => {
      const before = used.site.calls().length;
      const workflowId = await used.site.startDay();
      const client = await used.site.client();
      await untilScheduled(client, workflowId, "recordStage");
      await used.site.disk("EROFS");
      const day = await used.site.outcome(workflowId);
      expect(day.status).toBe("failed");
      expect(day.why).toMatch(
        /^cannot write \S+: EROFS: read-only file system, .*the file system is read-only/u,
      );
      await used.site.disk("well");
      const { code, stdout, stderr } = await used.site.wiretale(["resume", workflowId, "--json"]);
      expect(code, stderr).toBe(0);
      const { captureDigest, counts } = JSON.parse(stdout) as {
        captureDigest: string;
        counts: { calls: { lost: number } };
      };
      expect(captureDigest).toBe(used.trial.undisturbed.captureDigest);
      // A call whose answer could not be stored is the one that may be asked again.
      expect(used.trial.extraSince(before)).toBeLessThanOrEqual(1);
      expect(counts.calls.lost).toBe(used.trial.extraSince(before));
    },
  );
});
