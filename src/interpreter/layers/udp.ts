import { encodeUdp } from "../../wire/udp.js";
import type { UdpFields } from "../../wire/udp.js";
import type { EncodeContext, Mutable } from "./encode-context.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import type { LayerSpec } from "./layer-spec.js";
import { named, unsigned } from "./number-fields.js";
import { udpServices } from "./service-names.js";
import { transportContext } from "./transport-context.js";

const port = named(16, udpServices);
const row = fieldRow<UdpFields>();

function defineUdp(name: "UDP" | "UDPerror"): LayerSpec {
  return defineLayer({
    name,
    module: "scapy.layers.inet",
    derivedFrom: "UDP",
    fields: [
      row("sport", "sourcePort", port, 53),
      row("dport", "destinationPort", port, 53),
      row("len", "length", unsigned(16, true), null),
      row("chksum", "checksum", unsigned(16, true), null),
    ],
    standsAlone: true,
    toScriptLayer: (layer) => ({ name, fields: wireFields<UdpFields>(layer) }),
  });
}

export const udpLayer = defineUdp("UDP");
/** The head of a quoted one: the same octets under another name. */
export const udpErrorLayer = defineUdp("UDPerror");

/** Scapy's defaults: the ports that the payload implies, else 53 on both sides. */
export function encodeUdpLayer(fields: UdpFields, payload: Uint8Array, context: EncodeContext): Uint8Array {
  const filled: Mutable<UdpFields> = {
    sourcePort: fields.sourcePort ?? context.implied?.["sport"] ?? 53,
    destinationPort: fields.destinationPort ?? context.implied?.["dport"] ?? 53,
  };
  if (fields.length !== undefined) filled.length = fields.length;
  if (fields.checksum !== undefined) filled.checksum = fields.checksum;
  return encodeUdp(
    filled,
    payload,
    transportContext({ name: context.self === "UDPerror" ? "UDPerror" : "UDP", fields }, 17, context),
  );
}
