import { ipv6Bytes } from "../../wire/address-text.js";
import { joinBytes } from "../../wire/bytes.js";
import type { ScriptLayer, TableFields } from "../script-layer.js";
import { unsigned } from "./number-fields.js";
import { bitsRow, ipv6Row, namedRow, numberRow } from "./octet-fields.js";
import { defineTableLayer, encodeRows, tableRow } from "./table-layer.js";
import type { TableRow } from "./table-layer.js";

declare module "../script-layer.js" {
  interface TableLayerNames {
    readonly IPv6: true;
  }
}

/** IPv6 (RFC 8200). On a host without interfaces the source is loopback towards loopback, else unspecified. */
const nextHeaders: ReadonlyMap<string, number> = new Map([
  ["Hop-by-Hop Option Header", 0],
  ["IP", 4],
  ["TCP", 6],
  ["UDP", 17],
  ["IPv6", 41],
  ["Routing Header", 43],
  ["Fragment Header", 44],
  ["GRE", 47],
  ["ESP Header", 50],
  ["AH Header", 51],
  ["ICMPv6", 58],
  ["No Next Header", 59],
  ["Destination Option Header", 60],
  ["VRRP", 112],
  ["SCTP", 132],
  ["Mobility Header", 135],
]);
const noNextHeader = 59;
const nextHeaderOfPayload: ReadonlyMap<string, number> = new Map([
  ["IP", 4],
  ["TCP", 6],
  ["UDP", 17],
  ["IPv6", 41],
  ["ICMPv6EchoRequest", 58],
  ["ICMPv6EchoReply", 58],
  ["ICMPv6ND_RS", 58],
  ["ICMPv6ND_RA", 58],
  ["ICMPv6ND_NS", 58],
  ["ICMPv6ND_NA", 58],
]);
/** Where neighbour discovery goes unless the script says otherwise: never past a router. */
const discoveryDestinations: ReadonlyMap<string, string> = new Map([
  ["ICMPv6ND_RS", "ff02::2"],
  ["ICMPv6ND_RA", "ff02::1"],
  ["ICMPv6ND_NS", "ff02::1"],
  ["ICMPv6ND_NA", "ff02::1"],
]);
const discoveryHopLimit = 255;

const loopback = ipv6Bytes("::1");
const unspecified = ipv6Bytes("::");
const multicastDns = "ff02::fb";
const multicastDnsPort = 5353;

const rows: readonly TableRow[] = [
  bitsRow("version", 4, 6),
  bitsRow("tc", 8),
  bitsRow("fl", 20),
  tableRow("plen", unsigned(16, true), 16, 0, null),
  namedRow("nh", 8, nextHeaders, noNextHeader),
  numberRow("hlim", 8, 64),
  ipv6Row("src"),
  ipv6Row("dst", "::1"),
];

export const ipv6Layer = defineTableLayer({
  name: "IPv6",
  module: "scapy.layers.inet6",
  rows,
  readUnset(layer, { name }) {
    if (name === "nh") return nextHeaderOfPayload.get(layer.payload?.spec.name ?? "");
    const discovery = discoveryDestinations.get(layer.payload?.spec.name ?? "");
    if (name === "hlim") return discovery === undefined ? undefined : discoveryHopLimit;
    if (name === "src") return (layer.values[7] ?? discovery ?? "::1") === "::1" ? "::1" : "::";
    if (name !== "dst") return undefined;
    if (layer.payload?.spec.name !== "UDP") return discovery;
    return (layer.payload.values[1] ?? 53) === multicastDnsPort ? multicastDns : undefined;
  },
  encode(fields, payload, { above }) {
    const destination = effectiveIpv6Destination(fields, above);
    const filled: TableFields = {
      ...fields,
      plen: fields["plen"] ?? payload.length % 0x10000,
      hlim: fields["hlim"] ?? (discoveryDestinations.has(above?.name ?? "") ? discoveryHopLimit : 64),
      nh: fields["nh"] ?? nextHeaderOfPayload.get(above?.name ?? "") ?? noNextHeader,
      src: fields["src"] ?? sourceTowards(destination),
      dst: destination,
    };
    return joinBytes([encodeRows(rows, filled), payload]);
  },
});

export function effectiveIpv6Destination(fields: TableFields, above: ScriptLayer | undefined): Uint8Array {
  const { dst } = fields;
  if (dst !== undefined && typeof dst !== "number") return dst;
  const discovery = discoveryDestinations.get(above?.name ?? "");
  if (discovery !== undefined) return ipv6Bytes(discovery);
  const isMulticastDns = above?.name === "UDP" && above.fields.destinationPort === multicastDnsPort;
  return isMulticastDns ? ipv6Bytes(multicastDns) : loopback;
}

export function effectiveIpv6Source(fields: TableFields, above?: ScriptLayer): Uint8Array {
  const { src } = fields;
  return src !== undefined && typeof src !== "number"
    ? src
    : sourceTowards(effectiveIpv6Destination(fields, above));
}

function sourceTowards(destination: Uint8Array): Uint8Array {
  return destination.every((octet, index) => octet === loopback[index]) ? loopback : unspecified;
}
