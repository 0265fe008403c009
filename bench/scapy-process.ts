import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Packets built, and the processor time that it took. */
export interface Measurement {
  readonly packets: number;
  readonly seconds: number;
}

/** `text`: parse, run, encode. `prepared`: run and encode what was parsed before. */
export type Mode = "text" | "prepared";

/** Real Scapy in a process of its own. */
export interface ScapyProcess {
  readonly version: string;
  /** The frames of each script in hex; null where it fails. Scripts are numbered from 0 in order of loading. */
  load(scripts: readonly string[]): Promise<readonly (readonly string[] | null)[]>;
  /** Runs these scripts over and over for at least so many seconds. */
  measure(mode: Mode, scripts: readonly number[], seconds: number): Promise<Measurement>;
  close(): void;
}

const python = "/usr/bin/python3";
const side = fileURLToPath(new URL("scapy-side.py", import.meta.url));

/** Starts it without network interfaces; undefined where Scapy 2.5.0 or the right to do so is missing. */
export function startScapy(): ScapyProcess | undefined {
  const probe = "import platform, scapy; print(scapy.VERSION, platform.python_version())";
  const found = spawnSync("unshare", ["-n", python, "-c", probe], { encoding: "utf8" });
  const [scapy, cpython] = found.status === 0 ? found.stdout.trim().split(" ") : [];
  if (scapy !== "2.5.0") return undefined;
  const child = spawn("unshare", ["-n", python, side], { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request: unknown): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error("the Scapy process ended");
    return JSON.parse(line.value);
  };
  return {
    version: `Scapy ${scapy}, CPython ${cpython}`,
    // Our own program answers: its shapes are known.
    load: async (scripts) => (await ask({ load: scripts })) as (string[] | null)[],
    measure: async (mode, scripts, seconds) =>
      (await ask({ measure: mode, scripts, seconds })) as Measurement,
    close: () => child.stdin.end(),
  };
}
