import { joinBytes, writeU16 } from "../../wire/bytes.js";
import { transportChecksum } from "../../wire/checksum.js";
import type { TableFields, TableLayerName } from "../script-layer.js";
import type { EncodeContext } from "./encode-context.js";
import { macToWire, macAddress } from "./address-fields.js";
import { macBytes } from "../../wire/address-text.js";
import type { FieldType } from "./layer-spec.js";
import {
  bitsRow,
  namedBitsRow,
  computedRow,
  ipv6Row,
  namedRow,
  numberRow,
  octetsRow,
} from "./octet-fields.js";
import { defineTableLayer, encodeRows, tableRow } from "./table-layer.js";
import type { TableLayerSpec, TableRow } from "./table-layer.js";
import { transportContext } from "./transport-context.js";

/** ICMPv6: echo (RFC 4443 section 4) and neighbour discovery with its options (RFC 4861, RFC 4191). */
const icmpv6Protocol = 58;
const module = "scapy.layers.inet6";

type MessageName =
  "ICMPv6EchoRequest" | "ICMPv6EchoReply" | "ICMPv6ND_RS" | "ICMPv6ND_RA" | "ICMPv6ND_NS" | "ICMPv6ND_NA";
type OptionName =
  "ICMPv6NDOptSrcLLAddr" | "ICMPv6NDOptDstLLAddr" | "ICMPv6NDOptPrefixInfo" | "ICMPv6NDOptMTU";

declare module "../script-layer.js" {
  interface TableLayerNames extends Readonly<Record<MessageName | OptionName, true>> {}
}

const types: ReadonlyMap<string, number> = new Map([
  ["Destination unreachable", 1],
  ["Packet too big", 2],
  ["Time exceeded", 3],
  ["Parameter problem", 4],
  ["Echo Request", 128],
  ["Echo Reply", 129],
  ["MLD Query", 130],
  ["MLD Report", 131],
  ["MLD Done", 132],
  ["Router Solicitation", 133],
  ["Router Advertisement", 134],
  ["Neighbor Solicitation", 135],
  ["Neighbor Advertisement", 136],
  ["Redirect Message", 137],
]);

function head(type: number): readonly TableRow[] {
  return [namedRow("type", 8, types, type), numberRow("code", 8), computedRow("cksum", 16)];
}

/** A message: its checksum covers the pseudo-header of the IPv6 below; on anything else it is 0. */
function defineMessage(
  name: TableLayerName,
  alias: string,
  type: number,
  rest: readonly TableRow[],
): TableLayerSpec {
  const rows = [...head(type), ...rest];
  return defineTableLayer({
    name,
    module,
    alias,
    rows,
    encode(fields, payload, context) {
      const bytes = joinBytes([encodeRows(rows, fields), payload]);
      if (fields["cksum"] === undefined) writeU16(bytes, 2, checksum(name, fields, bytes, context));
      return bytes;
    },
  });
}

function checksum(
  name: TableLayerName,
  fields: TableFields,
  bytes: Uint8Array,
  context: EncodeContext,
): number {
  if (context.below?.name !== "IPv6") return 0;
  const { pseudoHeader } = transportContext({ name, fields }, icmpv6Protocol, context);
  return pseudoHeader === undefined ? 0 : transportChecksum(bytes, pseudoHeader);
}

const linkLayerAddress: FieldType = {
  ...macAddress,
  toWire(value, field) {
    const wire = macToWire(value, field.name);
    return typeof wire === "string" ? macBytes(wire) : wire;
  },
};

function linkLayerRow(name: string): TableRow {
  return tableRow(name, linkLayerAddress, "octets", new Uint8Array(6), "00:00:00:00:00:00");
}

const echoRows = [numberRow("id", 16), numberRow("seq", 16), octetsRow("data")];
const preferences: ReadonlyMap<string, number> = new Map([
  ["Medium (default)", 0],
  ["High", 1],
  ["Reserved", 2],
  ["Low", 3],
]);

export const icmpv6EchoRequestLayer = defineMessage(
  "ICMPv6EchoRequest",
  "ICMPv6 Echo Request",
  128,
  echoRows,
);
export const icmpv6EchoReplyLayer = defineMessage("ICMPv6EchoReply", "ICMPv6 Echo Reply", 129, echoRows);

export const icmpv6RouterSolicitationLayer = defineMessage(
  "ICMPv6ND_RS",
  "ICMPv6 Neighbor Discovery - Router Solicitation",
  133,
  [numberRow("res", 32)],
);

export const icmpv6RouterAdvertisementLayer = defineMessage(
  "ICMPv6ND_RA",
  "ICMPv6 Neighbor Discovery - Router Advertisement",
  134,
  [
    numberRow("chlim", 8),
    bitsRow("M", 1),
    bitsRow("O", 1),
    bitsRow("H", 1),
    namedBitsRow("prf", 2, preferences, 1),
    bitsRow("P", 1),
    bitsRow("res", 2),
    numberRow("routerlifetime", 16, 1800),
    numberRow("reachabletime", 32),
    numberRow("retranstimer", 32),
  ],
);

export const icmpv6NeighborSolicitationLayer = defineMessage(
  "ICMPv6ND_NS",
  "ICMPv6 Neighbor Discovery - Neighbor Solicitation",
  135,
  [numberRow("res", 32), ipv6Row("tgt")],
);

export const icmpv6NeighborAdvertisementLayer = defineMessage(
  "ICMPv6ND_NA",
  "ICMPv6 Neighbor Discovery - Neighbor Advertisement",
  136,
  [bitsRow("R", 1, 1), bitsRow("S", 1), bitsRow("O", 1, 1), bitsRow("res", 29), ipv6Row("tgt")],
);

function defineLinkLayerOption(name: TableLayerName, alias: string, type: number): TableLayerSpec {
  return defineTableLayer({
    name,
    module,
    alias,
    rows: [numberRow("type", 8, type), numberRow("len", 8, 1), linkLayerRow("lladdr")],
  });
}

export const icmpv6SourceLinkLayerLayer = defineLinkLayerOption(
  "ICMPv6NDOptSrcLLAddr",
  "ICMPv6 Neighbor Discovery Option - Source Link-Layer Address",
  1,
);
export const icmpv6TargetLinkLayerLayer = defineLinkLayerOption(
  "ICMPv6NDOptDstLLAddr",
  "ICMPv6 Neighbor Discovery Option - Destination Link-Layer Address",
  2,
);

const forever = 0xffffffff;

export const icmpv6PrefixLayer = defineTableLayer({
  name: "ICMPv6NDOptPrefixInfo",
  module,
  alias: "ICMPv6 Neighbor Discovery Option - Prefix Information",
  rows: [
    numberRow("type", 8, 3),
    numberRow("len", 8, 4),
    numberRow("prefixlen", 8, 64),
    bitsRow("L", 1, 1),
    bitsRow("A", 1, 1),
    bitsRow("R", 1),
    bitsRow("res1", 5),
    numberRow("validlifetime", 32, forever),
    numberRow("preferredlifetime", 32, forever),
    numberRow("res2", 32),
    ipv6Row("prefix"),
  ],
});

export const icmpv6MtuLayer = defineTableLayer({
  name: "ICMPv6NDOptMTU",
  module,
  alias: "ICMPv6 Neighbor Discovery Option - MTU",
  rows: [numberRow("type", 8, 5), numberRow("len", 8, 1), numberRow("res", 16), numberRow("mtu", 32, 1280)],
});
