import { anyAddressBytes } from "../../wire/address-text.js";
import { fitBytes } from "../../wire/bytes.js";
import { encodeArp } from "../../wire/arp.js";
import type { ArpFields } from "../../wire/arp.js";
import { ScriptError } from "../diagnostic.js";
import { formatValue } from "../format-value.js";
import type { LayerValue } from "./layer-value.js";
import { bytesText } from "../text-codec.js";
import { arpHardwareAddress, arpProtocolAddress, parseInetAton } from "./address-fields.js";
import { defineLayer, fieldRow, wireFields } from "./layer-spec.js";
import { named, unsigned } from "./number-fields.js";

const operationNames = new Map([
  ["who-has", 1],
  ["is-at", 2],
  ["RARP-req", 3],
  ["RARP-rep", 4],
  ["Dyn-RARP-req", 5],
  ["Dyn-RAR-rep", 6],
  ["Dyn-RARP-err", 7],
  ["InARP-req", 8],
  ["InARP-rep", 9],
]);
export const hardwareTypeNames = new Map([
  ["Ethernet (10Mb)", 1],
  ["IEEE 802 Networks", 6],
]);
const protocolTypeNames = new Map([
  ["IPv4", 0x0800],
  ["ARP", 0x0806],
  ["n_802_1Q", 0x8100],
  ["IPv6", 0x86dd],
]);

const row = fieldRow<ArpFields>();

export const arpLayer = defineLayer({
  name: "ARP",
  module: "scapy.layers.l2",
  fields: [
    row("hwtype", "hardwareType", named(16, hardwareTypeNames), 1),
    row("ptype", "protocolType", named(16, protocolTypeNames), 0x0800),
    row("hwlen", "hardwareLength", unsigned(8, true), null),
    row("plen", "protocolLength", unsigned(8, true), null),
    row("op", "operation", named(16, operationNames), 1),
    row("hwsrc", "senderHardwareAddress", arpHardwareAddress, "00:00:00:00:00:00"),
    row("psrc", "senderProtocolAddress", arpProtocolAddress, "0.0.0.0"),
    row("hwdst", "targetHardwareAddress", arpHardwareAddress, "00:00:00:00:00:00"),
    row("pdst", "targetProtocolAddress", arpProtocolAddress, "0.0.0.0"),
  ],
  standsAlone: true,
  toScriptLayer(layer) {
    checkSourceFor(layer);
    return { name: "ARP", fields: wireFields<ArpFields>(layer) };
  },
});

const protocolTypeIndex = 1;
const senderAddressIndex = 6;
const targetAddressIndex = 8;

/** Whether Scapy finds a way to a text: it takes `*` for 0, and leaves out what follows a `-` up to the next dot. */
function isWayTo(text: string): boolean {
  const [head = ""] = text.split("/");
  return parseInetAton(head.replaceAll("*", "0").replace(/-[^.]*/g, "")) !== undefined;
}

/** An unset psrc is the address on the way to pdst: where that is no address, Scapy fails when it looks for the way. */
function checkSourceFor({ values, sites, offset }: LayerValue): void {
  const target = values[targetAddressIndex];
  const isText = typeof target === "object" && target?.kind === "bytes";
  if (!isText || (values[senderAddressIndex] ?? null) !== null) return;
  if ((values[protocolTypeIndex] ?? 0x0800) !== 0x0800 || isWayTo(bytesText(target.bytes))) return;
  throw new ScriptError(
    "bad-address",
    `TypeError: psrc is unset, and pdst is ${formatValue(target)}, which is no IPv4 address`,
    "give psrc, or an IPv4 address for pdst",
    sites.findLast((site) => site.field === targetAddressIndex)?.offset ?? offset,
  );
}

/**
 * Scapy's defaults on a host without interfaces: a request from and to zeros. Under a given length that is not Ethernet's
 * or IP's own, addresses are cut or zero-filled to it; without one, another kind of address is empty where it is unset.
 */
export function encodeArpLayer(fields: ArpFields, payload: Uint8Array): Uint8Array {
  const isEthernet = (fields.hardwareType ?? 1) === 1 && (fields.hardwareLength ?? 6) === 6;
  const protocolType = fields.protocolType ?? 0x0800;
  const isIpv4 = protocolType === 0x0800 && (fields.protocolLength ?? 4) === 4;
  const isIpv6 = protocolType === 0x86dd && (fields.protocolLength ?? 16) === 16;
  const filled = { ...fields, operation: fields.operation ?? 1 };
  if (!isEthernet) {
    filled.senderHardwareAddress = fitAddress(fields.senderHardwareAddress, fields.hardwareLength);
    filled.targetHardwareAddress = fitAddress(fields.targetHardwareAddress, fields.hardwareLength);
  }
  if (!isIpv4) {
    const length = isIpv6 ? 16 : fields.protocolLength;
    filled.senderProtocolAddress = fitAddress(fields.senderProtocolAddress, length);
    filled.targetProtocolAddress = fitAddress(fields.targetProtocolAddress, length);
  }
  return encodeArp(filled, payload);
}

function fitAddress(address: string | Uint8Array | undefined, length: number | undefined): Uint8Array {
  const bytes = anyAddressBytes(address);
  return length === undefined ? bytes : fitBytes(bytes, length);
}
