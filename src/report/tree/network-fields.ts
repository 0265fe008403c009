/** Fields of IPv4, IPv6 and both ICMPs. */
import { formatHex } from "../../wire/bytes.js";
import type {
  ChecksumVerdict,
  Icmpv4Layer,
  Icmpv6Layer,
  Ipv4Layer,
  Ipv6Layer,
} from "../../wire/decoded-frame.js";
import type { Ipv4Header } from "../../wire/ipv4.js";
import { decodeIpv4Options, ipv4OptionTypes } from "../../wire/ipv4-options.js";
import type { Ipv6Extension, Ipv6Header } from "../../wire/ipv6.js";
import { summarizeIcmpv4, summarizeIcmpv6 } from "../../wire/summarize-icmp.js";
import { fieldNodes, hex, named, octetsText, type FieldRow, type TreeNode } from "./tree-node.js";

const protocolNames: Readonly<Record<number, string>> = {
  0: "hop-by-hop options",
  1: "ICMP",
  2: "IGMP",
  6: "TCP",
  17: "UDP",
  43: "routing",
  44: "fragment",
  47: "GRE",
  50: "ESP",
  51: "authentication",
  58: "ICMPv6",
  59: "nothing follows",
  60: "destination options",
  132: "SCTP",
  135: "mobility",
};

/** What a checksum field holds, and whether that is right. */
export function showChecksum(held: number, { checksumStatus, computedChecksum }: ChecksumVerdict): string {
  const shown = hex(held, 4);
  if (checksumStatus === "good") return `${shown}, right`;
  if (checksumStatus === "unverifiable" || computedChecksum === undefined)
    return `${shown}, cannot be checked`;
  return `${shown}, wrong: it should be ${hex(computedChecksum, 4)}`;
}

const fragmentFlagNames = [
  [4, "reserved"],
  [2, "don't fragment"],
  [1, "more fragments"],
] as const;

function showFragmentFlags(flags: number): string {
  const set = fragmentFlagNames.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return set.length === 0 ? "none" : set.join(", ");
}

function ipv4Rows(layer: Ipv4Layer): readonly FieldRow<Ipv4Header>[] {
  return [
    { name: "version", label: "Version", at: 0, length: 1, show: (header) => String(header.version) },
    {
      name: "ihl",
      label: "Header length",
      at: 0,
      length: 1,
      show: (header) => `${octetsText(header.ihl * 4)} (${header.ihl})`,
    },
    {
      name: "typeOfService",
      label: "Type of service",
      at: 1,
      length: 1,
      show: ({ typeOfService }) =>
        `${hex(typeOfService, 2)} (DSCP ${typeOfService >>> 2}, ECN ${typeOfService & 3})`,
    },
    {
      name: "totalLength",
      label: "Total length",
      at: 2,
      length: 2,
      show: (header) => String(header.totalLength),
    },
    {
      name: "identification",
      label: "Identification",
      at: 4,
      length: 2,
      show: ({ identification }) => `${hex(identification, 4)} (${identification})`,
    },
    { name: "flags", label: "Flags", at: 6, length: 1, show: (header) => showFragmentFlags(header.flags) },
    {
      name: "fragmentOffset",
      label: "Fragment offset",
      at: 6,
      length: 2,
      show: (header) => octetsText(header.fragmentOffset * 8),
    },
    { name: "ttl", label: "Time to live", at: 8, length: 1, show: (header) => String(header.ttl) },
    {
      name: "protocol",
      label: "Protocol",
      at: 9,
      length: 1,
      show: (header) => named(protocolNames, header.protocol),
    },
    {
      name: "checksum",
      label: "Header checksum",
      at: 10,
      length: 2,
      show: (header) => showChecksum(header.checksum, layer),
    },
    { name: "source", label: "Source", at: 12, length: 4, show: (header) => header.source },
    { name: "destination", label: "Destination", at: 16, length: 4, show: (header) => header.destination },
  ];
}

const optionNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(ipv4OptionTypes).map(([name, type]) => [type, name]),
);

function ipv4OptionNodes(header: Ipv4Header, offset: number): readonly TreeNode[] {
  if (header.options.length === 0) return [];
  const { options, malformedAt } = decodeIpv4Options(header.options);
  return [
    {
      name: "options",
      label: "Options",
      value: malformedAt === undefined ? "" : "malformed",
      offset,
      length: header.options.length,
      children: options.map(({ type, offset: at, data }) => ({
        name: "option",
        label: named(optionNames, type),
        value: formatHex(data),
        offset: offset + at,
        length: type <= 1 ? 1 : data.length + 2,
      })),
    },
  ];
}

