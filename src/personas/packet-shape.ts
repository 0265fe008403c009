import type { Framing } from "../contracts/framing.js";
import type { ScriptLayer } from "../interpreter/script-layer.js";
import { formatHardwareAddress, formatIpv4 } from "../wire/address-text.js";
import { arpOperations } from "../wire/arp.js";
import { icmpv4Types } from "../wire/icmpv4.js";
import { tcpFlags } from "../wire/tcp.js";

/** Who sent a packet, as the client's capture sees it. */
export type Side = "client" | "peer";

export function otherSide(side: Side): Side {
  return side === "client" ? "peer" : "client";
}

export interface Ports {
  readonly source: number;
  readonly destination: number;
}

/** A TCP segment, without what the fill decides. */
export interface SegmentShape {
  readonly ports: Ports;
  /** 9 bits. */
  readonly flags: number;
  /** Octets after the TCP header. */
  readonly payloadLength: number;
}

/** What the fill has to know of a packet before it sets anything: read as Scapy would send it. */
export interface PacketShape {
  readonly sender: Side;
  /** False where an address of an IP packet is neither host's: then the sender may be a guess. */
  readonly isInScenario: boolean;
  /** Text of source and destination of the IP packet or the ARP packet, where they are set. */
  readonly source: string | undefined;
  readonly destination: string | undefined;
  readonly segment?: SegmentShape;
  readonly datagram?: { readonly ports: Ports };
  /** An echo message of ICMP (RFC 792). */
  readonly echo?: "request" | "reply";
}

/** `payloadLengthAfter` tells how many octets come after a layer of the packet. */
export function readPacketShape(
  layers: readonly ScriptLayer[],
  framing: Framing,
  payloadLengthAfter: (layerIndex: number) => number,
): PacketShape {
  const { source, destination } = addresses(layers);
  const ends = { source, destination, ...senderOf(layers, source, destination, framing) };
  // Scapy's default ports: what goes out when the script names none.
  for (const [index, layer] of layers.entries()) {
    if (layer.name === "TCP") {
      const { sourcePort = 20, destinationPort = 80, flags = tcpFlags.syn } = layer.fields;
      const ports = { source: sourcePort, destination: destinationPort };
      return { ...ends, segment: { ports, flags, payloadLength: payloadLengthAfter(index) } };
    }
    if (layer.name === "UDP") {
      const { sourcePort = 53, destinationPort = 53 } = layer.fields;
      return { ...ends, datagram: { ports: { source: sourcePort, destination: destinationPort } } };
    }
    if (layer.name === "ICMP") {
      const { type = icmpv4Types.echoRequest } = layer.fields;
      if (type === icmpv4Types.echoRequest) return { ...ends, echo: "request" };
      if (type === icmpv4Types.echoReply) return { ...ends, echo: "reply" };
    }
  }
  return ends;
}

function addresses(layers: readonly ScriptLayer[]): {
  source: string | undefined;
  destination: string | undefined;
} {
  for (const layer of layers) {
    if (layer.name === "IP") {
      return { source: ipv4Text(layer.fields.source), destination: ipv4Text(layer.fields.destination) };
    }
    if (layer.name === "ARP") {
      const { senderProtocolAddress, targetProtocolAddress } = layer.fields;
      return { source: ipv4Text(senderProtocolAddress), destination: ipv4Text(targetProtocolAddress) };
    }
  }
  return { source: undefined, destination: undefined };
}

function senderOf(
  layers: readonly ScriptLayer[],
  source: string | undefined,
  destination: string | undefined,
  { client, peer }: Framing,
): { sender: Side; isInScenario: boolean } {
  const isHost = (address: string | undefined) =>
    address === undefined || address === client.ip || address === peer.ip;
  const isIp = layers.some((layer) => layer.name === "IP");
  // Who asks for whom by ARP is for the rules of the conversation to judge.
  const isInScenario = !isIp || (isHost(source) && isHost(destination));
  if (source === client.ip) return { sender: "client", isInScenario };
  if (source === peer.ip) return { sender: "peer", isInScenario };
  if (senderHardware(layers) === client.mac) return { sender: "client", isInScenario };
  if (destination === client.ip) return { sender: "peer", isInScenario };
  const arp = layers.find((layer) => layer.name === "ARP");
  const isReply = arp !== undefined && arp.fields.operation === arpOperations.reply;
  return { sender: isReply ? "peer" : "client", isInScenario };
}

function senderHardware(layers: readonly ScriptLayer[]): string | undefined {
  for (const layer of layers) {
    const address = layer.name === "Ether" ? layer.fields.source : undefined;
    const text = hardwareText(
      address ?? (layer.name === "ARP" ? layer.fields.senderHardwareAddress : undefined),
    );
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Text of an address field; undefined where it is unset or has no four octets. */
export function ipv4Text(address: string | Uint8Array | undefined): string | undefined {
  if (address === undefined || typeof address === "string") return address;
  return address.length === 4 ? formatIpv4(address) : undefined;
}

function hardwareText(address: string | Uint8Array | undefined): string | undefined {
  if (address === undefined) return undefined;
  return typeof address === "string" ? address.toLowerCase() : formatHardwareAddress(address);
}
