import { runCli } from "../../cli/program.js";
import { catchingContext, type CliSetting } from "./catching-context.js";

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
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
