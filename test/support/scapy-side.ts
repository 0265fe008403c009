import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import { runScript } from "../../src/interpreter/run-script.js";
import type { ScriptRun } from "../../src/interpreter/run-script.js";
import { formatHex } from "../../src/wire/bytes.js";
import { sideOptions } from "../../scripts/scapy-side.mjs";
import type { SideFrame } from "../../scripts/scapy-side.mjs";

export { compareSides, frameLines, hasScapy, isRefused, runUnderScapy } from "../../scripts/scapy-side.mjs";
export type { SideFrame, SideResult } from "../../scripts/scapy-side.mjs";

/** What our side makes of a script, in the shape in which Scapy's side tells it. */
export function runHere(script: string): { readonly run: ScriptRun; readonly frames: readonly SideFrame[] } {
  const run = runScript(script, sideOptions);
  const frames = run.packets.map(({ layers, timeSeconds }): SideFrame => {
    const encoded = encodeScriptPacket(layers);
    if (!encoded.ok) return { error: encoded.error.code, message: encoded.error.message };
    return { hex: formatHex(encoded.value.bytes), time: timeSeconds, layers: encoded.value.layerNames };
  });
  return { run, frames };
}
