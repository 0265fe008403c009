import { spawn, spawnSync } from "node:child_process";
import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import { runScript } from "../../src/interpreter/run-script.js";
import type { ScriptRun } from "../../src/interpreter/run-script.js";
import { formatHex } from "../../src/wire/bytes.js";

/** What one side makes of a script: `scripts/record-scapy.py` writes the same shape. */
export interface SideResult {
  readonly frames: readonly SideFrame[];
  readonly error?: { readonly type: string; readonly message: string; readonly line: number | null };
}

export type SideFrame =
  | { readonly hex: string; readonly time: number; readonly layers: readonly string[] }
  | { readonly error: string; readonly message: string };

/** The seed and start that both sides use. */
export const sideOptions = { seed: 7, startSeconds: 1_700_000_000 } as const;

const python = "/usr/bin/python3";
const recorder = new URL("../../scripts/record-scapy.py", import.meta.url).pathname;

/** Whether this machine has Scapy 2.5.0 and may make a network namespace without interfaces. */
export function hasScapy(): boolean {
  const probe = "import scapy; assert scapy.VERSION == '2.5.0'";
  return spawnSync("unshare", ["-n", python, "-c", probe], { stdio: "ignore" }).status === 0;
}

/** Runs scripts under real Scapy, in one process, in order. */
export async function runUnderScapy(
  scripts: readonly { id: string; script: string }[],
): Promise<SideResult[]> {
  const child = spawn("unshare", ["-n", python, recorder, "run"], { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    output += chunk;
  });
  const done = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`record-scapy.py ended with ${code}`));
    });
  });
  child.stdin.end(scripts.map((row) => `${JSON.stringify({ id: row.id, script: row.script })}\n`).join(""));
  await done;
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as SideResult);
}

/** Our side of the same. */
export function runHere(script: string): { readonly run: ScriptRun; readonly frames: readonly SideFrame[] } {
  const run = runScript(script, sideOptions);
  const frames = run.packets.map(({ layers, timeSeconds }): SideFrame => {
    const encoded = encodeScriptPacket(layers);
    if (!encoded.ok) return { error: encoded.error.code, message: encoded.error.message };
    return { hex: formatHex(encoded.value.bytes), time: timeSeconds, layers: encoded.value.layerNames };
  });
  return { run, frames };
}

/** A frame as one line to compare: time to the microsecond, layers, octets. Frames that failed are left out. */
export function frameLines(frames: readonly SideFrame[]): string[] {
  return frames.flatMap((frame) =>
    "hex" in frame ? [`${frame.time.toFixed(6)} ${frame.layers.join("/")} ${frame.hex}`] : [],
  );
}

/** Whether any part of the script was refused. */
export function isRefused(result: SideResult): boolean {
  return result.error !== undefined || result.frames.some((frame) => "error" in frame);
}
