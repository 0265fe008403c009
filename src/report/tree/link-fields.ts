/** Fields of the link layers and of ARP. */
import type {
  ArpLayer,
  EthernetLayer,
  LinuxCookedLayer,
  LoopbackLayer,
  VlanLayer,
} from "../../wire/decoded-frame.js";
import type { ArpHeader } from "../../wire/arp.js";
import type { EthernetHeader } from "../../wire/ethernet.js";
import type { LinuxCookedHeader } from "../../wire/linux-cooked.js";
import type { LoopbackHeader } from "../../wire/loopback.js";
import type { VlanHeader } from "../../wire/vlan.js";
import { fieldNodes, hex, named, type FieldRow, type TreeNode } from "./tree-node.js";

const etherTypeNames: Readonly<Record<number, string>> = {
  0x0800: "IPv4",
  0x0806: "ARP",
  0x8100: "VLAN tag",
  0x86dd: "IPv6",
  0x88a8: "VLAN service tag",
  0x88cc: "LLDP",
};

/** A number of at most 1500 is the length of an IEEE 802.3 frame. */
function showEtherType(etherType: number): string {
  return named(etherTypeNames, etherType, hex(etherType, 4));
}

const ethernetRows: readonly FieldRow<EthernetHeader>[] = [
  { name: "destination", label: "Destination", at: 0, length: 6, show: (header) => header.destination },
  { name: "source", label: "Source", at: 6, length: 6, show: (header) => header.source },
  { name: "etherType", label: "Type", at: 12, length: 2, show: (header) => showEtherType(header.etherType) },
];

export function ethernetTree(layer: EthernetLayer): TreeNode {
  const { header, offset, headerLength } = layer;
  return {
    name: "ethernet",
    label: "Ethernet",
    value: `${header.source} → ${header.destination}`,
    offset,
    length: headerLength,
    children: fieldNodes(ethernetRows, header, offset, headerLength),
  };
}

const vlanRows: readonly FieldRow<VlanHeader>[] = [
  { name: "priority", label: "Priority", at: 0, length: 1, show: (header) => String(header.priority) },
  {
    name: "dropEligible",
    label: "Drop eligible",
    at: 0,
    length: 1,
    show: (header) => String(header.dropEligible),
  },
  { name: "identifier", label: "VLAN", at: 0, length: 2, show: (header) => String(header.identifier) },
  { name: "etherType", label: "Type", at: 2, length: 2, show: (header) => showEtherType(header.etherType) },
];

export function vlanTree({ header, offset, headerLength }: VlanLayer): TreeNode {
  return {
    name: "vlan",
    label: "VLAN tag (802.1Q)",
    value: `VLAN ${header.identifier}`,
    offset,
    length: headerLength,
    children: fieldNodes(vlanRows, header, offset, headerLength),
  };
}

const packetTypeNames: Readonly<Record<number, string>> = {
  0: "to us",
  1: "broadcast",
  2: "multicast",
  3: "to another host",
  4: "sent by us",
};

/** Places in version 1 and in version 2 of the header. */
function cookedRows(isFirst: boolean): readonly FieldRow<LinuxCookedHeader>[] {
  const interfaceRow: FieldRow<LinuxCookedHeader> = {
    name: "interfaceIndex",
    label: "Interface",
    at: 4,
    length: 4,
    show: (header) => String(header.interfaceIndex),
  };
  return [
    {
      name: "packetType",
      label: "Packet type",
      at: isFirst ? 0 : 10,
      length: isFirst ? 2 : 1,
      show: (header) => named(packetTypeNames, header.packetType),
    },
    {
      name: "hardwareType",
      label: "Hardware type",
      at: isFirst ? 2 : 8,
      length: 2,
      show: (header) => named({ 1: "Ethernet", 772: "loopback" }, header.hardwareType),
    },
    {
      name: "addressLength",
      label: "Address length",
      at: isFirst ? 4 : 11,
      length: isFirst ? 2 : 1,
      show: (header) => String(header.addressLength),
    },
    { name: "address", label: "Source", at: isFirst ? 6 : 12, length: 8, show: (header) => header.address },
    {
      name: "protocolType",
      label: "Type",
      at: isFirst ? 14 : 0,
      length: 2,
      show: (header) => showEtherType(header.protocolType),
    },
    ...(isFirst ? [] : [interfaceRow]),
  ];
}

export function cookedTree({ header, offset, headerLength }: LinuxCookedLayer): TreeNode {
  return {
    name: "sll",
    label: `Linux cooked capture, version ${header.version}`,
    value: named(packetTypeNames, header.packetType),
    offset,
    length: headerLength,
    children: fieldNodes(cookedRows(header.version === 1), header, offset, headerLength),
  };
}

const loopbackRows: readonly FieldRow<LoopbackHeader>[] = [
  { name: "family", label: "Address family", at: 0, length: 4, show: (header) => String(header.family) },
];

export function loopbackTree({ header, offset, headerLength }: LoopbackLayer): TreeNode {
  return {
    name: "loopback",
    label: "BSD loopback",
    value: `family ${header.family}`,
    offset,
    length: headerLength,
    children: fieldNodes(loopbackRows, header, offset, headerLength),
  };
}

const operationNames: Readonly<Record<number, string>> = { 1: "request", 2: "reply" };

/** Addresses stand one after the other, in the lengths the header announces. */
function arpRows({ hardwareLength, protocolLength }: ArpHeader): readonly FieldRow<ArpHeader>[] {
  const senderProtocol = 8 + hardwareLength;
  const targetHardware = senderProtocol + protocolLength;
  return [
    {
      name: "hardwareType",
      label: "Hardware type",
      at: 0,
      length: 2,
      show: (header) => named({ 1: "Ethernet" }, header.hardwareType),
    },
    {
      name: "protocolType",
      label: "Protocol type",
      at: 2,
      length: 2,
      show: (header) => showEtherType(header.protocolType),
    },
    {
      name: "hardwareLength",
      label: "Hardware address length",
      at: 4,
      length: 1,
      show: (header) => String(header.hardwareLength),
    },
    {
      name: "protocolLength",
      label: "Protocol address length",
      at: 5,
      length: 1,
      show: (header) => String(header.protocolLength),
    },
    {
      name: "operation",
      label: "Operation",
      at: 6,
      length: 2,
      show: (header) => named(operationNames, header.operation),
    },
    {
      name: "senderHardwareAddress",
      label: "Sender hardware address",
      at: 8,
      length: hardwareLength,
      show: (header) => header.senderHardwareAddress,
    },
    {
      name: "senderProtocolAddress",
      label: "Sender protocol address",
      at: senderProtocol,
      length: protocolLength,
      show: (header) => header.senderProtocolAddress,
    },
    {
      name: "targetHardwareAddress",
      label: "Target hardware address",
      at: targetHardware,
      length: hardwareLength,
      show: (header) => header.targetHardwareAddress,
    },
    {
      name: "targetProtocolAddress",
      label: "Target protocol address",
      at: targetHardware + hardwareLength,
      length: protocolLength,
      show: (header) => header.targetProtocolAddress,
    },
  ];
}

export function arpTree({ header, offset, headerLength }: ArpLayer): TreeNode {
  return {
    name: "arp",
    label: "Address Resolution Protocol",
    value: named(operationNames, header.operation),
    offset,
    length: headerLength,
    children: fieldNodes(arpRows(header), header, offset, headerLength),
  };
}
