import { spawn } from "node:child_process";
import { WiretaleError } from "../contracts/errors.js";

export interface TsharkRun {
  readonly limitMs: number;
  /** Octets of standard output after which it is stopped. */
  readonly outputLimitBytes: number;
  /** Stands in for the user's home and settings; default: one that does not exist. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** How to get it, said wherever it is missed. */
export const tsharkHint = "apt-get install tshark (Debian, Ubuntu), brew install wireshark (macOS)";

const maxStderr = 10_000;

/** Runs tshark to its end and hands its output on line by line. Throws as `Dissector.dissect` says. */
export async function runTshark(
  command: string,
  args: readonly string[],
  run: TsharkRun,
): Promise<{ exitCode: number; stderr: string }> {
  const home = run.folder ?? "/nonexistent";
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
      LANG: "C.UTF-8",
      TZ: "UTC",
      HOME: home,
      TMPDIR: home,
      WIRESHARK_CONFIG_DIR: home,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stop: () => void = () => undefined;
  try {
    return await new Promise((resolve, reject) => {
      let stderr = "";
      let outputBytes = 0;
      const readLines = lineSplitter(run.onLine);
      const timer = setTimeout(() => {
        const limit = String(Math.round(run.limitMs / 1000));
        reject(new WiretaleError("wireshark-timed-out", `tshark took longer than ${limit} s`));
      }, run.limitMs);
      const onAbort = () => reject(run.signal?.reason as Error);
      stop = () => {
        clearTimeout(timer);
        run.signal?.removeEventListener("abort", onAbort);
        child.kill("SIGKILL");
      };
      run.signal?.addEventListener("abort", onAbort, { once: true });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        if (stderr.length < maxStderr) stderr += text;
      });
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        outputBytes += text.length;
        if (outputBytes <= run.outputLimitBytes) readLines(text);
        else reject(new WiretaleError("wireshark-died", "tshark printed more than is read of it"));
      });
      child.on("error", (cause) => reject(notStarted(command, cause)));
      child.on("close", (exitCode, signal) => {
        readLines("\n");
        if (exitCode !== null) resolve({ exitCode, stderr });
        else {
          reject(
            new WiretaleError("wireshark-died", `tshark was ended by ${signal ?? "a signal"}`, {
              retryable: true,
            }),
          );
        }
      });
    });
  } finally {
    stop();
  }
}

function notStarted(command: string, cause: Error): WiretaleError {
  const missing = "code" in cause && cause.code === "ENOENT";
  return new WiretaleError(
    "wireshark-missing",
    missing ? `${command} is not installed` : `${command} could not be started: ${cause.message}`,
    { cause, hint: tsharkHint },
  );
}

/** Gathers pieces of text into lines. */
function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
}
