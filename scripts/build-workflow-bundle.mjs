// Bundles the workflows once, at build time, so that no worker does it at start-up. The bundler refuses modules that a
// workflow must not import, so building it is also a check.

import { renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");
const bundle = join(dist, "workflow-bundle.js");
const temporary = `${bundle}.${process.pid}.tmp`;

const { code } = await bundleWorkflowCode({
  workflowsPath: join(dist, "workflows", "index.js"),
  logger: new DefaultLogger("WARN"),
});
writeFileSync(temporary, code);
renameSync(temporary, bundle);
