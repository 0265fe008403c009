import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { loadConfig } from "../../src/config/load-config.js";
import { statePaths } from "../../src/config/state-paths.js";
import { useDevServer, type DevServer } from "../../src/dev-server/use-dev-server.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** `host:port` of the server that this run of the tests started for itself. */
    temporalAddress: string;
  }
}

let home: string | undefined;
let server: DevServer | undefined;

/**
 * One Temporal dev server for all integration tests, with a state folder of its own: no test meets anybody's runs. Tests
 * that kill servers start their own.
 */
export async function setup({ provide }: TestProject): Promise<void> {
  home = await mkdtemp(join(tmpdir(), "wiretale-test-"));
  const { cache } = statePaths(process.env);
  server = await useDevServer({
    paths: { home, cache },
    // The package's own configuration, whatever the environment says.
    config: loadConfig({ env: {}, cwd: tmpdir() }),
    onProgress: (line) => void process.stderr.write(`${line}\n`),
  });
  provide("temporalAddress", server.address);
}

export async function teardown(): Promise<void> {
  await server?.release();
  if (home !== undefined) await rm(home, { recursive: true, force: true });
}
