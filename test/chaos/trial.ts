import { afterAll, beforeAll, expect } from "vitest";
import { createSite, type EndedDay, type EndpointCall, type Site, type TakenLease } from "./site.js";

/** Days to which something is done, beside one to which nothing was. */
export interface Trial {
  readonly undisturbed: EndedDay;
  /** Starts a day and has something done to it. Each of its three answers is in its capture once. */
  disturbed(act: (workflowId: string) => Promise<void>): Promise<Disturbed>;
  /** Calls beyond three since there were so many. */
  extraSince(calls: number): number;
}

export interface Disturbed {
  readonly day: EndedDay;
  /** Calls that the endpoint heard of, beyond one for each answer. */
  readonly extra: number;
  /** Calls that a worker had the lease for and died before the endpoint heard of them: nobody can tell whether they were paid for. */
  readonly unheard: number;
}

/** A site with everything running, and its trial, for the tests of a file; afterwards nothing of it must be running. */
export function useTrial(): { readonly site: Site; readonly trial: Trial } {
  const used: { site?: Site; trial?: Trial } = {};
  beforeAll(async () => {
    const site = await createSite({ delayMs: 400 });
    used.site = site;
    await Promise.all([site.startServer(), site.startEndpoint()]);
    await site.startWorker();
    used.trial = await createTrial(site);
  }, 180_000);
  afterAll(async () => {
    expect(await used.site?.close()).toEqual([]);
  }, 180_000);
  const ready = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error("asked for before the tests of the file begin");
    return part;
  };
  return {
    get site() {
      return ready(used.site);
    },
    get trial() {
      return ready(used.trial);
    },
  };
}

async function createTrial(site: Site): Promise<Trial> {
  const undisturbed = await site.outcome(await site.startDay());
  expect(undisturbed).toMatchObject({ status: "completed", calls: { made: 3, cached: 0, lost: 0 } });
  const extraSince = (calls: number): number =>
    site
      .calls()
      .slice(calls)
      .filter(({ asked }) => asked !== undefined).length - 3;
  return {
    undisturbed,
    extraSince,
    async disturbed(act) {
      const before = site.calls().length;
      const leasesBefore = (await site.leases()).length;
      const workflowId = await site.startDay();
      await act(workflowId);
      const day = await site.outcome(workflowId);
      expect(day.status, day.why).toBe("completed");
      expect(day.captureDigest).toBe(undisturbed.captureDigest);
      // Nothing is duplicated: the same attempts, each once, and what they used counted once.
      expect(day.attempts).toEqual(["arp 1", "dns 1", "http 1"]);
      expect(day.usage).toEqual(undisturbed.usage);
      expect(day.calls).toMatchObject({ made: 3, cached: 0 });
      const leases = (await site.leases()).slice(leasesBefore);
      return { day, extra: extraSince(before), unheard: unheardOf(leases, site.calls()) };
    },
  };
}

/** Leases of calls that the endpoint did not hear of before the same call's next lease was taken. */
function unheardOf(leases: readonly TakenLease[], calls: readonly EndpointCall[]): number {
  const heard = calls.flatMap(({ atMs }) => atMs ?? []);
  return leases.filter(({ call, claimedAtMs }, index) => {
    const next = leases.slice(index + 1).find((other) => other.call === call)?.claimedAtMs ?? Infinity;
    return !heard.some((atMs) => atMs >= claimedAtMs && atMs < next);
  }).length;
}
