import { encodeScriptPacket } from "../../src/interpreter/encode-script-packet.js";
import { runScript } from "../../src/interpreter/run-script.js";

/** The frames of a packet script as Scapy would write them. */
export function scriptFrames(text: string, seed = 1): Uint8Array[] {
  const { packets, diagnostics } = runScript(text, { seed, startSeconds: 1_700_000_000 });
  if (diagnostics.some(({ severity }) => severity === "error")) throw new Error(JSON.stringify(diagnostics));
  return packets.map(({ layers }) => {
    const encoded = encodeScriptPacket(layers);
    if (!encoded.ok) throw new Error(JSON.stringify(encoded.error));
    return encoded.value.bytes;
  });
}
