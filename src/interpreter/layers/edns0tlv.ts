import { joinBytes } from "../../wire/bytes.js";
import { computedRow, countedOctetsRow, namedRow } from "./octet-fields.js";
import { defineTableLayer, encodeRows } from "./table-layer.js";

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
  countedOctetsRow("optdata", "optlen"),
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
