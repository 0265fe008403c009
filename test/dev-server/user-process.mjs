// A process that uses the dev server of a state folder: prints `ready ADDRESS STARTED-HERE`, and releases it when its stdin
// ends. For tests that kill it. Arguments: state folder, cache folder.

import { useDevServer } from "../../src/dev-server/use-dev-server.js";

const [home = "", cache = ""] = process.argv.slice(2);
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));
const server = await useDevServer({
  paths: { home, cache },
  config: {
    connection: { namespace: "default" },
    devServer: { port: 0, uiPort: 0, retentionMs: 48 * 3_600_000, startTimeoutMs: 60_000 },
  },
  signal: interrupted.signal,
});
process.stdout.write(`ready ${server.address} ${server.startedHere}\n`);
process.stdin.resume().on("end", () => void server.release());
