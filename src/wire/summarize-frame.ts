/**
 * One line per frame in the manner of tshark's default columns: the one notation for packets, in listings, in repair
 * prompts and in the report. Everything that came from the frame is escaped.
 */
import type { ArpHeader } from "./arp.js";
import { arpOperations } from "./arp.js";
import { formatDecodeError } from "./decode-error.js";
import {
  carriedProtocol,
  type DecodedFrame,
  hopLimitOf,
  layerOf,
  type NetworkLayer,
  networkLayerOf,
  type UdpLayer,
} from "./decoded-frame.js";
import { ipProtocols } from "./ipv4.js";
import { ipv6FragmentOf } from "./ipv6.js";
import { formatLinkType } from "./link-type.js";
import { summarizeDhcp } from "./summarize-dhcp.js";
import { summarizeDns } from "./summarize-dns.js";
import { summarizeIcmpv4, summarizeIcmpv6 } from "./summarize-icmp.js";
import { createTcpSummarizer, type TcpSummary } from "./summarize-tcp.js";

export interface FrameSummary {
  /** IP address, or MAC address (`Broadcast` for ff:ff:ff:ff:ff:ff) where there is none; empty where there is neither. */
  readonly source: string;
  readonly destination: string;
  /** The innermost protocol, in Wireshark's spelling. */
  readonly protocol: string;
  /** Octets on the wire. */
  readonly length: number;
  readonly info: string;
}

/** Characters of `info` at most: a hostile name or path is cut. */
const maximumInfoLength = 400;

/**
 * A summarizer for the frames of one capture, to be called in their order: it keeps what relative numbers and windows
 * need, per TCP connection.
 */
export function createFrameSummarizer(): (frame: DecodedFrame) => FrameSummary {
  const summarizeTcp = createTcpSummarizer();
  return (frame) => {
    const network = networkLayerOf(frame);
    const { protocol, info } = describe(frame, network, summarizeTcp);
    const error = frame.error === undefined ? "" : ` [${formatDecodeError(frame.error)}]`;
    return {
      source: network?.header.source ?? linkSource(frame),
      destination: network?.header.destination ?? formatMac(layerOf(frame, "ethernet")?.header.destination),
      protocol,
      length: frame.length,
      info: cut(info) + error,
    };
  };
}

function linkSource(frame: DecodedFrame): string {
  return formatMac(layerOf(frame, "ethernet")?.header.source ?? layerOf(frame, "sll")?.header.address);
}

interface Line {
  readonly protocol: string;
  readonly info: string;
}

function describe(
  frame: DecodedFrame,
  network: NetworkLayer | undefined,
  summarizeTcp: ReturnType<typeof createTcpSummarizer>,
): Line | TcpSummary {
  if (network === undefined) return describeLink(frame);
  const tcp = layerOf(frame, "tcp");
  if (tcp !== undefined) return summarizeTcp(network, tcp, layerOf(frame, "http")?.message);
  const udp = layerOf(frame, "udp");
  if (udp !== undefined) return describeUdp(frame, udp);
  const icmpv4 = layerOf(frame, "icmpv4");
  if (icmpv4 !== undefined) return { protocol: "ICMP", info: summarizeIcmpv4(icmpv4, hopLimitOf(network)) };
  const icmpv6 = layerOf(frame, "icmpv6");
  if (icmpv6 !== undefined) return { protocol: "ICMPv6", info: summarizeIcmpv6(icmpv6, hopLimitOf(network)) };
  return summarizePacket(network);
}

function describeUdp(frame: DecodedFrame, { header, payloadLength }: UdpLayer): Line {
  const dns = layerOf(frame, "dns");
  if (dns !== undefined) return { protocol: "DNS", info: summarizeDns(dns.message) };
  const dhcp = layerOf(frame, "dhcp");
  if (dhcp !== undefined) return summarizeDhcp(dhcp.message);
  const { sourcePort, destinationPort } = header;
  return { protocol: "UDP", info: `${sourcePort} → ${destinationPort} Len=${payloadLength}` };
}

