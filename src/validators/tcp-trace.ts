import type { TcpConversation, TcpFrame } from "../flow/conversation.js";
import { addToSequence, isSequenceBefore, laterSequence, sequenceDistance } from "../wire/seqnum.js";
import { tcpFlags, type TcpHeader } from "../wire/tcp.js";
import type { TcpOption } from "../wire/tcp-options.js";

/**
 * One walk over a connection (RFC 9293 section 3.3), so that every TCP rule reads the same account of it. An observation
 * holds what was known *before* its segment: asking changes nothing, only the walk moves the state.
 */
export interface TcpTrace {
  readonly conversation: TcpConversation;
  readonly observations: readonly TcpObservation[];
  readonly client: TcpSide;
  readonly server: TcpSide;
}

/**
 * How a segment continues what its sender sent. `first`: nothing known before. `gap`: octets missing. `repeat`: nothing new.
 * `overlap`: old and new. `keep-alive`: one octet back and at most one octet long (RFC 9293 section 3.8.4).
 */
export type Continuity = "first" | "in-order" | "gap" | "repeat" | "overlap" | "keep-alive";

export interface TcpObservation {
  readonly segment: TcpFrame;
  readonly header: TcpHeader;
  readonly continuity: Continuity;
  /** Payload octets, and one each for SYN and FIN. */
  readonly sequenceLength: number;
  /** Sequence number that continues the sender's stream; undefined at its first segment. */
  readonly expected?: number;
  /** Sequence number after everything the other side has sent; undefined where nothing of it was seen. */
  readonly peerNext?: number;
  /** Highest acknowledgment of the sender so far. */
  readonly acknowledged?: number;
  /** Sequence number that lies just beyond the window the other side offers; undefined where its scale is not known. */
  readonly windowEnd?: number;
  /** The handshake so far: what has been seen of it. */
  readonly handshake: "none" | "syn" | "syn-ack" | "established";
  /** Sequence number after the sender's own FIN. */
  readonly afterFin?: number;
  /** Frame of a reset, by either side. */
  readonly resetAt?: number;
  /** The sender's and the other side's latest timestamp values. */
  readonly ownTimestamp?: number;
  readonly peerTimestamp?: number;
}

/** What one side said in the whole connection. */
export interface TcpSide {
  readonly syn?: TcpFrame;
  readonly fin?: TcpFrame;
  readonly afterFin?: number;
  readonly finAcknowledged: boolean;
  readonly reset?: TcpFrame;
}

/** A side while walking. */
interface SideState {
  syn?: TcpFrame;
  fin?: TcpFrame;
  reset?: TcpFrame;
  next?: number;
  acknowledged?: number;
  windowEnd?: number;
  afterFin?: number;
  finAcknowledged: boolean;
  timestamp?: number;
}

export function traceTcp(conversation: TcpConversation): TcpTrace {
  const client: SideState = { finAcknowledged: false };
  const server: SideState = { finAcknowledged: false };
  const observations: TcpObservation[] = [];
  let handshake: TcpObservation["handshake"] = "none";
  let resetAt: number | undefined;
  for (const segment of conversation.segments) {
    const own = segment.fromClient ? client : server;
    const peer = segment.fromClient ? server : client;
    observations.push(observe(segment, own, peer, handshake, resetAt));
    handshake = advanceHandshake(handshake, segment, server);
    moveState(segment, own, peer);
    if (own.reset !== undefined) resetAt ??= own.reset.frame.frameNumber;
  }
  return { conversation, observations, client, server };
}

/** Octets of sequence space a segment takes. */
export function sequenceLengthOf({ tcp, payload }: TcpFrame): number {
  const { flags } = tcp.header;
  return payload.length + ((flags & tcpFlags.syn) === 0 ? 0 : 1) + ((flags & tcpFlags.fin) === 0 ? 0 : 1);
}

export function hasFlag(header: TcpHeader, flag: keyof typeof tcpFlags): boolean {
  return (header.flags & tcpFlags[flag]) !== 0;
}

/** The first option of a kind. */
export function optionOf<K extends TcpOption["kind"]>(
  header: TcpHeader,
  kind: K,
): Extract<TcpOption, { kind: K }> | undefined {
  return header.options.find((option): option is Extract<TcpOption, { kind: K }> => option.kind === kind);
}

