import { joinBytes } from "../../wire/bytes.js";
import { etherTypeNames, etherTypeOfPayload } from "./ether.js";
import { bitsRow, namedRow } from "./octet-fields.js";
import { defineTableLayer, encodeRows } from "./table-layer.js";

declare module "../script-layer.js" {
  interface TableLayerNames {
    readonly Dot1Q: true;
  }
}

/** The VLAN tag of IEEE 802.1Q; its type is the payload's, 0 for a payload that implies none. */
const rows = [
  bitsRow("prio", 3),
  bitsRow("id", 1),
  bitsRow("vlan", 12, 1),
  namedRow("type", 16, etherTypeNames, 0),
];

export const dot1qLayer = defineTableLayer({
  name: "Dot1Q",
  module: "scapy.layers.l2",
  alias: "802.1Q",
  rows,
  readUnset: (layer, { name }) =>
    name === "type" ? etherTypeOfPayload.get(layer.payload?.spec.name ?? "") : undefined,
  encode: (fields, payload, { above }) =>
    joinBytes([
      encodeRows(rows, { type: etherTypeOfPayload.get(above?.name ?? "") ?? 0, ...fields }),
      payload,
    ]),
});
