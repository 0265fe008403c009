/** What `decodeFrame` answers: the layers of one frame, outermost first, with their places in it. */
import type { ArpHeader } from "./arp.js";
import type { DecodeError } from "./decode-error.js";
import type { DnsMessage } from "./dns.js";
import type { EthernetHeader } from "./ethernet.js";
import type { HttpHead } from "./http.js";
import type { Ipv4Header } from "./ipv4.js";
import type { TcpHeader } from "./tcp.js";
import type { UdpHeader } from "./udp.js";

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
export interface ArpLayer extends LayerPlace {
  readonly protocol: "arp";
  readonly header: ArpHeader;
}
export interface Ipv4Layer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "ipv4";
  readonly header: Ipv4Header;
}
export interface UdpLayer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "udp";
  readonly header: UdpHeader;
}
export interface TcpLayer extends LayerPlace, ChecksumVerdict {
  readonly protocol: "tcp";
  readonly header: TcpHeader;
}
/** The message is the whole UDP payload: `headerLength` covers what was read, the payload is what follows it. */
export interface DnsLayer extends LayerPlace {
  readonly protocol: "dns";
  readonly message: DnsMessage;
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
  EthernetLayer | ArpLayer | Ipv4Layer | UdpLayer | TcpLayer | DnsLayer | HttpLayer | RawLayer;

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
  /** Octets after what IPv4 or ARP says its packet has: Ethernet padding. */
  readonly trailerLength: number;
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

/** The octets a layer carries: a view into the frame. */
export function payloadOf(frame: DecodedFrame, layer: LayerPlace): Uint8Array {
  return frame.bytes.subarray(layer.payloadOffset, layer.payloadOffset + layer.payloadLength);
}