function observe(
  segment: TcpFrame,
  own: SideState,
  peer: SideState,
  handshake: TcpObservation["handshake"],
  resetAt: number | undefined,
): TcpObservation {
  return {
    segment,
    header: segment.tcp.header,
    continuity: continuityOf(segment, own.next),
    sequenceLength: sequenceLengthOf(segment),
    handshake,
    ...(own.next === undefined ? {} : { expected: own.next }),
    ...(peer.next === undefined ? {} : { peerNext: peer.next }),
    ...(own.acknowledged === undefined ? {} : { acknowledged: own.acknowledged }),
    ...(peer.windowEnd === undefined ? {} : { windowEnd: peer.windowEnd }),
    ...(own.afterFin === undefined ? {} : { afterFin: own.afterFin }),
    ...(resetAt === undefined ? {} : { resetAt }),
    ...(own.timestamp === undefined ? {} : { ownTimestamp: own.timestamp }),
    ...(peer.timestamp === undefined ? {} : { peerTimestamp: peer.timestamp }),
  };
}

function continuityOf(segment: TcpFrame, expected: number | undefined): Continuity {
  if (expected === undefined) return "first";
  const ahead = sequenceDistance(expected, segment.tcp.header.sequenceNumber);
  if (ahead === 0) return "in-order";
  if (ahead > 0) return "gap";
  const length = sequenceLengthOf(segment);
  if (ahead + length > 0) return "overlap";
  const opensOrCloses = (segment.tcp.header.flags & (tcpFlags.syn | tcpFlags.fin)) !== 0;
  return ahead === -1 && !opensOrCloses ? "keep-alive" : "repeat";
}

function advanceHandshake(
  handshake: TcpObservation["handshake"],
  segment: TcpFrame,
  server: SideState,
): TcpObservation["handshake"] {
  const { header } = segment.tcp;
  if (hasFlag(header, "syn")) {
    if (hasFlag(header, "ack")) return handshake === "established" ? handshake : "syn-ack";
    return handshake === "none" ? "syn" : handshake;
  }
  if (handshake !== "syn-ack" || !segment.fromClient || !hasFlag(header, "ack")) return handshake;
  const synAck = server.syn?.tcp.header.sequenceNumber;
  if (synAck === undefined) return handshake;
  return isSequenceBefore(header.acknowledgmentNumber, addToSequence(synAck, 1)) ? handshake : "established";
}

function moveState(segment: TcpFrame, own: SideState, peer: SideState): void {
  const { header } = segment.tcp;
  if (hasFlag(header, "rst")) {
    own.reset ??= segment;
    return;
  }
  if (hasFlag(header, "syn")) own.syn ??= segment;
  const end = addToSequence(header.sequenceNumber, sequenceLengthOf(segment));
  own.next = own.next === undefined ? end : laterSequence(own.next, end);
  if (hasFlag(header, "fin") && own.fin === undefined) {
    own.fin = segment;
    own.afterFin = end;
  }
  const timestamp = optionOf(header, "timestamp");
  if (timestamp !== undefined) own.timestamp = timestamp.value;
  if (!hasFlag(header, "ack")) return;
  const acknowledgment = header.acknowledgmentNumber;
  own.acknowledged =
    own.acknowledged === undefined ? acknowledgment : laterSequence(own.acknowledged, acknowledgment);
  if (peer.afterFin !== undefined && !isSequenceBefore(acknowledgment, peer.afterFin))
    peer.finAcknowledged = true;
  const shift = windowShift(header, own, peer);
  if (shift === undefined) return;
  const windowEnd = addToSequence(acknowledgment, header.window * 2 ** shift);
  own.windowEnd = own.windowEnd === undefined ? windowEnd : laterSequence(own.windowEnd, windowEnd);
}

/** Windows are scaled where both SYNs offered it, and never in a SYN (RFC 7323 section 2.2); without SYNs nobody knows. */
function windowShift(header: TcpHeader, own: SideState, peer: SideState): number | undefined {
  if (hasFlag(header, "syn")) return 0;
  if (own.syn === undefined || peer.syn === undefined) return undefined;
  const ownScale = optionOf(own.syn.tcp.header, "window-scale");
  const peerScale = optionOf(peer.syn.tcp.header, "window-scale");
  if (ownScale === undefined || peerScale === undefined) return 0;
  return Math.min(ownScale.shift, 14);
}
