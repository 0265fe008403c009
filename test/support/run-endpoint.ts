// `node --import ./test/support/typescript-loader.mjs test/support/run-endpoint.ts PORT LOG_FILE DELAY_MS BEHAVIOUR`: an expert
// endpoint in a process of its own, so that it can be killed. BEHAVIOUR is one of misbehaving-endpoint's, or `failing three of ten`.

import { behaviourNames, failingThreeOfTen, startMisbehavingEndpoint } from "./misbehaving-endpoint.js";

const [port, logFile, delayMs, behaviour = "well"] = process.argv.slice(2);
const always = behaviourNames.find((name) => String(name) === behaviour);
if (always === undefined && behaviour !== "failing three of ten")
  throw new Error(`no behaviour ${behaviour}`);
const endpoint = await startMisbehavingEndpoint({
  behave: always === undefined ? failingThreeOfTen : () => always,
  port: Number(port),
  delayMs: Number(delayMs),
  ...(logFile === undefined ? {} : { logFile }),
});
process.stdout.write(`endpoint ready at ${endpoint.baseUrl}\n`);
