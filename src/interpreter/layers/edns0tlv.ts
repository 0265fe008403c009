import { joinBytes } from "../../wire/bytes.js";
import { ScriptError } from "../diagnostic.js";
import { asInteger } from "../values.js";
import type { FieldType } from "./layer-spec.js";
import { computedRow, namedRow } from "./octet-fields.js";
import { defineTableLayer, encodeRows, tableRow } from "./table-layer.js";
import { octets } from "./text-fields.js";

/** Scapy counts the octets before it makes them: a number, which elsewhere stands for zero octets, has none to count. */
const optionDataType: FieldType = {
  ...octets,
  toWire(value, field, layer) {
    if (asInteger(value) === undefined) return octets.toWire(value, field, layer);
    throw new ScriptError("wrong-type", `TypeError: ${field.name} is given an int`, 'write b"…"');
  },
};
const optionData = tableRow("optdata", optionDataType, "octets", new Uint8Array(0));

declare module "../script-layer.js" {
  interface TableLayerNames {
    readonly EDNS0TLV: true;
  }
}

/** One option of an OPT record (RFC 6891 section 6.1.2). */
const rows = [
  namedRow(
    "optcode",
    16,
    new Map([
      ["Reserved", 4],
      ["LLQ", 1],
      ["UL", 2],
      ["NSID", 3],
      ["PING", 5],
      ["edns-client-subnet", 8],
    ]),
    0,
  ),
  computedRow("optlen", 16),
  optionData,
];

export const edns0TlvLayer = defineTableLayer({
  name: "EDNS0TLV",
  module: "scapy.layers.dns",
  alias: "DNS EDNS0 TLV",
  rows,
  encode(fields, payload) {
    const data = fields["optdata"];
    const length = data === undefined || typeof data === "number" ? 0 : data.length;
    return joinBytes([encodeRows(rows, { optlen: length % 0x10000, ...fields }), payload]);
  },
});
