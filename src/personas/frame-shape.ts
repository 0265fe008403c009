import { type DecodedFrame, layerOf } from "../wire/decoded-frame.js";
import { icmpv4Types } from "../wire/icmpv4.js";
import type { PacketShape, Side } from "./packet-shape.js";

export interface FrameShape {
  readonly shape: PacketShape;
  /** Text of the two IPv4 addresses. */
  readonly source: string;
  readonly destination: string;
}

/** A frame as the fill sees a packet; undefined for what is neither ARP, TCP, UDP nor an echo message over IPv4. */
export function readFrameShape(frame: DecodedFrame, clientIp: string): FrameShape | undefined {
  const arp = layerOf(frame, "arp")?.header;
  const ip = layerOf(frame, "ipv4")?.header;
  const source = arp?.senderProtocolAddress ?? ip?.source;
  const destination = arp?.targetProtocolAddress ?? ip?.destination;
  if (source === undefined || destination === undefined) return undefined;
  const sender: Side = source === clientIp ? "client" : "peer";
  const ends = { sender, isInScenario: true, source, destination };
  const tcp = layerOf(frame, "tcp");
  const udp = layerOf(frame, "udp")?.header;
  const icmp = layerOf(frame, "icmpv4")?.header;
  if (tcp !== undefined) {
    const { sourcePort, destinationPort, flags } = tcp.header;
    const ports = { source: sourcePort, destination: destinationPort };
    const segment = { ports, flags, payloadLength: tcp.payloadLength };
    return { shape: { ...ends, segment }, source, destination };
  }
  if (udp !== undefined) {
    const ports = { source: udp.sourcePort, destination: udp.destinationPort };
    return { shape: { ...ends, datagram: { ports } }, source, destination };
  }
  if (icmp?.type === icmpv4Types.echoRequest || icmp?.type === icmpv4Types.echoReply) {
    const echo = icmp.type === icmpv4Types.echoRequest ? "request" : "reply";
    return { shape: { ...ends, echo }, source, destination };
  }
  return arp === undefined ? undefined : { shape: ends, source, destination };
}

/** `key`: the same for both directions of a conversation. `socket`: of one. */
export function conversationOf({ shape, source, destination }: FrameShape): { key: string; socket: string } {
  const ends = [portText(source, shape, "source"), portText(destination, shape, "destination")];
  return { key: [...ends].sort().join(" "), socket: ends.join(" ") };
}

function portText(
  ip: string,
  { segment, datagram, echo }: PacketShape,
  end: "source" | "destination",
): string {
  const ports = segment?.ports ?? datagram?.ports;
  const protocol =
    segment !== undefined ? "tcp" : datagram !== undefined ? "udp" : echo === undefined ? "arp" : "icmp";
  return `${protocol} ${ip}:${String(ports?.[end])}`;
}
