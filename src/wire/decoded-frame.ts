/** What `decodeFrame` answers: the layers of one frame, outermost first, with their places in it. */
import type { ArpHeader } from "./arp.js";
import type { DecodeError } from "./decode-error.js";
import type { DhcpMessage } from "./dhcp.js";
import type { DnsMessage } from "./dns.js";
import type { EthernetHeader } from "./ethernet.js";
import type { HttpHead } from "./http.js";
import type { Icmpv4Header } from "./icmpv4.js";
import type { Icmpv6Header } from "./icmpv6.js";
import type { Ipv4Header } from "./ipv4.js";
import type { Ipv6Header } from "./ipv6.js";
import type { LinuxCookedHeader } from "./linux-cooked.js";
import type { LoopbackHeader } from "./loopback.js";
import type { TcpHeader } from "./tcp.js";
import type { UdpHeader } from "./udp.js";
import type { VlanHeader } from "./vlan.js";

/** `unverifiable`: fragment, cut frame, no pseudo-header, or a UDP checksum of 0, which says that there is none. */
export type ChecksumStatus = "good" | "bad" | "unverifiable";

/** Where a layer lies, in octets from the start of the frame. */
export interface LayerPlace {
  readonly offset: number;
  readonly headerLength: number;
  readonly payloadOffset: number;
  /** What the layer carries, as limited by its own length field and by the frame; trailers are not part of it. */
  readonly payloadLength: number;
}

export interface ChecksumVerdict {
  readonly checksumStatus: ChecksumStatus;
  /** What the field should hold; absent where that cannot be known. */
  readonly computedChecksum?: number;
}

export interface EthernetLayer extends LayerPlace {
  readonly protocol: "ethernet";
  readonly header: EthernetHeader;
}
/** An IEEE 802.1Q tag; several may follow each other. Which kind it is says the EtherType before it. */
export interface VlanLayer extends LayerPlace {
  readonly protocol: "vlan";
  readonly header: VlanHeader;
}
/** Linux's cooked capture, version 1 or 2. */
export interface LinuxCookedLayer extends LayerPlace {
  readonly protocol: "sll";
  readonly header: LinuxCookedHeader;
}
/** The address family that BSD's loopback puts before a packet. */
export interface LoopbackLayer extends LayerPlace {
  readonly protocol: "loopback";
  readonly header: LoopbackHeader;
}
export interface ArpLayer extends LayerPlace {
  readonly protocol: "arp";
  readonly header: ArpHeader;
}
export interface Ipv4Layer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "ipv4";
  readonly header: Ipv4Header;
}
/** `headerLength` covers the extension headers, so that the payload is what `upperProtocol` names. */
export interface Ipv6Layer extends LayerPlace {
  readonly protocol: "ipv6";
  readonly header: Ipv6Header;
}
/** The payload is what follows the header's 8 octets: echo data, or the quoted datagram. */
export interface Icmpv4Layer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "icmpv4";
  readonly header: Icmpv4Header;
  /** Of an error: the datagram it answers. */
  readonly quoted?: QuotedDatagram;
}
/** `headerLength` covers the fixed fields of the type; neighbor discovery's options lie in the payload. */
export interface Icmpv6Layer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "icmpv6";
  readonly header: Icmpv6Header;
  readonly quoted?: QuotedDatagram;
}
export interface UdpLayer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "udp";
  readonly header: UdpHeader;
}
export interface TcpLayer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "tcp";
  readonly header: TcpHeader;
}
/**
 * The message is the whole UDP payload: `headerLength` covers what was read, the payload is what follows it. Over TCP, one
 * that fills its segment together with its length field; others are taken from the stream, by `readDnsStream`.
 */
