import { encodeTcp } from "../../wire/tcp.js";
import type { TcpFields } from "../../wire/tcp.js";
import type { EncodeContext, Mutable } from "./encode-context.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import type { LayerSpec } from "./layer-spec.js";
import { bits, flags, named, unsigned } from "./number-fields.js";
import { tcpServices } from "./service-names.js";
import { tcpOptions } from "./tcp-options-field.js";
import { transportContext } from "./transport-context.js";

const flagLetters = Array.from("FSRPAUECN");
const synOnly = 0x002;
const port = named(16, tcpServices);
const row = fieldRow<TcpFields>();

function defineTcp(name: "TCP" | "TCPerror"): LayerSpec {
  return defineLayer({
    name,
    module: "scapy.layers.inet",
    derivedFrom: "TCP",
    fields: [
      row("sport", "sourcePort", port, 20),
      row("dport", "destinationPort", port, 80),
      row("seq", "sequenceNumber", unsigned(32), 0),
      row("ack", "acknowledgmentNumber", unsigned(32), 0),
      row("dataofs", "dataOffset", bits(4, { isComputed: true }), null),
      row("reserved", "reserved", bits(3), 0),
      row("flags", "flags", flags(9, flagLetters, ""), {
        kind: "flags",
        bits: synOnly,
        names: flagLetters,
        separator: "",
      }),
      row("window", "window", unsigned(16), 8192),
      row("chksum", "checksum", unsigned(16, true), null),
      row("urgptr", "urgentPointer", unsigned(16), 0),
      row("options", "options", tcpOptions, { kind: "list", items: [] }),
    ],
    holdsShared: true,
    standsAlone: true,
    toScriptLayer: (layer) => ({ name, fields: wireFields<TcpFields>(layer) }),
  });
}

export const tcpLayer = defineTcp("TCP");
/** The head of a quoted one: the same octets under another name. */
export const tcpErrorLayer = defineTcp("TCPerror");

/** Scapy's defaults: the ports that the payload implies, else 20 to 80; SYN, window 8192. */
export function encodeTcpLayer(fields: TcpFields, payload: Uint8Array, context: EncodeContext): Uint8Array {
  // Written out, since a spread of objects with many different shapes is slow.
  const filled: Mutable<TcpFields> = {
    sourcePort: fields.sourcePort ?? context.implied?.["sport"] ?? 20,
    destinationPort: fields.destinationPort ?? context.implied?.["dport"] ?? 80,
    sequenceNumber: fields.sequenceNumber ?? 0,
    acknowledgmentNumber: fields.acknowledgmentNumber ?? 0,
    reserved: fields.reserved ?? 0,
    flags: fields.flags ?? synOnly,
    window: fields.window ?? 8192,
    urgentPointer: fields.urgentPointer ?? 0,
  };
  if (fields.dataOffset !== undefined) filled.dataOffset = fields.dataOffset;
  if (fields.checksum !== undefined) filled.checksum = fields.checksum;
  if (fields.options !== undefined) filled.options = fields.options;
  return encodeTcp(
    filled,
    payload,
    transportContext({ name: context.self === "TCPerror" ? "TCPerror" : "TCP", fields }, 6, context),
  );
}
