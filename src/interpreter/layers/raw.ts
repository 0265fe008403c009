import { concatBytes } from "../../wire/bytes.js";
import type { RawFields } from "../script-layer.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import { octets } from "./text-fields.js";

export const rawLayer = defineLayer({
  name: "Raw",
  module: "scapy.packet",
  takesOctets: true,
  fields: [fieldRow<RawFields>()("load", "load", octets, { kind: "bytes", bytes: new Uint8Array(0) })],
  standsAlone: true,
  toScriptLayer: (layer) => ({ name: "Raw", fields: wireFields<RawFields>(layer) }),
});

/** Octets behind everything else, which no length and no checksum counts. */
export const paddingLayer = defineLayer({
  name: "Padding",
  module: "scapy.packet",
  takesOctets: true,
  fields: rawLayer.fields,
  standsAlone: true,
  toScriptLayer: (layer) => ({ name: "Padding", fields: wireFields<RawFields>(layer) }),
});

export function encodeRaw(fields: RawFields, payload: Uint8Array): Uint8Array {
  if (fields.load === undefined) return payload;
  return payload.length === 0 ? fields.load : concatBytes(fields.load, payload);
}
