import { createHash } from "node:crypto";
import { createOutputStream, type CliContext } from "../../cli/context.js";

export interface CliSetting {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly interrupted?: AbortSignal;
}

/** No terminal, a fixed clock and seed; what is written goes to the two functions. */
export function catchingContext(
  { env = {}, cwd = "/", stdin = "", interrupted = new AbortController().signal }: CliSetting,
  out: (text: string) => void,
  err: (text: string) => void,
): CliContext {
  return {
    stdout: createOutputStream(out, env, {}),
    stderr: createOutputStream(err, env, {}),
    stdin:
      typeof stdin === "string" || stdin instanceof Uint8Array
        ? (async function* () {
            yield typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
          })()
        : stdin,
    env,
    cwd,
    now: () => 1_700_000_000_000,
    drawSeed: () => 42,
    sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()),
    interrupted,
  };
}
