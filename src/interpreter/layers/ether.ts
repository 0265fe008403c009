import { formatHardwareAddress, parseIpv6 } from "../../wire/address-text.js";
import { encodeEthernet } from "../../wire/ethernet.js";
import type { EthernetFields } from "../../wire/ethernet.js";
import { ScriptError } from "../diagnostic.js";
import { plainText } from "../format-value.js";
import type { ScriptLayer } from "../script-layer.js";
import { ipv4ToWire, macAddress, parseInetAton } from "./address-fields.js";
import type { EncodeContext } from "./encode-context.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import type { LayerValue } from "./layer-value.js";
import { effectiveDestination } from "./ip.js";
import { effectiveIpv6Destination } from "./ipv6.js";
import { named } from "./number-fields.js";

export const etherTypeNames = new Map([
  ["IPv4", 0x0800],
  ["ARP", 0x0806],
  ["n_802_1Q", 0x8100],
  ["IPv6", 0x86dd],
  ["X25", 0x0805],
  ["RARP", 0x8035],
  ["ATALK", 0x809b],
  ["AARP", 0x80f3],
  ["IPX", 0x8137],
  ["PPP", 0x880b],
  ["MPLS", 0x8847],
  ["MPLS_MULTI", 0x8848],
  ["PPP_DISC", 0x8863],
  ["PPP_SES", 0x8864],
  ["EAPOL", 0x888e],
  ["802_AD", 0x88a8],
  ["LLDP", 0x88cc],
  ["802_1AE", 0x88e5],
  ["PTP", 0x88f7],
]);

/** The type that a payload implies; 0x9000, the loopback type, for any other. */
export const etherTypeOfPayload: ReadonlyMap<string, number> = new Map([
  ["IP", 0x0800],
  ["IPerror", 0x0800],
  ["ARP", 0x0806],
  ["Dot1Q", 0x8100],
  ["IPv6", 0x86dd],
  ["Ether", 0x0001],
]);
const unknownEtherType = 0x9000;

const row = fieldRow<EthernetFields>();

export const etherLayer = defineLayer({
  name: "Ether",
  module: "scapy.layers.l2",
  alias: "Ethernet",
  fields: [
    row("dst", "destination", macAddress, "ff:ff:ff:ff:ff:ff"),
    row("src", "source", macAddress, "00:00:00:00:00:00"),
    row("type", "etherType", named(16, etherTypeNames), unknownEtherType),
  ],
  readUnset(layer, field) {
    if (field.name === "type") return etherTypeOfPayload.get(layer.payload?.spec.name ?? "");
    if (field.name !== "dst") return undefined;
    return multicastMac(destinationOf(layer.payload));
  },
  standsAlone: true,
  checkNeighbours: checkDestinationFor,
  toScriptLayer: (layer) => ({ name: "Ether", fields: wireFields<EthernetFields>(layer) }),
});

/** Unset addresses are looked for by the text of where the packet goes. */
function checkDestinationFor({ values, payload, offset }: LayerValue): void {
  const areGiven = (values[0] ?? null) !== null && (values[1] ?? null) !== null;
  if (areGiven || payload === undefined) return;
  const name = targetFields.get(payload.spec.name) ?? "";
  if (typeof payload.values[payload.spec.fieldIndex.get(name) ?? -1] !== "number") return;
  throw new ScriptError(
    "bad-address",
    `TypeError: dst or src is unset, and ${payload.spec.name}'s ${name} is an int, for which no hardware address can be looked up`,
    'give both, or write the address as text: "192.0.2.1"',
    offset,
  );
}

/** The field of a payload that says where it goes. */
const targetFields: ReadonlyMap<string, string> = new Map([
  ["IP", "dst"],
  ["IPv6", "dst"],
  ["ARP", "pdst"],
]);

function destinationOf(carried: LayerValue | undefined): string | undefined {
  let payload = carried;
  while (payload?.spec.name === "Dot1Q") payload = payload.payload;
  const name = targetFields.get(payload?.spec.name ?? "");
  if (payload === undefined || name === undefined) return undefined;
  const index = payload.spec.fieldIndex.get(name) ?? -1;
  const field = payload.spec.fields[index];
  const implied = field === undefined ? undefined : payload.spec.readUnset?.(payload, field);
  const value = payload.values[index] ?? implied ?? null;
  return value === null ? undefined : plainText(value);
}

/**
 * 01:00:5e and the low 23 bits of an IPv4 multicast address (RFC 1112 section 6.4), 33:33 and the low 32 bits of an IPv6
 * one (RFC 2464 section 7).
 */
function multicastMac(destination: string | Uint8Array | undefined): string | undefined {
  const ipv6 = typeof destination === "string" ? parseIpv6(destination) : destination;
  if (ipv6?.length === 16 && ipv6[0] === 0xff) return `33:33:${formatHardwareAddress(ipv6, 12, 4)}`;
  if (typeof destination !== "string") return undefined;
  const address = parseInetAton(destination);
  if (address === undefined || address >>> 28 !== 0xe) return undefined;
  const octets = ipv4ToWire(destination).split(".").map(Number);
  const hex = [(octets[1] ?? 0) & 0x7f, octets[2] ?? 0, octets[3] ?? 0].map((octet) =>
    octet.toString(16).padStart(2, "0"),
  );
  return `01:00:5e:${hex.join(":")}`;
}

/** Scapy's defaults on a host without interfaces: from zeros to broadcast, the type from the payload. */
export function encodeEther(
  fields: EthernetFields,
  payload: Uint8Array,
  { above, beyondTags, carriedThere, implied }: EncodeContext,
): Uint8Array {
  return encodeEthernet(
    {
      destination:
        fields.destination ?? multicastMac(targetOf(beyondTags, carriedThere)) ?? "ff:ff:ff:ff:ff:ff",
      source: fields.source ?? "00:00:00:00:00:00",
      etherType:
        fields.etherType ??
        implied?.["type"] ??
        etherTypeOfPayload.get(above?.name ?? "") ??
        unknownEtherType,
    },
    payload,
  );
}

function targetOf(
  above: ScriptLayer | undefined,
  carried: ScriptLayer | undefined,
): string | Uint8Array | undefined {
  if (above?.name === "IP") return effectiveDestination(above.fields, carried);
  if (above?.name === "IPv6") return effectiveIpv6Destination(above.fields, carried);
  return above?.name === "ARP" ? above.fields.targetProtocolAddress : undefined;
}