export function ipv4Tree(layer: Ipv4Layer): TreeNode {
  const { header, offset, headerLength } = layer;
  return {
    name: "ipv4",
    label: "Internet Protocol version 4",
    value: `${header.source} → ${header.destination}`,
    offset,
    length: headerLength,
    children: [
      ...fieldNodes(ipv4Rows(layer), header, offset, headerLength),
      ...ipv4OptionNodes(header, offset + 20),
    ],
  };
}

const ipv6Rows: readonly FieldRow<Ipv6Header>[] = [
  { name: "version", label: "Version", at: 0, length: 1, show: (header) => String(header.version) },
  {
    name: "trafficClass",
    label: "Traffic class",
    at: 0,
    length: 2,
    show: (header) => hex(header.trafficClass, 2),
  },
  { name: "flowLabel", label: "Flow label", at: 1, length: 3, show: (header) => hex(header.flowLabel, 5) },
  {
    name: "payloadLength",
    label: "Payload length",
    at: 4,
    length: 2,
    show: (header) => String(header.payloadLength),
  },
  {
    name: "nextHeader",
    label: "Next header",
    at: 6,
    length: 1,
    show: (header) => named(protocolNames, header.nextHeader),
  },
  { name: "hopLimit", label: "Hop limit", at: 7, length: 1, show: (header) => String(header.hopLimit) },
  { name: "source", label: "Source", at: 8, length: 16, show: (header) => header.source },
  { name: "destination", label: "Destination", at: 24, length: 16, show: (header) => header.destination },
];

function showExtension(extension: Ipv6Extension): string {
  switch (extension.kind) {
    case "options":
      return `${extension.options.length} options`;
    case "routing":
      return `type ${extension.routingType}, ${extension.segmentsLeft} segments left`;
    case "fragment":
      return `${octetsText(extension.fragmentOffset * 8)} in, identification ${hex(extension.identification, 8)}${extension.moreFragments ? ", more follow" : ", the last"}`;
    case "authentication":
      return `security parameters ${hex(extension.spi, 8)}, sequence ${extension.sequenceNumber}`;
    default:
      return "";
  }
}

export function ipv6Tree({ header, offset, headerLength }: Ipv6Layer): TreeNode {
  const extensions = header.extensions.map((extension): TreeNode => ({
    name: "extensions",
    label: named(protocolNames, extension.nextHeaderNumber),
    value: showExtension(extension),
    offset: extension.offset,
    length: extension.length,
  }));
  return {
    name: "ipv6",
    label: "Internet Protocol version 6",
    value: `${header.source} → ${header.destination}`,
    offset,
    length: headerLength,
    children: [...fieldNodes(ipv6Rows, header, offset, headerLength), ...extensions],
  };
}

/** Type, code and checksum are alike in both; the rest is what the type makes of it. */
export function icmpTree(layer: Icmpv4Layer | Icmpv6Layer): TreeNode {
  const { header, offset, headerLength, protocol } = layer;
  const isFirst = protocol === "icmpv4";
  // The hop limit of the packet is not ICMP's: its own words come before it.
  const summary = isFirst ? summarizeIcmpv4(layer, 0) : summarizeIcmpv6(layer, 0);
  const rows: readonly FieldRow<{
    readonly type: number;
    readonly code: number;
    readonly checksum: number;
  }>[] = [
    { name: "type", label: "Type", at: 0, length: 1, show: ({ type }) => String(type) },
    { name: "code", label: "Code", at: 1, length: 1, show: ({ code }) => String(code) },
    {
      name: "checksum",
      label: "Checksum",
      at: 2,
      length: 2,
      show: ({ checksum }) => showChecksum(checksum, layer),
    },
  ];
  return {
    name: protocol,
    label: isFirst ? "Internet Control Message Protocol" : "ICMP for IPv6",
    value: summary.replace(/,? (?:ttl|hop limit)=0.*$/u, ""),
    offset,
    length: headerLength,
    children: [...fieldNodes(rows, header, offset, headerLength), ...bodyNodes(layer)],
  };
}

/** Numbers of the body, in words; where each stands is not told apart. */
function bodyNodes({ header, offset, headerLength }: Icmpv4Layer | Icmpv6Layer): readonly TreeNode[] {
  const { kind, ...numbers } = header.body;
  const texts = Object.entries(numbers)
    .filter(
      ([, value]) => typeof value === "number" || typeof value === "string" || typeof value === "boolean",
    )
    .map(([name, value]) => `${inWords(name)} ${String(value)}`);
  if (texts.length === 0) return [];
  return [
    {
      name: "body",
      label: inWords(kind),
      value: texts.join(", "),
      offset: offset + 4,
      length: headerLength - 4,
    },
  ];
}

/** `sequenceNumber` → `sequence number`. */
function inWords(name: string): string {
  return name.replaceAll("-", " ").replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}
