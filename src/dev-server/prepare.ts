// `node dist/src/dev-server/prepare.js CACHE_FOLDER`: makes sure that a Temporal dev server can be started, so that tests
// need not wait for a build of minutes in the middle.

import { WiretaleError } from "../contracts/errors.js";
import { findServer } from "./find-server.js";

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => interrupted.abort());

const [cache] = process.argv.slice(2);
if (cache === undefined) throw new Error("usage: node prepare.js CACHE_FOLDER");
try {
  await findServer({
    cache,
    env: process.env,
    signal: interrupted.signal,
    onProgress: (line) => void process.stderr.write(`wiretale: ${line}\n`),
  });
} catch (error) {
  if (interrupted.signal.aborted) process.exit(130);
  if (!(error instanceof WiretaleError)) throw error;
  process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? "" : `hint: ${error.hint}\n`}`);
  process.exit(3);
}
