// Records histories for the replay test: node scripts/record-histories.mjs WORKFLOW_ID… with TEMPORAL_ADDRESS set to a server
// that has those runs (for example one of `npm run demo -- --keep`). A history is named for its workflow's type and, if
// there is one, the part of its id after the slash: day-in-the-life.json, conversation-arp.json.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";

const folder = fileURLToPath(new URL("../test/workflows/histories", import.meta.url));
const connection = await Connection.connect({ address: process.env.TEMPORAL_ADDRESS ?? "127.0.0.1:7233" });
const client = new Client({ connection });
for (const workflowId of process.argv.slice(2)) {
  const handle = client.workflow.getHandle(workflowId);
  const { type } = await handle.describe();
  const name = [kebab(type), ...workflowId.split("/").slice(1)].join("-");
  const path = join(folder, `${name}.json`);
  // A worker's identity is its process and host: nobody's concern but that machine's.
  const text = String(historyToJSON(await handle.fetchHistory())).replace(/"\d+@[^"-]+/g, '"worker@host');
  writeFileSync(path, `${text}\n`);
  console.log(path);
}
await connection.close();

/** @param {string} text */
function kebab(text) {
  return text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
