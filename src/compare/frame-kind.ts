/** What kind of frame a frame is, and which conversation it belongs to. */
import { type DecodedFrame, layerOf, networkLayerOf, type TcpLayer } from "../wire/decoded-frame.js";
import { icmpv4Types } from "../wire/icmpv4.js";
import { tcpFlags } from "../wire/tcp.js";

export interface FrameKind {
  /** `TCP SYN`, `ARP request`, `DNS answer`: with the direction, the class that tests are sought in. */
  readonly name: string;
  readonly protocol: "TCP" | "UDP" | "DNS" | "ICMP" | "ARP" | "other";
  readonly source: string;
  readonly destination: string;
  /** The same for both directions; for no other conversation but one with the same ports later. */
  readonly key: string;
  /** Where it can only be an answer: the other side began, whether that was seen or not. */
  readonly isAnswer: boolean;
}

const icmpNames: Readonly<Record<number, string>> = {
  [icmpv4Types.echoReply]: "ICMP echo reply",
  [icmpv4Types.destinationUnreachable]: "ICMP unreachable",
  [icmpv4Types.redirect]: "ICMP redirect",
  [icmpv4Types.echoRequest]: "ICMP echo request",
  [icmpv4Types.timeExceeded]: "ICMP time exceeded",
};

export function frameKindOf(frame: DecodedFrame): FrameKind {
  const arp = layerOf(frame, "arp")?.header;
  if (arp !== undefined) {
    const isAnswer = arp.operation === 2;
    const ends = [arp.senderProtocolAddress, arp.targetProtocolAddress] as const;
    return kind(isAnswer ? "ARP reply" : "ARP request", "ARP", ends, isAnswer);
  }
  const network = networkLayerOf(frame);
  if (network === undefined) return linkKind(frame);
  const ends = [network.header.source, network.header.destination] as const;
  const family = network.protocol === "ipv6" ? "IPv6 " : "";
  const tcp = layerOf(frame, "tcp");
  if (tcp !== undefined) {
    const { sourcePort, destinationPort, flags } = tcp.header;
    const isAnswer = (flags & tcpFlags.syn) !== 0 && (flags & tcpFlags.ack) !== 0;
    return kind(family + segmentName(frame, tcp), "TCP", ends, isAnswer, [sourcePort, destinationPort]);
  }
  const udp = layerOf(frame, "udp")?.header;
  if (udp !== undefined) {
    const dns = layerOf(frame, "dns")?.message;
    const ports = [udp.sourcePort, udp.destinationPort] as const;
    if (dns === undefined) return kind(`${family}UDP`, "UDP", ends, false, ports);
    return kind(`${family}DNS ${dns.qr === 1 ? "answer" : "query"}`, "DNS", ends, dns.qr === 1, ports);
  }
  const icmp = layerOf(frame, "icmpv4")?.header;
  if (icmp === undefined) return kind(`${family}IP`, "other", ends, false);
  const identifier = icmp.body.kind === "echo" ? icmp.body.identifier : -1;
  const isAnswer = icmp.type === icmpv4Types.echoReply;
  const name = icmpNames[icmp.type] ?? `ICMP type ${String(icmp.type)}`;
  return kind(name, "ICMP", ends, isAnswer, [identifier, identifier]);
}

function segmentName(frame: DecodedFrame, { header, payloadLength }: TcpLayer): string {
  const has = (flag: keyof typeof tcpFlags): boolean => (header.flags & tcpFlags[flag]) !== 0;
  if (has("rst")) return "TCP RST";
  if (has("syn")) return has("ack") ? "TCP SYN-ACK" : "TCP SYN";
  if (has("fin")) return "TCP FIN";
  if (payloadLength === 0) return "TCP ACK";
  const http = layerOf(frame, "http")?.message.kind;
  return http === undefined ? "TCP data" : `HTTP ${http}`;
}

function linkKind(frame: DecodedFrame): FrameKind {
  const ethernet = layerOf(frame, "ethernet")?.header;
  const ends = [ethernet?.source ?? "", ethernet?.destination ?? ""] as const;
  return kind("other frame", "other", ends, false);
}

function kind(
  name: string,
  protocol: FrameKind["protocol"],
  [source, destination]: readonly [string, string],
  isAnswer: boolean,
  [sourcePort, destinationPort]: readonly [number, number] = [0, 0],
): FrameKind {
  const from = `${source} ${String(sourcePort)}`;
  const to = `${destination} ${String(destinationPort)}`;
  const key = `${protocol} ${from < to ? `${from} ${to}` : `${to} ${from}`}`;
  return { name, protocol, source, destination, key, isAnswer };
}
