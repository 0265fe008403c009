// Days of the examples with acts, as Wiretale publishes them: a workflow each, by the reference writer, on a server and worker of
// their own.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApplicationFailure } from "@temporalio/common";
import { WorkflowFailedError } from "@temporalio/client";
import type { PublishedTimeline } from "../activities/publish-timeline.js";
import { packageRoot } from "../src/config/package-root.js";
import type { DayResult } from "../src/contracts/day.js";
import { failureTypes, workflowTypes } from "../src/contracts/names.js";
import { startOwnTemporal } from "../test/support/own-temporal.js";

export interface ExampleDay {
  /** Name of a file in examples/, without its ending. */
  readonly example: string;
  readonly seed: number;
  /** By host, in place of what the file says. */
  readonly persona?: Readonly<Record<string, string>>;
  /** Where the capture goes; one that is there is not made again. */
  readonly file: string;
}

/** The programs of scripts/real-day.sh: `linux-curl` and so on are the personas measured of them. */
export const realClients = ["curl", "wget", "python"] as const;
export type RealClient = (typeof realClients)[number];

/** A day of examples/real-day.yaml with one of its client programs. */
export function realDayOf(client: RealClient, seed: number, folder: string): ExampleDay {
  const persona = { client: `linux-${client}` };
  return { example: "real-day", seed, persona, file: join(folder, `${client}-${seed}.pcap`) };
}

/** Makes the days that are not there yet, one after the other. A capture that Wiretale refuses is written too, and told of. */
export async function makeDays(
  days: readonly ExampleDay[],
  refused: (day: ExampleDay, why: string) => void,
): Promise<void> {
  const missing = days.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return;
  const own = await startOwnTemporal({ behave: () => "well" }, "off");
  try {
    for (const [index, day] of missing.entries()) {
      const { example, seed, persona = {}, file } = day;
      const named = Object.entries(persona).map(([host, name]) => `, ${host} ${name}`);
      console.error(`${example}${named.join("")}, seed ${seed}: ${index + 1} of ${missing.length} days`);
      const scenario = join(packageRoot(), "examples", `${example}.yaml`);
      // Days begin within different milliseconds, as real ones do.
      const start = `${1_700_000_000 + seed * 7}.${String((seed * 314_159) % 1_000_000).padStart(6, "0")}`;
      const { request, workflowId } = own.prepared(seed, { scenario, start, persona });
      const run = own.client.workflow.execute(workflowTypes.scenarioDay, {
        workflowId,
        taskQueue: request.queues.workflows,
        args: [request],
      }) as Promise<PublishedTimeline>;
      const published = await run.catch((error: unknown) => {
        const refusal = refusalIn(error);
        refused(day, refusal.message);
        return refusal.published;
      });
      const result = JSON.parse(new TextDecoder().decode(await own.artifact(published.result))) as DayResult;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, await own.artifact(result.capture));
    }
  } finally {
    await own.close();
  }
}

/** Why a capture was refused, and what was published of it all the same; any other failure is thrown on. */
function refusalIn(error: unknown): { readonly message: string; readonly published: PublishedTimeline } {
  const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || cause.type !== failureTypes.captureRefused) throw error;
  const [{ result: published }] = cause.details as [{ result: PublishedTimeline }];
  return { message: cause.message, published };
}
