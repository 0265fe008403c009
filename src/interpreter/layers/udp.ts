import { encodeUdp } from "../../wire/udp.js";
import type { UdpFields } from "../../wire/udp.js";
import type { EncodeContext } from "./encode-context.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import { named, unsigned } from "./number-fields.js";
import { udpServices } from "./service-names.js";
import { transportContext } from "./transport-context.js";

const port = named(16, udpServices);
const row = fieldRow<UdpFields>();

export const udpLayer = defineLayer({
  name: "UDP",
  fields: [
    row("sport", "sourcePort", port, 53),
    row("dport", "destinationPort", port, 53),
    row("len", "length", unsigned(16, true), null),
    row("chksum", "checksum", unsigned(16, true), null),
  ],
  toScriptLayer: (layer) => ({ name: "UDP", fields: wireFields<UdpFields>(layer) }),
});

/** Scapy's default: port 53 on both sides. */
export function encodeUdpLayer(fields: UdpFields, payload: Uint8Array, context: EncodeContext): Uint8Array {
  const filled = {
    ...fields,
    sourcePort: fields.sourcePort ?? 53,
    destinationPort: fields.destinationPort ?? 53,
  };
  return encodeUdp(filled, payload, transportContext({ name: "UDP", fields }, 17, context));
}
