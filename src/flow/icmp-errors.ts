/**
 * ICMP errors set against the datagrams that the capture shows: an error quotes one that passed before (RFC 1122 section
 * 3.2.2, RFC 4443 section 2.4). Of each datagram only a number made of its addresses and ports is remembered, so that a rare
 * coincidence lets an error pass, and never faults one.
 */
import { readU32 } from "../wire/bytes.js";
import {
  carriedProtocol,
  type DecodedFrame,
  type Icmpv4Layer,
  type Icmpv6Layer,
  type NetworkLayer,
} from "../wire/decoded-frame.js";
import { ipProtocols } from "../wire/ipv4.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowFrame } from "./flow-frame.js";

/** An ICMP error and what the capture knows of the datagram it quotes. */
export interface SeenIcmpError {
  readonly frameNumber: number;
  readonly protocol: "icmpv4" | "icmpv6";
  readonly type: number;
  readonly code: number;
  /** Who reports, and whom. */
  readonly source: string;
  readonly destination: string;
  /** The quoted datagram's addresses. */
  readonly quotedSource: string;
  readonly quotedDestination: string;
  readonly quotedProtocol: number;
  /** Ports of TCP and UDP; identifier and sequence number of an echo request, undefined of others. */
  readonly quotedNumbers: readonly [number, number] | undefined;
  /** A datagram with these addresses and numbers has passed before. */
  readonly isQuotedSeen: boolean;
  /** The capture has shown packets of the quoted sender before, so that it would have shown the datagram too. */
  readonly isSenderSeen: boolean;
}

/** Numbers remembered, of datagrams and of senders; beyond, the older half is forgotten and nothing is judged for a while. */
const remembered = 65_536;

export class IcmpErrors {
  private datagrams = new Set<number>();
  private senders = new Set<number>();
  /** Something was forgotten: what is not remembered may have passed. */
  private isForgetful = false;
  private last = 0;

  constructor(private readonly listener: FlowListener) {}

  /** Every packet but errors; `network` is its network header. */
  packet({ bytes }: DecodedFrame, network: NetworkLayer): void {
    const datagram = digest(bytes, network);
    if (datagram === this.last) return;
    this.last = datagram;
    if (this.datagrams.size >= remembered) {
      this.datagrams = new Set();
      this.senders = new Set();
      this.isForgetful = true;
    }
    this.datagrams.add(datagram);
    this.senders.add(senderDigest(bytes, network));
  }

  /** An error with its quotation; it is no datagram that others quote. */
  error(frame: FlowFrame, network: NetworkLayer, icmp: Icmpv4Layer | Icmpv6Layer): void {
    const { quoted } = icmp;
    const inner = quoted?.layers[0];
    if (quoted === undefined || (inner?.protocol !== "ipv4" && inner?.protocol !== "ipv6")) return;
    const { bytes } = frame.decoded;
    this.listener.emit("icmpError", {
      frameNumber: frame.frameNumber,
      protocol: icmp.protocol,
      type: icmp.header.type,
      code: icmp.header.code,
      source: network.header.source,
      destination: network.header.destination,
      quotedSource: inner.header.source,
      quotedDestination: inner.header.destination,
      quotedProtocol: carriedProtocol(inner),
      quotedNumbers: numbersOf(bytes, inner),
      isQuotedSeen: this.isForgetful || this.datagrams.has(digest(bytes, inner)),
      isSenderSeen: !this.isForgetful && this.senders.has(senderDigest(bytes, inner)),
    });
  }
}

/** Addresses and protocol, and where they lie at the start of the payload the ports, or an echo's numbers: FNV-1a by words. */
function digest(bytes: Uint8Array, network: NetworkLayer): number {
  const protocol = carriedProtocol(network);
  const { offset } = network;
  let hash =
    network.protocol === "ipv4"
      ? wordDigest(bytes, offset + 12, offset + 20)
      : wordDigest(bytes, offset + 8, offset + 40);
  hash = Math.imul(hash ^ protocol, 0x01000193);
  const numbers = numbersAt(network, protocol);
  if (numbers !== undefined) hash = Math.imul(hash ^ readU32(bytes, numbers), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 1;
}

function senderDigest(bytes: Uint8Array, { protocol, offset }: NetworkLayer): number {
  const [start, end] = protocol === "ipv4" ? [offset + 12, offset + 16] : [offset + 8, offset + 24];
  return wordDigest(bytes, start, end) >>> 1;
}

function wordDigest(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 4) {
    hash = Math.imul(hash ^ readU32(bytes, at), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** Where the ports, or an echo's identifier and sequence number, stand; undefined in a later fragment and elsewhere. */
function numbersAt(network: NetworkLayer, protocol: number): number | undefined {
  if (isLaterFragment(network)) return undefined;
  if (protocol === ipProtocols.tcp || protocol === ipProtocols.udp) return network.payloadOffset;
  if (protocol === ipProtocols.icmp || protocol === ipProtocols.icmpv6) return network.payloadOffset + 4;
  return undefined;
}

function numbersOf(bytes: Uint8Array, network: NetworkLayer): readonly [number, number] | undefined {
  const at = numbersAt(network, carriedProtocol(network));
  if (at === undefined || at + 4 > network.payloadOffset + network.payloadLength) return undefined;
  const word = (index: number) => ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  return [word(at), word(at + 2)];
}

function isLaterFragment(network: NetworkLayer): boolean {
  if (network.protocol === "ipv4") return network.header.fragmentOffset > 0;
  if (network.header.extensions.length === 0) return false;
  return network.header.extensions.some(
    (extension) => extension.kind === "fragment" && extension.fragmentOffset > 0,
  );
}
