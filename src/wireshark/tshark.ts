import { WiretaleError } from "../contracts/errors.js";
import {
  cutShort,
  maxExpertInfo,
  unreadFile,
  type Dissection,
  type Dissector,
  type DissectOptions,
  type FileProblem,
} from "./dissector.js";
import { expertInfoOfLabels } from "./expert-info.js";
import { runTshark } from "./run-tshark.js";
import { tsharkFileOf } from "./tshark-file.js";
import { PdmlReader } from "./tshark-pdml.js";

export interface TsharkOptions {
  /** Default `tshark`, looked up on `PATH`. */
  readonly command?: string;
  readonly limitMs?: number;
  /** Octets of output after which it is stopped. */
  readonly outputLimitBytes?: number;
}

const preferences = ["ip.check_checksum", "udp.check_checksum", "tcp.check_checksum"];

/**
 * The system's tshark, one process a capture: two passes as Wireshark's own window does, no names looked up, and its settings
 * from an empty folder, so that a user's preferences and plug-ins change nothing.
 */
export function createTsharkDissector(options: TsharkOptions = {}): Dissector {
  const command = options.command ?? "tshark";
  const limits = {
    limitMs: options.limitMs ?? 30_000,
    outputLimitBytes: options.outputLimitBytes ?? 256 * 1024 ** 2,
  };
  let closing = new AbortController();
  let knownVersion: Promise<string> | undefined;

  function version(): Promise<string> {
    knownVersion ??= readVersion(command, limits.limitMs).catch((error: unknown) => {
      knownVersion = undefined;
      throw error;
    });
    return knownVersion;
  }

  async function dissect(
    capture: Uint8Array,
    { signal, limitMs = limits.limitMs }: DissectOptions & { readonly signal: AbortSignal },
  ): Promise<Dissection> {
    signal.throwIfAborted();
    const found = await version();
    const file = await tsharkFileOf(capture);
    try {
      const checks = preferences.flatMap((name) => ["-o", `${name}:TRUE`]);
      const pdml = new PdmlReader(maxExpertInfo);
      const { exitCode, stderr } = await runTshark(
        command,
        ["-n", "-2", "-r", file.path, ...checks, "-Y", "_ws.expert", "-T", "pdml", "-z", "io,phs"],
        { ...limits, ...file, limitMs, signal, onLine: (line) => pdml.readLine(line) },
      );
      const problem = problemOf(exitCode, stderr);
      return {
        dissector: "tshark",
        version: found,
        frames: pdml.frames ?? 0,
        expertInfo: pdml.entries.map(expertInfoOfLabels),
        ...(problem === undefined ? {} : { problem }),
        ...(pdml.left === 0
          ? {}
          : { limit: `Wireshark has more than ${String(maxExpertInfo)} entries of expert information` }),
      };
    } finally {
      await file.close();
    }
  }

  return {
    name: "tshark",
    version,
    dissect: (capture, options = {}) => {
      const { signal } = options;
      return dissect(capture, {
        ...options,
        signal: signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]),
      });
    },
    close: () => {
      closing.abort(new WiretaleError("wireshark-died", "tshark was closed"));
      closing = new AbortController();
      return Promise.resolve();
    },
  };
}

function problemOf(exitCode: number, stderr: string): FileProblem | undefined {
  if (exitCode === 0) return undefined;
  if (/isn't a capture file|contains record data that TShark doesn't support/.test(stderr)) return unreadFile;
  if (stderr.includes("cut short in the middle of a packet")) return cutShort;
  // Its own file name is a temporary one, of no use to anybody.
  const said = /^tshark: The file "[^"]*" (.*)$/m.exec(stderr)?.[1];
  return {
    kind: "damaged",
    message: said ?? `made tshark end with exit code ${String(exitCode)}`,
  };
}

async function readVersion(command: string, limitMs: number): Promise<string> {
  let version: string | undefined;
  await runTshark(command, ["--version"], {
    limitMs,
    outputLimitBytes: 1024 ** 2,
    onLine: (line) => (version ??= /^TShark \(Wireshark\) (\S+?)\.?(?:\s|$)/.exec(line)?.[1]),
  });
  if (version === undefined) {
    throw new WiretaleError("wireshark-missing", `${command} --version names no version of TShark`);
  }
  return version;
}
