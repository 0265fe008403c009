import { layerOf, networkLayerOf } from "../wire/decoded-frame.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import { hex } from "./quote-value.js";
import { noFaults, type CheckContext, type Fault } from "./rule.js";
import { isPartialChecksum } from "./partial-checksum.js";

/**
 * What is wrong with a frame's UDP or TCP checksum. In a capture of real traffic, taken at the sender, the sum of the
 * pseudo-header alone is what the network card is to complete: a note.
 */
export function transportChecksumFaults(
  frame: FlowFrame,
  context: CheckContext,
  protocol: "udp" | "tcp",
): readonly Fault[] {
  const network = networkLayerOf(frame.decoded);
  const layer = layerOf(frame.decoded, protocol);
  if (network === undefined || layer?.checksumStatus !== "bad") return noFaults;
  const name = protocol.toUpperCase();
  const found = hex(layer.header.checksum);
  const leftToCard =
    context.profile === "real" && isPartialChecksum(layer.header.checksum, frame.decoded, network);
  const expected =
    layer.computedChecksum === undefined ? "" : `, the octets give ${hex(layer.computedChecksum)}`;
  return [
    {
      frames: [frame.frameNumber],
      layer: protocol,
      field: "checksum",
      ...(leftToCard ? { severity: "note" as const } : {}),
      message: leftToCard
        ? `the ${name} checksum ${found} covers the pseudo-header only: left to the network card of the capturing host`
        : `the ${name} checksum is ${found}${expected}`,
      hint: `leave chksum out of ${name}: it is computed`,
    },
  ];
}
