// Records the histories that the replay test replays: one run of each kind, made here with a server, a worker and an endpoint
// of its own. `node --import ./test/support/typescript-loader.mjs test/workflows/record-histories.ts PATCH`, after a build: they
// stand in the folder named for the newest `patched` that they have.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";
import { packageRoot } from "../../src/config/package-root.js";
import type { RunOrigin } from "../../src/contracts/day.js";
import { progressQuery, resumeUpdate } from "../../workflows/messages.js";
import type { Behaviour } from "../support/misbehaving-endpoint.js";
import { startOwnTemporal } from "../support/own-temporal.js";

const patch = process.argv[2];
if (patch === undefined) throw new Error("the name of the newest patch is missing");
const histories = join(fileURLToPath(new URL("histories", import.meta.url)), patch);
await mkdir(histories, { recursive: true });
let behaviour: Behaviour = "well";
/** Which requests it is for, by a word of their summary. */
let about = /Wanted:/u;
const { client, close, endpoint, prepared } = await startOwnTemporal(
  {
    behave: ({ messages }) => {
      const text = messages.find(({ role }) => role === "user")?.content ?? "";
      return about.test(text.slice(text.lastIndexOf("Summary: "))) ? behaviour : "well";
    },
  },
  "read",
);

async function start(seed: number, origin?: RunOrigin) {
  const { request, workflowId } = prepared(seed);
  return client.workflow.start("dayInTheLife", {
    workflowId,
    taskQueue: request.queues.workflows,
    args: origin === undefined ? [request] : [request, origin],
  });
}

async function record(name: string, workflowId: string): Promise<void> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  // A worker's identity is its process and host, and an endpoint's port was free by chance: nobody's concern.
  // So are the places of its files, in stacks.
  const text = String(historyToJSON(history))
    .replace(/"\d+@[^"-]+/gu, '"worker@host')
    .replace(/"stackTrace": ?"(?:[^"\\]|\\.)*"/gu, '"stackTrace": ""');
  await writeFile(join(histories, `${name}.json`), `${text}\n`);
  console.log(name);
}

try {
  const finished = await start(1);
  await finished.result();
  await record("day-finished", finished.workflowId);
  await record("conversation-finished", `${finished.workflowId}/arp`);

  behaviour = "truncated code";
  const repaired = await start(2);
  await repaired.result();
  await record("day-repaired", repaired.workflowId);
  await record("conversation-repaired", `${repaired.workflowId}/arp`);

  behaviour = 401;
  const parked = await start(3);
  while ((await parked.query(progressQuery)).parked === undefined) await pause(50);
  behaviour = "well";
  await client.workflow
    .getHandle(`${parked.workflowId}/arp`)
    .executeUpdate(resumeUpdate, { args: [{ kind: "retry", hint: "the router answers" }] });
  await parked.result();
  await record("day-parked-and-resumed", parked.workflowId);
  await record("conversation-parked-and-resumed", `${parked.workflowId}/arp`);

  behaviour = "hang";
  about = /Host=/u;
  const before = endpoint.asked.length;
  const cancelled = await start(4);
  while (endpoint.asked.length < before + 3) await pause(50);
  await cancelled.cancel();
  await cancelled.result().catch(() => undefined);
  await record("day-cancelled", cancelled.workflowId);
  await record("conversation-cancelled", `${cancelled.workflowId}/http`);

  behaviour = "well";
  const continued = await start(4, { payer: cancelled.firstExecutionRunId });
  await continued.result();
  await record("day-continued", continued.workflowId);

  const scenario = prepared(5, { scenario: join(packageRoot(), "examples", "two-clients.yaml") });
  const played = await client.workflow.start("scenarioDay", {
    workflowId: scenario.workflowId,
    taskQueue: scenario.request.queues.workflows,
    args: [scenario.request],
  });
  await played.result();
  await record("scenario-finished", played.workflowId);
  await record("stretch-finished", `${played.workflowId}/desk-stretch-1`);
} finally {
  await close();
}
process.exit(0);
