import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "@temporalio/worker";
import { DeterminismViolationError } from "@temporalio/workflow";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/config/package-root.js";
import "../support/quiet-temporal.js";

/**
 * Histories of real runs, recorded by `record-histories.ts`: today's workflows must be able to go on with runs that
 * yesterday's began. A change that cannot fails here first.
 */
const folder = fileURLToPath(new URL("histories", import.meta.url));
/** In `histories` the first that were recorded; a folder for each patch since, named for it. */
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".json"),
);
const patches = ["", "quick-work-within-the-workflow-task/"];
const workflowBundle = { codePath: join(packageRoot(), "dist", "workflow-bundle.js") };

interface RecordedHistory {
  readonly events: {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowId: string };
    readonly activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}

const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as RecordedHistory;

/** Child workflows are named after their parent, so the id is part of what is replayed. */
function replay(
  history: RecordedHistory,
  bundle: { readonly codePath: string } | { readonly code: string } = workflowBundle,
): Promise<void> {
  const started = history.events[0]?.workflowExecutionStartedEventAttributes;
  return Worker.runReplayHistory({ workflowBundle: bundle }, history, started?.workflowId);
}

/** What, in which history it is seen, and the edit of the bundle. */
const breakingEdits = [
  [
    "an activity in place of another",
    "day-finished.json",
    /local\.learnRouterMac\(/u,
    "local.learnResolvedAddresses(",
  ],
  [
    "an activity left out",
    "conversation-finished.json",
    /await compute\.validateConversation/u,
    "await local.composePrompt",
  ],
  [
    "a wait that was not there",
    "conversation-parked-and-resumed.json",
    /await keepAttempts\(\);\n(\s*)const last/u,
    "await keepAttempts();\n$1await keepAttempts();\n$1const last",
  ],
] as const;

/** Of the workflows that play scenarios, which came with the newest patch. */
const scenarioEdits = [
  [
    "an activity in place of another",
    "stretch-finished.json",
    /local\.storeTimelinePart\(/u,
    "local.recallConversation(",
  ],
  [
    "the capture assembled before anybody has lived",
    "scenario-finished.json",
    /compute\.assembleTimeline/u,
    "compute.validateTimeline",
  ],
] as const;

describe("recorded histories", () => {
  it.each(patches)("there is one of each workflow and of each way it can go in histories/%s", (patch) => {
    const ways = ["finished", "repaired", "parked-and-resumed", "cancelled"];
    expect(files).toEqual(
      expect.arrayContaining([
        ...ways.flatMap((way) => [`${patch}day-${way}.json`, `${patch}conversation-${way}.json`]),
        `${patch}day-continued.json`,
      ]),
    );
  });

  it.each(files)("%s replays", async (name) => {
    await replay(read(name));
  });

  it("a history that this code would not have written is refused", async () => {
    const history = read("conversation-finished.json");
    const scheduled = history.events.find((event) => event.activityTaskScheduledEventAttributes);
    if (scheduled?.activityTaskScheduledEventAttributes === undefined)
      throw new Error("no activity recorded");
    scheduled.activityTaskScheduledEventAttributes.activityType.name = "anotherActivity";
    await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
  });

  it.each([
    ...patches.flatMap((patch) =>
      breakingEdits.map(([name, history, from, to]) => [name, `${patch}${history}`, from, to] as const),
    ),
    ...scenarioEdits.map(
      ([name, history, from, to]) => [name, `${patches.at(-1) ?? ""}${history}`, from, to] as const,
    ),
  ])("a breaking edit of the workflow is seen: %s, %s", async (_, name, from, to) => {
    const code = readFileSync(workflowBundle.codePath, "utf8");
    const edited = code.replace(from, to);
    expect(edited).not.toBe(code);
    await expect(replay(read(name), { code: edited })).rejects.toThrow(DeterminismViolationError);
  });
});
