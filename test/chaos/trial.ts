import { expect } from "vitest";
import type { EndedDay, Site } from "./site.js";

/** Days to which something is done, beside one to which nothing was. */
export interface Trial {
  readonly undisturbed: EndedDay;
  /** Starts a day, has something done to it, and answers with it and with the calls beyond one for each of its three answers. */
  disturbed(
    act: (workflowId: string) => Promise<void>,
  ): Promise<{ readonly day: EndedDay; readonly extra: number }>;
  /** Calls beyond three since there were so many. */
  extraSince(calls: number): number;
}

export async function createTrial(site: Site): Promise<Trial> {
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
      const workflowId = await site.startDay();
      await act(workflowId);
      const day = await site.outcome(workflowId);
      expect(day.status, day.why).toBe("completed");
      expect(day.captureDigest).toBe(undisturbed.captureDigest);
      // Nothing is duplicated: the same attempts, each once, and what they used counted once.
      expect(day.attempts).toEqual(["arp 1", "dns 1", "http 1"]);
      expect(day.usage).toEqual(undisturbed.usage);
      expect(day.calls).toMatchObject({ made: 3, cached: 0 });
      return { day, extra: extraSince(before) };
    },
  };
}
