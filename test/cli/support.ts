import { createHash } from "node:crypto";
import { createOutputStream, type CliContext } from "../../cli/context.js";
import { runCli } from "../../cli/program.js";

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSetting {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly interrupted?: AbortSignal;
}

/** A command line in this process, with its streams caught: no terminal, a fixed clock and seed. */
export async function cli(argv: readonly string[], setting: CliSetting = {}): Promise<CliRun> {
  let stdout = "";
  let stderr = "";
  const context = catchingContext(
    setting,
    (text) => (stdout += text),
    (text) => (stderr += text),
  );
  const code = await runCli(argv, context, "0.0.0-test");
  return { code, stdout, stderr };
}

export function catchingContext(
  { env = {}, cwd = "/", stdin = "", interrupted = new AbortController().signal }: CliSetting,
  out: (text: string) => void,
  err: (text: string) => void,
): CliContext {
  return {
    stdout: createOutputStream(out, env, {}),
    stderr: createOutputStream(err, env, {}),
    stdin: (async function* () {
      yield new TextEncoder().encode(stdin);
    })(),
    env,
    cwd,
    now: () => 1_700_000_000_000,
    drawSeed: () => 42,
    sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()),
    interrupted,
  };
}
