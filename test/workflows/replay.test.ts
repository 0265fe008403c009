import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "@temporalio/worker";
import { DeterminismViolationError } from "@temporalio/workflow";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/config/package-root.js";
import "../support/quiet-temporal.js";

/**
 * Histories of real runs, recorded by `scripts/record-histories.mjs`: today's workflows must be able to go on with runs that
 * yesterday's began. A change that cannot fails here first.
 */
const folder = fileURLToPath(new URL("histories", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const workflowBundle = { codePath: join(packageRoot(), "dist", "workflow-bundle.js") };

interface RecordedHistory {
  readonly events: {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowId: string };
    readonly activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}

const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as RecordedHistory;

/** Child workflows are named after their parent, so the id is part of what is replayed. */
function replay(history: RecordedHistory): Promise<void> {
  const started = history.events[0]?.workflowExecutionStartedEventAttributes;
  return Worker.runReplayHistory({ workflowBundle }, history, started?.workflowId);
}

describe("recorded histories", () => {
  it("there is one of each workflow", () => {
    expect(files).toEqual(expect.arrayContaining(["conversation-arp.json", "day-in-the-life.json"]));
  });

  it.each(files)("%s replays", async (name) => {
    await replay(read(name));
  });

  it("a history that this code would not have written is refused", async () => {
    const history = read("conversation-arp.json");
    const scheduled = history.events.find((event) => event.activityTaskScheduledEventAttributes);
    if (scheduled?.activityTaskScheduledEventAttributes === undefined)
      throw new Error("no activity recorded");
    scheduled.activityTaskScheduledEventAttributes.activityType.name = "anotherActivity";
    await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
  });
});
