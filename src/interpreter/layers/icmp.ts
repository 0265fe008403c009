import { internetChecksum } from "../../wire/checksum.js";
import { joinBytes, writeU16 } from "../../wire/bytes.js";
import type { TableFields, TableLayerName } from "../script-layer.js";
import { icmpCodes, icmpTypes } from "./icmp-names.js";
import type { FieldType } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { deciding, named, unsigned } from "./number-fields.js";
import { computedRow, ipv4Row } from "./octet-fields.js";
import { defineTableLayer, encodeRows, tableRow } from "./table-layer.js";
import type { TableLayerSpec, TableRow } from "./table-layer.js";

declare module "../script-layer.js" {
  interface TableLayerNames {
    readonly ICMP: true;
    readonly ICMPerror: true;
  }
}

/** ICMP (RFC 792, RFC 950, RFC 1191): after type, code and checksum, the type decides which fields there are. */
const echoRequest = 8;
const withIdentifier: ReadonlySet<number> = new Set([0, 8, 13, 14, 15, 16, 17, 18, 37, 38]);
const withoutUnused: ReadonlySet<number> = new Set([0, 3, 5, 8, 13, 14, 15, 16, 17, 18]);
const millisecondsADay = 86_400_000;

/** A field that only some types have: scripts may set it under others, and there it is dropped. */
function only<Width extends number | "octets">(width: Width, ...types: readonly number[]): TableRow["width"] {
  return ({ type = echoRequest }) => (types.includes(type as number) ? width : 0);
}

/** Milliseconds since midnight UTC, also as text such as `10:11:12.5`; None is the clock when the layer is made. */
const timestamp: FieldType = {
  ...unsigned(32),
  isPure: false,
  description: "32 bits, milliseconds since midnight UTC, or text such as 10:11:12.5",
  accept(value, field, layer) {
    if (value === null) return Math.floor((layer.time % 86_400) * 1000);
    return typeof value === "string" ? timeOfDay(value) : unsigned(32).accept(value, field, layer);
  },
};

function timeOfDay(text: string): number {
  const match = /^([0-2]?[0-9])[Hh:](?:([0-5]?[0-9])(?:[Mm:]([0-5]?[0-9])(?:[sS:.]([0-9]{0,3}))?)?)?$/.exec(
    text,
  );
  if (match === null) return 0;
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((part) => Number(part ?? 0));
  const milliseconds = Number(`${match[4] ?? ""}000`.slice(0, 3));
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000 + milliseconds;
}

const half = unsigned(16);
const octet = unsigned(8);
const unused: FieldType = {
  ...unsigned(32),
  isPure: false,
  dependsOnOthers: true,
  toWire: (value, field, layer) =>
    unsigned(unusedWidth({ type: typeOf(layer) }) === 16 ? 16 : 32).toWire(value, field, layer),
};
const identified = only(16, ...withIdentifier);
const timed = only(32, 13, 14);

const rows: readonly TableRow[] = [
  tableRow("type", deciding(named(8, icmpTypes), 8), 8, echoRequest),
  tableRow("code", named(8, icmpCodes), 8, 0),
  computedRow("chksum", 16),
  tableRow("id", half, identified, 0),
  tableRow("seq", half, identified, 0),
  tableRow("ts_ori", timestamp, timed, 0),
  tableRow("ts_rx", timestamp, timed, 0),
  tableRow("ts_tx", timestamp, timed, 0),
  ipv4Row("gw", only("octets", 5)),
  tableRow("ptr", octet, only(8, 12), 0),
  tableRow("reserved", octet, only(8, 3, 11), 0),
  tableRow("length", octet, only(8, 3, 11, 12), 0),
  ipv4Row("addr_mask", only("octets", 17, 18)),
  tableRow("nexthopmtu", half, only(16, 3), 0),
  tableRow("unused", unused, unusedWidth, 0),
];

function unusedWidth({ type = echoRequest }: TableFields): number {
  if (type === 11 || type === 12) return 16;
  return withoutUnused.has(type as number) ? 0 : 32;
}

function typeOf(layer: LayerValue): number {
  const type = layer.values[0];
  return type === undefined ? echoRequest : typeof type === "number" ? type : -1;
}

const timestampNames: ReadonlySet<string> = new Set(["ts_ori", "ts_rx", "ts_tx"]);
const rowByName = new Map(rows.map((row) => [row.name, row]));

function defineIcmp(name: TableLayerName): TableLayerSpec {
  return defineTableLayer({
    name,
    module: "scapy.layers.inet",
    rows,
    isPresent(layer, { name: field }) {
      const width = rowByName.get(field)?.width;
      return typeof width !== "function" || width({ type: typeOf(layer) }) !== 0;
    },
    // Scapy takes the time of its own start, alike in all packets; here it is the start of the virtual clock.
    readUnset: (layer, { name: field }) =>
      timestampNames.has(field) ? Math.floor((layer.startSeconds * 1000) % millisecondsADay) : undefined,
    sendsUnset: timestampNames,
    encode(fields, payload) {
      const bytes = joinBytes([encodeRows(rows, fields), payload]);
      if (fields["chksum"] === undefined) writeU16(bytes, 2, internetChecksum(bytes));
      return bytes;
    },
  });
}

export const icmpLayer = defineIcmp("ICMP");
/** The head of a quoted message: the same octets under another name. */
export const icmpErrorLayer = defineIcmp("ICMPerror");
