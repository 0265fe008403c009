import { joinBytes } from "../../wire/bytes.js";
import type { TableFields } from "../script-layer.js";
import { hardwareTypeNames } from "./arp.js";
import { flags } from "./number-fields.js";
import { fixedOctetsRow, ipv4Row, namedRow, numberRow, octetsRow } from "./octet-fields.js";
import { defineTableLayer, encodeRows, tableRow } from "./table-layer.js";

declare module "../script-layer.js" {
  interface TableLayerNames {
    readonly BOOTP: true;
  }
}

/** BOOTP (RFC 951), the head of DHCP's messages. */
const broadcastBit = 15;
const flagNames = Array.from({ length: 16 }, (_, bit) => (bit === broadcastBit ? "B" : "?"));

const rows = [
  namedRow(
    "op",
    8,
    new Map([
      ["BOOTREQUEST", 1],
      ["BOOTREPLY", 2],
    ]),
    1,
  ),
  namedRow("htype", 8, hardwareTypeNames, 1),
  numberRow("hlen", 8, 6),
  numberRow("hops", 8),
  numberRow("xid", 32),
  numberRow("secs", 16),
  tableRow("flags", flags(16, flagNames, ""), 16, 0, {
    kind: "flags",
    bits: 0,
    names: flagNames,
    separator: "",
  }),
  ipv4Row("ciaddr"),
  ipv4Row("yiaddr"),
  ipv4Row("siaddr"),
  ipv4Row("giaddr"),
  fixedOctetsRow("chaddr", 16),
  fixedOctetsRow("sname", 64),
  fixedOctetsRow("file", 128),
  octetsRow("options"),
];

/** What stands before DHCP's options (RFC 2131 section 3). */
const magicCookie = Uint8Array.of(0x63, 0x82, 0x53, 0x63);

export const bootpLayer = defineTableLayer({
  name: "BOOTP",
  module: "scapy.layers.dhcp",
  bindsCarrier: { UDP: { sport: 67, dport: 68 } },
  rows,
  readUnset: (layer, { name }) =>
    name === "options" && layer.payload?.spec.name === "DHCP"
      ? { kind: "bytes", bytes: magicCookie }
      : undefined,
  encode(fields, payload, { above }) {
    const implied: TableFields = above?.name === "DHCP" ? { options: magicCookie } : {};
    return joinBytes([encodeRows(rows, { ...implied, ...fields }), payload]);
  },
});
