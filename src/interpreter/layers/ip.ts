import { encodeIpv4 } from "../../wire/ipv4.js";
import type { Ipv4Fields } from "../../wire/ipv4.js";
import { ScriptError } from "../diagnostic.js";
import { aKind, asInteger, list, typeName } from "../values.js";
import type { Value } from "../values.js";
import type { ScriptLayer, TableFields } from "../script-layer.js";
import { joinBytes, noBytes } from "../../wire/bytes.js";
import { ipOptionLayers } from "./ip-options.js";
import type { IpOptionName } from "./ip-options.js";
import { formatValue } from "../format-value.js";
import { ipv4Address, isStrictIpv4 } from "./address-fields.js";
import type { EncodeContext, Mutable } from "./encode-context.js";
import { defineLayer, fieldRow, scriptLayerOf, wireFields } from "./layer-spec.js";
import type { FieldSpec, FieldType, LayerSpec } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { bits, flags, named, unsigned } from "./number-fields.js";
import { acceptText, textOctets } from "./text-fields.js";

/** The names that Scapy takes from a Debian system's list of protocols: the last of each number. */
const protocolNames = new Map([
  ["hopopt", 0],
  ["icmp", 1],
  ["igmp", 2],
  ["ggp", 3],
  ["ipencap", 4],
  ["st", 5],
  ["tcp", 6],
  ["egp", 8],
  ["igp", 9],
  ["pup", 12],
  ["udp", 17],
  ["hmp", 20],
  ["xns_idp", 22],
  ["rdp", 27],
  ["iso_tp4", 29],
  ["dccp", 33],
  ["xtp", 36],
  ["ddp", 37],
  ["idpr_cmtp", 38],
  ["ipv6", 41],
  ["ipv6_route", 43],
  ["ipv6_frag", 44],
  ["idrp", 45],
  ["rsvp", 46],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["skip", 57],
  ["ipv6_icmp", 58],
  ["ipv6_nonxt", 59],
  ["ipv6_opts", 60],
  ["rspf", 73],
  ["vmtp", 81],
  ["eigrp", 88],
  ["ospf", 89],
  ["ax_25", 93],
  ["ipip", 94],
  ["etherip", 97],
  ["encap", 98],
  ["pim", 103],
  ["ipcomp", 108],
  ["vrrp", 112],
  ["l2tp", 115],
  ["isis", 124],
  ["sctp", 132],
  ["fc", 133],
  ["mobility_header", 135],
  ["udplite", 136],
  ["mpls_in_ip", 137],
  ["manet", 138],
  ["hip", 139],
  ["shim6", 140],
  ["wesp", 141],
  ["rohc", 142],
  ["ethernet", 143],
]);

/** The protocol number that a payload implies; 0 for any other. */
const protocolOfPayload: ReadonlyMap<string, number> = new Map([
  ["ICMP", 1],
  ["IP", 4],
  ["TCP", 6],
  ["UDP", 17],
  ["IPv6", 41],
]);
/** The same for a quoted header: what it quotes has names of its own too. */
const protocolOfQuoted: ReadonlyMap<string, number> = new Map([
  ...protocolOfPayload,
  ["ICMPerror", 1],
  ["IPerror", 4],
  ["TCPerror", 6],
  ["UDPerror", 17],
]);

const loopback = "127.0.0.1";
/** Multicast groups that Scapy takes for destinations of UDP to these ports. */
const multicastOfPort: ReadonlyMap<number, string> = new Map([
  [5353, "224.0.0.251"],
  [1985, "224.0.0.2"],
]);

const versionBits: FieldType = {
  ...bits(4),
  toWire(value, field, layer) {
    if (value === null)
      throw new ScriptError("wrong-type", "TypeError: version is None", "leave it out, or write 4");
    return bits(4).toWire(value, field, layer);
  },
};

/** Options: a list of IPOption layers, one of them, or octets. */
const optionOctets: FieldType = {
  description: "a list of IPOption layers, or bytes",
  accept(value) {
    return typeof value === "object" && value?.kind === "layer" ? list([value]) : acceptText(value);
  },
  toWire(value, field) {
    if (value !== null && typeof value === "object" && (value.kind === "list" || value.kind === "tuple")) {
      return joinBytes(value.items.map((item) => optionBytes(item, field.name)));
    }
    if (value === null || asInteger(value) !== undefined) {
      throw new ScriptError("wrong-type", `TypeError: options is given ${aKind(value)}`, "leave it out");
    }
    return textOctets(value, field.name);
  },
};

function optionBytes(item: Value, fieldName: string): Uint8Array {
  if (typeof item === "object" && item?.kind === "bytes") return item.bytes;
  if (typeof item === "object" && item?.kind === "layer") {
    const { name, fields: given } = scriptLayerOf(item);
    if (isIpOption(name)) return ipOptionLayers[name].encode(given as TableFields, noBytes, optionContext);
  }
  throw new ScriptError(
    "wrong-type",
    `TypeError: ${fieldName} holds a ${typeName(item)}, but needs options`,
    "write options=[IPOption_Router_Alert()], or the option's bytes",
  );
}

function isIpOption(name: string): name is IpOptionName {
  return Object.hasOwn(ipOptionLayers, name);
}

const optionContext: EncodeContext = {
  self: "IPOption",
  below: undefined,
  above: undefined,
  beyondTags: undefined,
  implied: undefined,
  carriedThere: undefined,
  compressDnsNames: false,
};

const row = fieldRow<Ipv4Fields>();

