import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/config/package-root.js";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Added to a small environment: `PATH`, `HOME` and the cache folder, nothing else of ours. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves once stdout and stderr together contain the text. */
  says(text: string): Promise<void>;
}

/** Starts the built `wiretale` command as a process of its own. */
export function startWiretale(args: readonly string[], options: RunOptions): Running {
  const { PATH = "", HOME = "", XDG_CACHE_HOME, TEMPORAL_CLI_PATH } = process.env;
  const child = spawn(process.execPath, [join(packageRoot(), "dist", "cli", "main.js"), ...args], {
    cwd: options.cwd,
    env: {
      PATH,
      HOME,
      ...(XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }),
      ...(TEMPORAL_CLI_PATH === undefined ? {} : { TEMPORAL_CLI_PATH }),
      ...options.env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stdin.end(options.input ?? "");
  const ended = new Promise<Ran>((resolve) =>
    child.on("close", (code) => {
      resolve({ code, stdout, stderr });
      for (const listener of listeners) listener();
    }),
  );
  return {
    process: child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if ((stdout + stderr).includes(text)) resolve();
          else if (child.exitCode !== null)
            reject(new Error(`ended without saying ${text}:\n${stdout}${stderr}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
  };
}

export const runWiretale = (args: readonly string[], options: RunOptions): Promise<Ran> =>
  startWiretale(args, options).ended;
