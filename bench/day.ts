// What Temporal costs a day: `npm run bench:day -- --rounds N --delay MS`. A day with an endpoint that takes a second for an
// answer, on a warm worker and a server of its own, beside the same activities called one after the other in this process; and
// a day by the reference writer, which answers at once, as a workflow and as the command that a user waits for.

import { join } from "node:path";
import { embeddedBaseUrl, type ExpertName } from "../src/contracts/expert.js";
import { asDayRequest } from "../cli/request-identity.js";
import { createFileArtifactStore, createFileLeases, createFileRecords } from "../src/artifacts/fs.js";
import { packageRoot } from "../src/config/package-root.js";
import type { DayResult } from "../src/contracts/day.js";
import { loadPrompts } from "../src/llm/load-prompts.js";
import { createOpenAiModel } from "../src/llm/openai-model.js";
import { chooseDissector } from "../src/wireshark/choose-dissector.js";
import { createDayPlayer } from "../test/support/play-day.js";
import { programOptions, wholeNumber } from "../test/support/program-options.js";
import { runWiretale } from "../test/support/run-wiretale.js";
import { startOwnTemporal } from "../test/support/own-temporal.js";
import { sha256 } from "../workers/start-worker.js";

const values = programOptions({
  rounds: { type: "string", default: "5" },
  delay: { type: "string", default: "1000" },
});
const rounds = wholeNumber("rounds", values.rounds);
const { client, close, config, endpoint, env, folder, prepared } = await startOwnTemporal(
  { behave: () => "well", delayMs: wholeNumber("delay", values.delay, 0) },
  "off",
);
const chosen = await chooseDissector(config.wireshark.adapter);

async function withTemporal(seed: number, baseUrl?: string): Promise<string> {
  const { request, workflowId } = prepared(seed, baseUrl === undefined ? {} : { baseUrl });
  const result = (await client.workflow.execute("dayInTheLife", {
    workflowId,
    taskQueue: request.queues.workflows,
    args: [request],
  })) as DayResult;
  return result.capture.digest;
}

async function asCommand(seed: number): Promise<string> {
  const day = ["day", "--seed", String(seed), "--start", "1700000000", "--cache", "off", "--json"];
  const { code, stdout, stderr } = await runWiretale(day, { cwd: folder, env });
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { captureDigest: string }).captureDigest;
}

/** The same activities in the same order, with a store of their own, and nothing in between. */
async function withoutTemporal(seed: number): Promise<string> {
  const own = join(folder, `plain-${seed}`);
  const dependencies = {
    store: createFileArtifactStore(own),
    calls: createFileRecords(join(own, "calls")),
    leases: createFileLeases(join(own, "leases")),
    runs: createFileRecords(join(own, "runs")),
    searchAttributes: false,
    chatModel: () => createOpenAiModel({ baseUrl: endpoint.baseUrl }),
    promptTexts: (expert: ExpertName) => loadPrompts(join(packageRoot(), "prompts"), expert),
    dissector: () => Promise.resolve(chosen),
    versions: { wiretale: "0", node: process.version },
    sha256,
  };
  const player = createDayPlayer(dependencies);
  const { activities } = player;
  const request = asDayRequest(prepared(seed).request);
  const { scenario } = request;
  const payer = `plain-${seed}`;
  await activities.openRun({ workflowId: payer, runId: payer, payer, request, goOn: false });
  const { conversations, learned } = await player.day(request, async (result) => {
    await activities.recordStage({ payer, stage: result.conversation, result });
  });
  const { experts } = request;
  const assembled = await activities.assembleCapture({ conversations, learned, experts });
  const validated = await activities.validateCapture({ assembled, scenario, learned });
  const dissected = await activities.dissectCapture({ capture: assembled.capture });
  const { capture } = await activities.publishRun({
    request,
    workflowId: payer,
    runId: payer,
    conversations,
    assembled,
    validated,
    dissected,
    steps: [],
  });
  return capture.digest;
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
const timed = async (act: () => Promise<string>): Promise<{ seconds: number; digest: string }> => {
  const began = performance.now();
  const digest = await act();
  return { seconds: (performance.now() - began) / 1000, digest };
};

try {
  await withTemporal(1);
  await withoutTemporal(1);
  const times = {
    with: [] as number[],
    without: [] as number[],
    workflow: [] as number[],
    command: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    const seed = 100 + round;
    const plain = await timed(() => withoutTemporal(seed));
    const driven = await timed(() => withTemporal(seed));
    if (plain.digest !== driven.digest) throw new Error("the captures differ");
    times.without.push(plain.seconds);
    times.with.push(driven.seconds);
    times.workflow.push((await timed(() => withTemporal(seed + 100, embeddedBaseUrl))).seconds);
    times.command.push((await timed(() => asCommand(seed + 200))).seconds);
  }
  const [a, b] = [median(times.with), median(times.without)];
  const more = a - b;
  console.log(
    `with Temporal ${a.toFixed(2)} s, the same steps without ${b.toFixed(2)} s (medians of ${rounds})`,
  );
  console.log(
    `${more.toFixed(2)} s more, ${((100 * more) / b).toFixed(0)} %; allowed: 20 % or 0.60 s, whichever is larger`,
  );
  const [workflow, command] = [median(times.workflow), median(times.command)];
  console.log(
    `by the reference writer, worker warm: ${workflow.toFixed(2)} s; allowed: 2 s. As a command, from its start to its end: ${command.toFixed(2)} s`,
  );
  process.exitCode = more <= Math.max(0.2 * b, 0.6) && workflow <= 2 ? 0 : 1;
} finally {
  if (chosen.kind === "present") await chosen.dissector.close();
  await close();
}
process.exit();