const fields: readonly FieldSpec[] = [
  row("version", "version", versionBits, 4),
  row("ihl", "ihl", bits(4, { isComputed: true }), null),
  row("tos", "typeOfService", unsigned(8), 0),
  row("len", "totalLength", unsigned(16, true), null),
  row("id", "identification", unsigned(16), 1),
  row("flags", "flags", flags(3, ["MF", "DF", "evil"], "+"), {
    kind: "flags",
    bits: 0,
    names: ["MF", "DF", "evil"],
    separator: "+",
  }),
  row("frag", "fragmentOffset", bits(13), 0),
  row("ttl", "ttl", unsigned(8), 64),
  row("proto", "protocol", named(8, protocolNames), 0),
  row("chksum", "checksum", unsigned(16, true), null),
  row("src", "source", ipv4Address, "0.0.0.0"),
  row("dst", "destination", ipv4Address, loopback),
  row("options", "options", optionOctets, { kind: "list", items: [] }),
];

function defineIp(name: "IP" | "IPerror", protocols: ReadonlyMap<string, number>): LayerSpec {
  return defineLayer({
    name,
    module: "scapy.layers.inet",
    fields,
    holdsShared: true,
    readUnset(layer, field) {
      if (field.name === "proto") return protocols.get(layer.payload?.spec.name ?? "");
      if (field.name !== "dst") return undefined;
      return layer.payload?.spec.name === "UDP" ? multicastOfPort.get(portOf(layer.payload)) : undefined;
    },
    standsAlone: true,
    checkNeighbours(layer) {
      checkSourceFor(layer);
      checkPseudoHeader(layer);
    },
    toScriptLayer: (layer) => ({ name, fields: wireFields<Ipv4Fields>(layer) }),
  });
}

const sourceIndex = 10;
const destinationIndex = 11;

/** An unset source is the address on the way to the destination, which Scapy looks for by the destination's text. */
function checkSourceFor({ values, sites, offset }: LayerValue): void {
  const destination = values[destinationIndex];
  if (typeof destination !== "number" || destination === 0 || (values[sourceIndex] ?? null) !== null) return;
  throw new ScriptError(
    "bad-address",
    "AttributeError: src is unset, and dst is an int, for which no way can be looked up",
    'give src, or write dst as text: "192.0.2.1"',
    sites.findLast((site) => site.field === destinationIndex)?.offset ?? offset,
  );
}

const transports: ReadonlySet<string> = new Set(["UDP", "TCP", "UDPerror", "TCPerror"]);

/**
 * A transport's checksum takes its addresses in the strict form of four decimal numbers, where the header itself takes more:
 * "010.1.1.1", "10.1", or an int. With a given checksum none is computed.
 */
function checkPseudoHeader({ values, payload, sites, offset }: LayerValue): void {
  if (payload === undefined || !transports.has(payload.spec.name)) return;
  if ((payload.values[payload.spec.fieldIndex.get("chksum") ?? -1] ?? null) !== null) return;
  for (const index of [sourceIndex, destinationIndex]) {
    const address = values[index] ?? null;
    if (address === null || (typeof address === "string" && isStrictIpv4(address))) continue;
    throw new ScriptError(
      "bad-address",
      `OSError: ${fields[index]?.name ?? ""} is ${formatValue(address, 60)}, which ${payload.spec.name}'s checksum does not take`,
      "write four decimal numbers without leading zeros, with dots",
      sites.findLast((site) => site.field === index)?.offset ?? offset,
    );
  }
}

export const ipLayer = defineIp("IP", protocolOfPayload);
/** The head of a quoted datagram: the same octets under another name. */
export const ipErrorLayer = defineIp("IPerror", protocolOfQuoted);

function portOf(udp: LayerValue): number {
  const value = udp.values[udp.spec.fieldIndex.get("dport") ?? -1];
  return typeof value === "number" ? value : 53;
}

export function effectiveSource(fields: Ipv4Fields): string | Uint8Array {
  return fields.source ?? "0.0.0.0";
}

export function effectiveDestination(
  fields: Ipv4Fields,
  above: ScriptLayer | undefined,
): string | Uint8Array {
  if (fields.destination !== undefined) return fields.destination;
  return above?.name === "UDP"
    ? (multicastOfPort.get(above.fields.destinationPort ?? 53) ?? loopback)
    : loopback;
}

/** Scapy's defaults: identification 1, TTL 64, no flags, 0.0.0.0 to 127.0.0.1, the protocol from the payload. */
export function encodeIp(
  fields: Ipv4Fields,
  payload: Uint8Array,
  { self, above, implied }: EncodeContext,
): Uint8Array {
  const protocols = self === "IPerror" ? protocolOfQuoted : protocolOfPayload;
  const headerLength = 20 + Math.ceil((fields.options?.length ?? 0) / 4) * 4;
  if (fields.totalLength === undefined && headerLength + payload.length > 0xffff) {
    throw new ScriptError(
      "wrong-value",
      `struct.error: the datagram has ${headerLength + payload.length} octets, but IP's length field holds 65535 at most`,
      "send the payload in several packets",
    );
  }
  // Written out, since a spread of objects with many different shapes is slow.
  const filled: Mutable<Ipv4Fields> = {
    version: fields.version ?? 4,
    typeOfService: fields.typeOfService ?? 0,
    identification: fields.identification ?? 1,
    flags: fields.flags ?? 0,
    fragmentOffset: fields.fragmentOffset ?? 0,
    ttl: fields.ttl ?? 64,
    protocol: fields.protocol ?? implied?.["proto"] ?? protocols.get(above?.name ?? "") ?? 0,
    source: effectiveSource(fields),
    destination: effectiveDestination(fields, above),
  };
  if (fields.ihl !== undefined) filled.ihl = fields.ihl;
  if (fields.totalLength !== undefined) filled.totalLength = fields.totalLength;
  if (fields.checksum !== undefined) filled.checksum = fields.checksum;
  if (fields.options !== undefined) filled.options = fields.options;
  return encodeIpv4(filled, payload);
}