export interface DnsLayer extends LayerPlace {
  readonly protocol: "dns";
  readonly message: DnsMessage;
}
/** BOOTP and DHCP; the message is the whole UDP payload. */
export interface DhcpLayer extends LayerPlace {
  readonly protocol: "dhcp";
  readonly message: DhcpMessage;
}
/** A head that lies whole in one segment; the payload is the part of the body in the same segment. */
export interface HttpLayer extends LayerPlace {
  readonly protocol: "http";
  readonly message: HttpHead;
}
/** What no decoder took; never empty. */
export interface RawLayer extends LayerPlace {
  readonly protocol: "raw";
  readonly bytes: Uint8Array;
}

export type DecodedLayer =
  | EthernetLayer
  | VlanLayer
  | LinuxCookedLayer
  | LoopbackLayer
  | ArpLayer
  | Ipv4Layer
  | Ipv6Layer
  | Icmpv4Layer
  | Icmpv6Layer
  | UdpLayer
  | TcpLayer
  | DnsLayer
  | DhcpLayer
  | HttpLayer
  | RawLayer;

export type NetworkLayer = Ipv4Layer | Ipv6Layer;

/**
 * The datagram that an ICMP error answers, as much of it as was quoted (RFC 792 asks for 64 bits after the header, RFC 1812
 * and RFC 4443 for more). It is not among the frame's own layers, so that `layerOf` never mistakes it for them.
 */
export interface QuotedDatagram {
  /** Network header, then the transport as far as it was quoted; places count in the frame. */
  readonly layers: readonly DecodedLayer[];
  /** Of TCP and UDP, where at least 4 octets of the transport header are here. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Of TCP, where at least 8 are. */
  readonly sequenceNumber?: number;
  /** A quotation ends early by design: only what contradicts itself is an error. */
  readonly error?: DecodeError;
}

/** The last octets of a frame whose capture keeps them (IEEE 802.3 section 3.2.9: CRC-32). */
export interface FrameCheckSequence extends ChecksumVerdict {
  /** As they stand. */
  readonly bytes: Uint8Array;
}

export interface DecodedFrame {
  /** From 1, where the caller counted. */
  readonly frameNumber?: number;
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** Octets on the wire: more than `bytes` has where the capture cut the frame. */
  readonly length: number;
  /** Outermost first; those understood before `error`, too. */
  readonly layers: readonly DecodedLayer[];
  /** What the innermost layer carries: the `raw` layer's bytes, an HTTP body's part, or nothing. A view, not a copy. */
  readonly payload: Uint8Array;
  /** Octets after what the packet's own length says, frame check sequence aside: Ethernet padding. */
  readonly trailerLength: number;
  /** Where the capture says that frames have one and the frame is whole. */
  readonly frameCheckSequence?: FrameCheckSequence;
  readonly error?: DecodeError;
}

/** The outermost layer of that protocol, if the frame has one: `layerOf(frame, "tcp")?.header.flags`. */
export function layerOf<P extends DecodedLayer["protocol"]>(
  frame: DecodedFrame,
  protocol: P,
): Extract<DecodedLayer, { protocol: P }> | undefined {
  for (const layer of frame.layers) {
    if (layer.protocol === protocol) return layer as Extract<DecodedLayer, { protocol: P }>;
  }
  return undefined;
}

/** The IPv4 or IPv6 layer: both have `header.source` and `header.destination`. */
export function networkLayerOf(frame: DecodedFrame): NetworkLayer | undefined {
  for (const layer of frame.layers) {
    if (layer.protocol === "ipv4" || layer.protocol === "ipv6") return layer;
  }
  return undefined;
}

/** The IP protocol number of what the packet carries, after any extension headers. */
export function carriedProtocol(network: NetworkLayer): number {
  return network.protocol === "ipv4" ? network.header.protocol : network.header.upperProtocol;
}

/** IPv4's time to live, IPv6's hop limit. */
export function hopLimitOf(network: NetworkLayer): number {
  return network.protocol === "ipv4" ? network.header.ttl : network.header.hopLimit;
}

/** The octets a layer carries: a view into the frame. */
export function payloadOf(frame: DecodedFrame, layer: LayerPlace): Uint8Array {
  return frame.bytes.subarray(layer.payloadOffset, layer.payloadOffset + layer.payloadLength);
}
