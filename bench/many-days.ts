// How many days at once a worker and a dev server hold: `npm run bench:days -- --days N --waves N`. Server, worker and endpoint are
// processes of their own; three of ten calls fail, in ten ways. After each wave a healthy endpoint brings what has parked to its end.

import { setTimeout as pause } from "node:timers/promises";
import { connectDayRunner } from "../cli/temporal-client.js";
import { createSite } from "../test/chaos/site.js";
import { programOptions, wholeNumber } from "../test/support/program-options.js";

const values = programOptions({
  days: { type: "string", default: "200" },
  waves: { type: "string", default: "3" },
});
const days = wholeNumber("days", values.days);
const waves = wholeNumber("waves", values.waves);
const config = `
policies:
  model: { startToClose: 10s, scheduleToClose: 2m, heartbeat: 5s, retry: { initialInterval: 50ms, maximumInterval: 500ms, maximumAttempts: 3 } }
`;

const site = await createSite({ delayMs: 0, config });
await site.startServer();
await site.startEndpoint("failing three of ten");
await site.startWorker();
const client = await site.client();
const runner = await connectDayRunner({ address: site.address, namespace: "default" });

/** Statuses of the runs of one wave, once none of them is running. */
async function settled(ids: readonly string[]): Promise<{ completed: number; parked: number }> {
  for (;;) {
    const wave = (await runner.list({ limit: 100_000 })).filter(({ workflowId }) => ids.includes(workflowId));
    const count = (wanted: string) => wave.filter(({ status }) => status === wanted).length;
    const counts = { completed: count("completed"), parked: count("parked") };
    if (counts.completed + counts.parked === ids.length) return counts;
    await pause(500);
  }
}

async function largestHistory(ids: readonly string[]): Promise<{ events: number; kilobytes: number }> {
  let [events, bytes] = [0, 0];
  for (const id of ids.flatMap((day) => [day, `${day}/arp`, `${day}/dns`, `${day}/http`])) {
    const { historyLength, historySize = 0 } = await client.workflow.getHandle(id).describe();
    [events, bytes] = [Math.max(events, historyLength), Math.max(bytes, historySize)];
  }
  return { events, kilobytes: Math.round(bytes / 1024) };
}

try {
  console.log("wave  done  parked  days/s  then done  worker MB  server MB  largest history");
  for (let wave = 1; wave <= waves; wave += 1) {
    const began = performance.now();
    const ids = await Promise.all(
      Array.from({ length: days }, (_, day) => site.startDay({ seed: wave * 100_000 + day })),
    );
    const first = await settled(ids);
    const perSecond = days / ((performance.now() - began) / 1000);
    await site.kill("endpoint");
    await site.startEndpoint("well");
    const { code, stderr } = await site.wiretale(["resume", "--all", "--retry", "--json"]);
    if (code !== 0) throw new Error(stderr);
    const last = await settled(ids);
    await site.kill("endpoint");
    await site.startEndpoint("failing three of ten");
    const { events, kilobytes } = await largestHistory(ids);
    const cells = [
      [wave, 4], [first.completed, 6], [first.parked, 8], [perSecond.toFixed(1), 8], [last.completed, 11],
      [site.memoryOf("worker"), 11], [site.memoryOf("server"), 11], [`${events} events, ${kilobytes} KB`, 18],
    ] as const; // prettier-ignore
    console.log(cells.map(([cell, width]) => String(cell).padStart(width)).join(""));
    if (last.parked > 0) throw new Error(`${last.parked} are parked still`);
  }
} finally {
  await runner.close();
  await site.close();
}
process.exit();
