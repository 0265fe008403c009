// `node --import ./test/support/typescript-loader.mjs test/support/run-endpoint.ts PORT LOG_FILE DELAY_MS`: an expert
// endpoint in a process of its own, so that it can be killed.

import { startMisbehavingEndpoint } from "./misbehaving-endpoint.js";

const [port, logFile, delayMs] = process.argv.slice(2);
const endpoint = await startMisbehavingEndpoint({
  behave: () => "well",
  port: Number(port),
  delayMs: Number(delayMs),
  ...(logFile === undefined ? {} : { logFile }),
});
process.stdout.write(`endpoint ready at ${endpoint.baseUrl}\n`);
