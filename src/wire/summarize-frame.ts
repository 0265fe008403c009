/**
 * One line per frame in the manner of tshark's default columns: the one notation for packets, in listings, in repair
 * prompts and in the report. Everything that came from the frame is escaped.
 */
import type { ArpHeader } from "./arp.js";
import { arpOperations } from "./arp.js";
import { formatDecodeError } from "./decode-error.js";
import { type DecodedFrame, type Ipv4Layer, layerOf } from "./decoded-frame.js";
import { ipProtocols } from "./ipv4.js";
import { formatLinkType } from "./link-type.js";
import { summarizeDns } from "./summarize-dns.js";
import { createTcpSummarizer, type TcpSummary } from "./summarize-tcp.js";

export interface FrameSummary {
  /** IPv4 address, or MAC address (`Broadcast` for ff:ff:ff:ff:ff:ff) where there is none; empty where there is neither. */
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
    const ethernet = layerOf(frame, "ethernet");
    const ipv4 = layerOf(frame, "ipv4");
    const { protocol, info } = describe(frame, ipv4, summarizeTcp);
    const error = frame.error === undefined ? "" : ` [${formatDecodeError(frame.error)}]`;
    return {
      source: ipv4?.header.source ?? formatMac(ethernet?.header.source),
      destination: ipv4?.header.destination ?? formatMac(ethernet?.header.destination),
      protocol,
      length: frame.length,
      info: cut(info) + error,
    };
  };
}

function describe(
  frame: DecodedFrame,
  ipv4: Ipv4Layer | undefined,
  summarizeTcp: ReturnType<typeof createTcpSummarizer>,
): { readonly protocol: string; readonly info: string } | TcpSummary {
  const arp = layerOf(frame, "arp");
  if (arp !== undefined) return { protocol: "ARP", info: summarizeArp(arp.header) };
  const tcp = layerOf(frame, "tcp");
  if (ipv4 !== undefined && tcp !== undefined)
    return summarizeTcp(ipv4, tcp, layerOf(frame, "http")?.message);
  const dns = layerOf(frame, "dns");
  if (dns !== undefined) return { protocol: "DNS", info: summarizeDns(dns.message) };
  const udp = layerOf(frame, "udp");
  if (udp !== undefined) {
    const { sourcePort, destinationPort } = udp.header;
    return { protocol: "UDP", info: `${sourcePort} → ${destinationPort} Len=${udp.payloadLength}` };
  }
  if (ipv4 !== undefined) return summarizeIpv4(ipv4);
  const ethernet = layerOf(frame, "ethernet");
  if (ethernet === undefined) return { protocol: "Raw", info: formatLinkType(frame.linkType) };
  const etherType = `0x${ethernet.header.etherType.toString(16).padStart(4, "0")}`;
  return { protocol: etherType, info: `Ethernet type ${etherType}, ${ethernet.payloadLength} octets` };
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
  2: "IGMP",
  41: "IPv6",
  47: "GRE",
  50: "ESP",
  132: "SCTP",
};

function summarizeIpv4({ header, payloadLength }: Ipv4Layer): {
  readonly protocol: string;
  readonly info: string;
} {
  const name = protocolNames[header.protocol] ?? "IPv4";
  if (header.fragmentOffset !== 0) {
    const identification = header.identification.toString(16).padStart(4, "0");
    const place = `proto=${name} ${header.protocol}, off=${header.fragmentOffset * 8}, ID=${identification}`;
    return { protocol: "IPv4", info: `Fragmented IP protocol (${place})` };
  }
  return { protocol: name, info: `IP protocol ${header.protocol}, ${payloadLength} octets` };
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
