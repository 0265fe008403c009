import { join } from "node:path";
import { type DayWishes, prepareDay } from "../../cli/day-request.js";
import { packageRoot } from "../../src/config/package-root.js";
import type { RunRequest } from "../../src/contracts/day.js";
import { loadPrompts } from "../../src/llm/load-prompts.js";
import { writeScript } from "../../src/reference-writer/write-script.js";
import { catchingContext } from "../cli/catching-context.js";
import { activityDependencies } from "./activity-dependencies.js";
import { createDayPlayer } from "./play-day.js";

/** What the reference writer has written, as it goes out. */
export type Answer = (written: string) => string;

/** Plays days in memory, with the reference writer behind every expert. */
export function createReferencePlayer(answer: Answer = (written) => written) {
  const usage = { inputTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null };
  const dependencies = activityDependencies({
    chatModel: () => ({
      complete: ({ messages, seed }) =>
        Promise.resolve({ text: answer(writeScript(messages, seed)), usage, finishReason: "stop" }),
    }),
    promptTexts: (expert) => loadPrompts(join(packageRoot(), "prompts"), expert),
  });
  const player = createDayPlayer(dependencies);
  return {
    ...player,
    /** The octets of a day's capture file. */
    captureFile: async (request: RunRequest) => dependencies.store.get(await player.capture(request)),
  };
}

/** What `wiretale day` would ask for; a scenario's path counts from the package's own folder. */
export function requestOf(wishes: Partial<DayWishes> & { readonly seed: number }): RunRequest {
  const quiet = () => undefined;
  const context = catchingContext({ cwd: packageRoot() }, quiet, quiet);
  return prepareDay({ start: "1700000000", persona: {}, cache: "off", ...wishes }, context).request;
}
