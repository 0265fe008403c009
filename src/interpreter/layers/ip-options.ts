import { joinBytes } from "../../wire/bytes.js";
import { ipv4Bytes } from "../../wire/address-text.js";
import { list } from "../values.js";
import type { Value } from "../values.js";
import { acceptIpv4, ipv4ToWire } from "./address-fields.js";
import type { FieldType } from "./layer-spec.js";
import { bits, deciding } from "./number-fields.js";
import {
  bitsRow,
  computedRow,
  countedOctetsRow,
  fixedOctetsRow,
  ipv4Row,
  namedBitsRow,
  namedRow,
  numberRow,
} from "./octet-fields.js";
import { defineTableLayer, encodeRows, tableRow } from "./table-layer.js";
import type { TableLayerSpec, TableRow } from "./table-layer.js";

export type IpOptionName =
  | "IPOption"
  | "IPOption_EOL"
  | "IPOption_NOP"
  | "IPOption_Security"
  | "IPOption_RR"
  | "IPOption_Stream_Id"
  | "IPOption_MTU_Probe"
  | "IPOption_MTU_Reply"
  | "IPOption_Traceroute"
  | "IPOption_Timestamp"
  | "IPOption_Address_Extension"
  | "IPOption_Router_Alert"
  | "IPOption_SDBM";

declare module "../script-layer.js" {
  interface TableLayerNames extends Readonly<Record<IpOptionName, true>> {}
}

const module = "scapy.layers.inet";

/** Options of IPv4 (RFC 791 section 3.1, RFC 2113 and others), which stand in the list `IP.options`. */
const optionNames: ReadonlyMap<string, number> = new Map(
  (
    "end_of_list:0 nop:1 security:2 loose_source_route:3 timestamp:4 extended_security:5 commercial_security:6 " +
    "record_route:7 stream_id:8 strict_source_route:9 experimental_measurement:10 mtu_probe:11 mtu_reply:12 " +
    "flow_control:13 access_control:14 encode:15 imi_traffic_descriptor:16 extended_IP:17 traceroute:18 " +
    "address_extension:19 router_alert:20 selective_directed_broadcast_mode:21 dynamic_packet_state:23 " +
    "upstream_multicast_packet:24 quick_start:25 rfc4727_experiment:30"
  )
    .split(" ")
    .map((entry): [string, number] => {
      const [name = "", number] = entry.split(":");
      return [name, Number(number)];
    }),
);
const optionClasses: ReadonlyMap<string, number> = new Map([
  ["control", 0],
  ["debug", 2],
]);

function head(option: number, copied: number, optionClass = 0): readonly TableRow[] {
  return [
    bitsRow("copy_flag", 1, copied),
    namedBitsRow("optclass", 2, optionClasses, optionClass),
    namedBitsRow("option", 5, optionNames, option),
  ];
}

const none = new Uint8Array(0);

/** Addresses side by side; one that stands alone is a list of one. */
const addressList: FieldType = {
  description: "a list of IPv4 addresses",
  accept(value, field) {
    const items = typeof value === "object" && value?.kind === "list" ? value.items : [value];
    return list(items.map((item) => acceptIpv4(item, field.name)));
  },
  toWire: (value: Value): Uint8Array =>
    joinBytes(
      typeof value === "object" && value?.kind === "list"
        ? value.items.map((item) => (item === null ? new Uint8Array(4) : ipv4Bytes(ipv4ToWire(item))))
        : [],
    ),
};

function addressesRow(name: string): TableRow {
  return tableRow(name, addressList, "octets", none, list([]));
}

function define(name: IpOptionName, alias: string, rows: readonly TableRow[]): TableLayerSpec {
  return defineTableLayer({ name, module, alias: `IP Option${alias}`, rows, holdsShared: true });
}

