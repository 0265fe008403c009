import { spawn } from "node:child_process";
import { WiretaleError } from "../contracts/errors.js";
import { dissectorMemoryBytes } from "./dissector.js";

export interface TsharkRun {
  readonly limitMs: number;
  /** Octets of standard output after which it is stopped. */
  readonly outputLimitBytes: number;
  /** Inherited as descriptor 3. */
  readonly descriptor?: number;
  readonly signal?: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** How to get it, said wherever it is missed. */
export const tsharkHint = "apt-get install tshark (Debian, Ubuntu), brew install wireshark (macOS)";

const maxStderr = 10_000;

/** Stands in for the user's home and settings, so that preferences and plug-ins change nothing. */
const noHome = "/nonexistent";

/**
 * Sets the limits that hold even when this process is gone: KiB of memory of its own, seconds of processor time. A system that
 * has no such limit (macOS: memory) runs it without.
 */
const limited = 'ulimit -d "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; shift 2; exec "$@"';
/** What a POSIX shell answers for a program that is not there, and for one that cannot be run. */
const shellSaysMissing: ReadonlySet<number> = new Set([126, 127]);

/** Runs tshark to its end and hands its output on line by line. Throws as `Dissector.dissect` says. */
export async function runTshark(
  command: string,
  args: readonly string[],
  run: TsharkRun,
): Promise<{ exitCode: number; stderr: string }> {
  const memoryKib = String(Math.floor(dissectorMemoryBytes / 1024));
  const seconds = String(Math.ceil(run.limitMs / 1000) + 1);
  const child = spawn("/bin/sh", ["-c", limited, "sh", memoryKib, seconds, command, ...args], {
    env: {
      PATH: process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin",
      LANG: "C.UTF-8",
      TZ: "UTC",
      HOME: noHome,
      TMPDIR: noHome,
      WIRESHARK_CONFIG_DIR: noHome,
    },
    stdio: ["ignore", "pipe", "pipe", ...(run.descriptor === undefined ? [] : [run.descriptor])],
  });
  let stop: () => void = () => undefined;
  try {
    return await new Promise((resolve, reject) => {
      let stderr = "";
      let outputBytes = 0;
      const readLines = lineSplitter(run.onLine);
      const timer = setTimeout(() => {
        const limit = String(Math.round(run.limitMs / 100) / 10);
        reject(
          new WiretaleError("wireshark-timed-out", `tshark did not judge the capture within ${limit} s`),
        );
      }, run.limitMs);
      const onAbort = () => reject(run.signal?.reason as Error);
      stop = () => {
        clearTimeout(timer);
        run.signal?.removeEventListener("abort", onAbort);
        child.kill("SIGKILL");
      };
      run.signal?.addEventListener("abort", onAbort, { once: true });
      if (run.signal?.aborted === true) onAbort();
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        if (stderr.length < maxStderr) stderr += text;
      });
      child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        outputBytes += text.length;
        if (outputBytes <= run.outputLimitBytes) readLines(text);
        else reject(new WiretaleError("wireshark-died", "tshark printed more than is read of it"));
      });
      child.on("error", (cause) =>
        reject(missing(`${command} could not be started: ${cause.message}`, cause)),
      );
      child.on("close", (exitCode, signal) => {
        readLines("\n");
        if (exitCode === null) reject(died(signal, stderr));
        else if (shellSaysMissing.has(exitCode)) reject(missing(`${command} is not installed`));
        else resolve({ exitCode, stderr });
      });
    });
  } finally {
    stop();
  }
}

function missing(message: string, cause?: Error): WiretaleError {
  return new WiretaleError("wireshark-missing", message, {
    ...(cause === undefined ? {} : { cause }),
    hint: tsharkHint,
  });
}

function died(signal: NodeJS.Signals | null, stderr: string): WiretaleError {
  const said = stderr.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
  return new WiretaleError(
    "wireshark-died",
    `tshark was ended by ${signal ?? "a signal"}${said === "" ? "" : `: ${said}`}`,
    { retryable: true },
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