/** A frame that carries no IP packet. */
function describeLink(frame: DecodedFrame): Line {
  const arp = layerOf(frame, "arp");
  if (arp !== undefined) return { protocol: "ARP", info: summarizeArp(arp.header) };
  const tag = frame.layers.findLast((layer) => layer.protocol === "vlan");
  const carrier = tag ?? layerOf(frame, "ethernet");
  if (carrier !== undefined) {
    const etherType = hexType(carrier.header.etherType);
    return { protocol: etherType, info: `Ethernet type ${etherType}, ${carrier.payloadLength} octets` };
  }
  const cooked = layerOf(frame, "sll");
  if (cooked === undefined) return { protocol: "Raw", info: formatLinkType(frame.linkType) };
  const type = hexType(cooked.header.protocolType);
  return { protocol: type, info: `protocol type ${type}, ${cooked.payloadLength} octets` };
}

function hexType(type: number): string {
  return `0x${type.toString(16).padStart(4, "0")}`;
}

function summarizeArp(arp: ArpHeader): string {
  const { operation, senderProtocolAddress: sender, targetProtocolAddress: target } = arp;
  if (operation === arpOperations.request) {
    if (sender === target) return `ARP Announcement for ${sender}`;
    return sender === "0.0.0.0" ? `Who has ${target}? (ARP Probe)` : `Who has ${target}? Tell ${sender}`;
  }
  if (operation === arpOperations.reply) return `${sender} is at ${arp.senderHardwareAddress}`;
  return `ARP operation ${operation}, ${sender} to ${target}`;
}

const protocolNames: Readonly<Record<number, string>> = {
  [ipProtocols.icmp]: "ICMP",
  [ipProtocols.tcp]: "TCP",
  [ipProtocols.udp]: "UDP",
  [ipProtocols.icmpv6]: "ICMPv6",
  2: "IGMP",
  41: "IPv6",
  47: "GRE",
  50: "ESP",
  132: "SCTP",
};

function summarizePacket(network: NetworkLayer): Line {
  const number = carriedProtocol(network);
  const name = protocolNames[number] ?? (network.protocol === "ipv4" ? "IPv4" : "IPv6");
  const fragment = fragmentOf(network);
  if (fragment !== undefined && fragment.offset !== 0) {
    const place = `off=${fragment.offset * 8}, ID=${fragment.identification}`;
    return network.protocol === "ipv4"
      ? { protocol: "IPv4", info: `Fragmented IP protocol (proto=${name} ${number}, ${place})` }
      : { protocol: "IPv6", info: `IPv6 fragment (nxt=${name} (${number}) ${place})` };
  }
  return { protocol: name, info: `IP protocol ${number}, ${network.payloadLength} octets` };
}

/** Offset in units of 8 octets, and the identification as tshark writes it. */
function fragmentOf(
  network: NetworkLayer,
): { readonly offset: number; readonly identification: string } | undefined {
  if (network.protocol === "ipv4") {
    const { fragmentOffset: offset, identification } = network.header;
    return { offset, identification: identification.toString(16).padStart(4, "0") };
  }
  const fragment = ipv6FragmentOf(network.header);
  if (fragment === undefined) return undefined;
  return { offset: fragment.fragmentOffset, identification: `0x${fragment.identification.toString(16)}` };
}

function formatMac(address: string | undefined): string {
  return address === "ff:ff:ff:ff:ff:ff" ? "Broadcast" : (address ?? "");
}

function cut(info: string): string {
  return info.length <= maximumInfoLength ? info : `${info.slice(0, maximumInfoLength - 1)}…`;
}

/** `192.168.1.23 → 192.168.1.1 DNS 75 Standard query 0xbae6 A www.example.org`: a summary on one line. */
export function formatSummaryLine(summary: FrameSummary): string {
  const { source, destination, protocol, length, info } = summary;
  return `${source} → ${destination} ${protocol} ${length} ${info}`;
}
