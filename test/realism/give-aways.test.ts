/**
 * What tells published generated traffic from real is in nothing that Wiretale generates: days in the life and days of the
 * examples, each with several seeds, by the reference writer. What no capture shows, code that runs and failures that are not
 * counted, has tests of its own below; that a resumed run appends nothing twice: test/chaos/kills.test.ts.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareDay } from "../../cli/day-request.js";
import { asDayRequest } from "../../cli/request-identity.js";
import { decodePcap } from "../../src/capture/pcap.js";
import { packageRoot } from "../../src/config/package-root.js";
import type { RunCounts } from "../../src/contracts/day.js";
import { flowFramesOf } from "../../src/flow/flow-frames-of.js";
import { loadPrompts } from "../../src/llm/load-prompts.js";
import { writeScript } from "../../src/reference-writer/write-script.js";
import { countRun, type CountedConversation } from "../../src/report/count-run.js";
import { catchingContext } from "../cli/catching-context.js";
import { activityDependencies } from "../support/activity-dependencies.js";
import { createDayPlayer } from "../support/play-day.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { frames, wholeDay } from "../validators/day-frames.js";
import { fewest, giveAways } from "./give-aways.js";
import { answersOf, arpsOf, type Capture, connectionsOf, requestsOf } from "./traffic.js";

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const seedsOfHour = [1, 2];
const dayInTheLife = "a day in the life";

/** Every scenario that comes with Wiretale, and the day that asks for none. */
const scenarios = [
  dayInTheLife,
  ...["examples", "examples/scenarios"].flatMap((folder) =>
    readdirSync(join(packageRoot(), folder))
      .map((file) => `${folder}/${file}`)
      .filter((file) => file.endsWith(".yaml") && !file.endsWith("/endpoints.yaml")),
  ),
];

/** What the reference writer has written, as it goes out. */
type Answer = (written: string, seed: number) => string;

function playerOf(answer: Answer = (written) => written) {
  const usage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null };
  const dependencies = activityDependencies({
    chatModel: () => ({
      complete: ({ messages, seed }) =>
        Promise.resolve({ text: answer(writeScript(messages, seed), seed), usage, finishReason: "stop" }),
    }),
    promptTexts: (expert) => loadPrompts(join(packageRoot(), "prompts"), expert),
  });
  return { ...createDayPlayer(dependencies), store: dependencies.store };
}

function requestOf(scenario: string, seed: number) {
  const quiet = () => undefined;
  const file = scenario === dayInTheLife ? {} : { scenario };
  const wishes = { ...file, seed, start: "1700000000.25", persona: {}, cache: "off" } as const;
  return prepareDay(wishes, catchingContext({ cwd: packageRoot() }, quiet, quiet)).request;
}

/** A day's frames, read back from its file. */
async function captureOf(scenario: string, seed: number, answer?: Answer): Promise<Capture> {
  const { capture, store } = playerOf(answer);
  const decoded = decodePcap(await store.get(await capture(requestOf(scenario, seed))));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return flowFramesOf(decoded.value.capture);
}

describe("published give-aways", () => {
  const generated = new Map<string, readonly Capture[]>();

  beforeAll(async () => {
    for (const scenario of scenarios) {
      const captures: Capture[] = [];
      for (const seed of scenario.endsWith("hour.yaml") ? seedsOfHour : seeds)
        captures.push(await captureOf(scenario, seed));
      generated.set(scenario, captures);
    }
  }, 120_000);

  it("are looked for in traffic that could have each of them", () => {
    expect(generated.size).toBeGreaterThanOrEqual(8);
    for (const [scenario, captures] of generated) {
      const count = (of: (capture: Capture) => readonly unknown[]) => captures.flatMap(of).length;
      for (const of of [arpsOf, answersOf, requestsOf, connectionsOf])
        expect(count(of), `${scenario}: ${of.name}`).toBeGreaterThanOrEqual(fewest);
    }
  });

  it.each(giveAways)("$name", ({ find, example }) => {
    expect(find([frames(example)])).not.toEqual([]);
    expect(find([frames(wholeDay)])).toEqual([]);
    for (const [scenario, captures] of generated) expect(find(captures), scenario).toEqual([]);
  });
});