/** An option whose length, if unset, is `extra` more than the octets of one of its fields. */
function defineCounted(
  name: IpOptionName,
  alias: string,
  rows: readonly TableRow[],
  counted: string,
  extra: number,
): TableLayerSpec {
  return defineTableLayer({
    name,
    module,
    alias: `IP Option${alias}`,
    rows,
    holdsShared: true,
    encode(fields, payload) {
      const content = fields[counted];
      const length = (typeof content === "object" ? content.length : 0) + extra;
      return joinBytes([encodeRows(rows, { length: length % 256, ...fields }), payload]);
    },
  });
}

const timestampKinds: ReadonlyMap<string, number> = new Map([
  ["timestamp_only", 0],
  ["timestamp_and_ip_addr", 1],
  ["prespecified_ip_addr", 3],
]);

const timestampRows = [
  ...head(4, 0, 2),
  computedRow("length", 8),
  numberRow("pointer", 8, 9),
  bitsRow("oflw", 4),
  tableRow("flg", deciding(bits(4, { names: timestampKinds }), 4), 4, 1),
  ipv4Row("internet_address", ({ flg = 1 }) => (flg === 0 ? 0 : "octets")),
  numberRow("timestamp", 32),
];

export const ipOptionLayers: Readonly<Record<IpOptionName, TableLayerSpec>> = {
  IPOption: defineCounted(
    "IPOption",
    "",
    [...head(0, 0), computedRow("length", 8), countedOctetsRow("value", "length")],
    "value",
    2,
  ),
  IPOption_EOL: define("IPOption_EOL", " End of Options List", head(0, 0)),
  IPOption_NOP: define("IPOption_NOP", " No Operation", head(1, 0)),
  IPOption_Security: define("IPOption_Security", " Security", [
    ...head(2, 1),
    numberRow("length", 8, 11),
    numberRow("security", 16),
    numberRow("compartment", 16),
    numberRow("handling_restrictions", 16),
    fixedOctetsRow("transmission_control_code", 3, "xxx"),
  ]),
  IPOption_RR: defineCounted(
    "IPOption_RR",
    " Record Route",
    [...head(7, 0), computedRow("length", 8), numberRow("pointer", 8, 4), addressesRow("routers")],
    "routers",
    3,
  ),
  IPOption_Stream_Id: define("IPOption_Stream_Id", " Stream ID", [
    ...head(8, 1),
    numberRow("length", 8, 4),
    numberRow("security", 16),
  ]),
  IPOption_MTU_Probe: define("IPOption_MTU_Probe", " MTU Probe", [
    ...head(11, 0),
    numberRow("length", 8, 4),
    numberRow("mtu", 16),
  ]),
  IPOption_MTU_Reply: define("IPOption_MTU_Reply", " MTU Reply", [
    ...head(12, 0),
    numberRow("length", 8, 4),
    numberRow("mtu", 16),
  ]),
  IPOption_Traceroute: define("IPOption_Traceroute", " Traceroute", [
    ...head(18, 0),
    numberRow("length", 8, 12),
    numberRow("id", 16),
    numberRow("outbound_hops", 16),
    numberRow("return_hops", 16),
    ipv4Row("originator_ip"),
  ]),
  IPOption_Timestamp: defineTableLayer({
    name: "IPOption_Timestamp",
    module,
    alias: "IP Option Timestamp",
    rows: timestampRows,
    encode(fields, payload) {
      const length = (fields["flg"] ?? 1) === 0 ? 8 : 12;
      return joinBytes([encodeRows(timestampRows, { length, ...fields }), payload]);
    },
  }),
  IPOption_Address_Extension: define("IPOption_Address_Extension", " Address Extension", [
    ...head(19, 1),
    numberRow("length", 8, 10),
    ipv4Row("src_ext"),
    ipv4Row("dst_ext"),
  ]),
  IPOption_Router_Alert: define("IPOption_Router_Alert", " Router Alert", [
    ...head(20, 1),
    numberRow("length", 8, 4),
    namedRow("alert", 16, new Map([["router_shall_examine_packet", 0]]), 0),
  ]),
  IPOption_SDBM: defineCounted(
    "IPOption_SDBM",
    " Selective Directed Broadcast Mode",
    [...head(21, 1), computedRow("length", 8), addressesRow("addresses")],
    "addresses",
    2,
  ),
};
