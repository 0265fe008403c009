import type { Command } from "commander";
import { resolve } from "node:path";
import { loadConfig } from "../../src/config/load-config.js";
import { statePaths } from "../../src/config/state-paths.js";
import { WiretaleError } from "../../src/contracts/errors.js";
import { writeLines, type CommandHost } from "../command.js";
import type { CliContext } from "../context.js";
import { exitCodes, type ExitCode } from "../exit-codes.js";
import { untilInterrupted } from "../foreground.js";
import { parsePort } from "../option-parsers.js";

export interface ServerOptions {
  readonly port?: number;
  readonly db?: string;
  readonly config?: string;
}

/** Temporal's dev server in the foreground; where one of ours runs already, it is held and not started again. */
export async function runServer(options: ServerOptions, context: CliContext): Promise<ExitCode> {
  const { env, cwd, stderr, interrupted } = context;
  const config = loadConfig({ env, cwd, flags: { config: options.config, devServerPort: options.port } });
  const { useDevServer } = await import("../../src/dev-server/use-dev-server.js");
  const server = await useDevServer({
    paths: statePaths(env, cwd),
    config,
    env,
    signal: interrupted,
    onProgress: (line) => writeLines(stderr, [line]),
    ...(options.db === undefined ? {} : { databaseFile: resolve(cwd, options.db) }),
  });
  try {
    const shared = server.startedHere ? "" : ", which ran already";
    writeLines(stderr, [
      `server ready at ${server.address}${shared}; UI ${server.uiUrl}; database ${server.databaseFile}; Ctrl-C ends it`,
    ]);
    const gone = server.gone.then((): never => {
      throw new WiretaleError("dev-server-failed", "the server has ended by itself");
    });
    gone.catch(() => undefined);
    await untilInterrupted(context, gone);
    return exitCodes.done;
  } finally {
    await server.release();
  }
}

export function registerServer(program: Command, host: CommandHost): void {
  program
    .command("server")
    .description("run Temporal's dev server in the foreground; other commands share it while it is up")
    .option("--port <N>", "port of the server (default: the configuration's, a free one)", parsePort)
    .option("--db <FILE>", "database file (default: in the state folder, kept between runs)")
    .option("--config <FILE>", "configuration in the form of temporal.yaml (default: ./temporal.yaml)")
    .addHelpText("after", "\nExamples:\n  wiretale server\n  wiretale server --port 7233 --db ./temporal.db")
    .action(async (options: ServerOptions) => host.finish(await runServer(options, host.context)));
}
