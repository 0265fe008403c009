import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { type DayWishes, prepareDay } from "../../cli/day-request.js";
import { createFileArtifactStore } from "../../src/artifacts/fs.js";
import { statePaths } from "../../src/config/state-paths.js";
import type { ArtifactRef } from "../../src/contracts/artifact.js";
import type { CacheMode } from "../../src/contracts/policy.js";
import { useDevServer } from "../../src/dev-server/use-dev-server.js";
import { startConfiguredWorker } from "../../workers/configured-worker.js";
import { catchingContext } from "../cli/catching-context.js";
import { startMisbehavingEndpoint, type MisbehavingOptions } from "./misbehaving-endpoint.js";

/** For programs that run days and are no tests: a dev server, a worker and an endpoint of their own, in a folder of their own. */
export async function startOwnTemporal(behaviour: MisbehavingOptions, cache: CacheMode) {
  const folder = await mkdtemp(join(tmpdir(), "wiretale-own-"));
  const endpoint = await startMisbehavingEndpoint(behaviour);
  const quiet = () => undefined;
  const prepared = (seed: number, wishes: Partial<DayWishes> = {}) =>
    prepareDay(
      { seed, start: "1700000000", baseUrl: endpoint.baseUrl, persona: {}, cache, ...wishes },
      catchingContext({ cwd: folder }, quiet, quiet),
    );
  const { config } = prepared(1);
  const paths = {
    ...statePaths(process.env),
    home: join(folder, "home"),
    store: join(folder, "home", "store"),
  };
  const server = await useDevServer({ paths, config });
  const worker = await startConfiguredWorker({
    config,
    connection: { address: server.address, namespace: "default" },
    paths,
    environment: {},
    drainMs: 1_000,
  });
  const connection = await Connection.connect({ address: server.address });
  return {
    folder,
    endpoint,
    config,
    /** For commands of this server's and store's. */
    env: { WIRETALE_HOME: paths.home, TEMPORAL_ADDRESS: server.address },
    /** The request of a day with that seed, asking the endpoint unless told otherwise, and its workflow id. */
    prepared,
    client: new Client({ connection }),
    /** What a run left in the store. */
    artifact: (reference: Pick<ArtifactRef, "digest">) => createFileArtifactStore(paths.store).get(reference),
    async close() {
      await worker.shutdown();
      await connection.close();
      await endpoint.close();
      await server.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
