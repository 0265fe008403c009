/**
 * What has been seen of a TCP connection (RFC 9293 section 3.3): the state of both sides, and one segment set against it.
 * Asking changes nothing; only `advance` moves the state.
 */
import type { DecodedLayer } from "../wire/decoded-frame.js";
import { addToSequence, isSequenceBefore, laterSequence, sequenceDistance } from "../wire/seqnum.js";
import { tcpFlags, type TcpHeader } from "../wire/tcp.js";
import type { TcpOption } from "../wire/tcp-options.js";
import type { Endpoint } from "./five-tuple.js";
import type { FlowFrame } from "./flow-frame.js";
import { MissingStretches } from "./missing-stretches.js";

export type TcpLayerAt = Extract<DecodedLayer, { protocol: "tcp" }>;
export type TimestampOption = Extract<TcpOption, { kind: "timestamp" }>;

/** What is remembered of a side's first SYN. */
export interface SeenSyn {
  readonly frameNumber: number;
  readonly timeMillis: number;
  readonly sequenceNumber: number;
  readonly acknowledgmentNumber: number;
  /** 9 bits, see `tcpFlags`. */
  readonly flags: number;
  /** As it stands: never scaled in a SYN. */
  readonly window: number;
  readonly payloadLength: number;
  /** What the SYN offers; undefined where it does not. */
  readonly mss: number | undefined;
  readonly windowScale: number | undefined;
  readonly hasSackPermitted: boolean;
  readonly hasTimestamp: boolean;
  /** The capture kept the options; otherwise nobody knows what the SYN offers. */
  readonly areOptionsKnown: boolean;
}

/** One side of a connection, as its segments so far show it. */
export class TcpSide {
  syn: SeenSyn | undefined = undefined;
  /** Sequence number that continues its stream; undefined before its first segment. */
  next: number | undefined = undefined;
  /** Highest number it has acknowledged. */
  acknowledged: number | undefined = undefined;
  /** Times it has repeated that number without need: duplicate acknowledgments (RFC 5681 section 2). */
  duplicateAcks = 0;
  /** Window field of its last segment, unscaled; undefined before the first that acknowledges. */
  window: number | undefined = undefined;
  /** Sequence number just beyond the largest window it has offered; undefined where the scale is not known. */
  windowEnd: number | undefined = undefined;
  /** Frame of its first FIN, and the sequence number after it. */
  finFrame: number | undefined = undefined;
  afterFin: number | undefined = undefined;
  isFinAcknowledged = false;
  /** Frame of its first reset. */
  resetFrame: number | undefined = undefined;
  /** Its latest and its highest timestamp value. */
  timestamp: number | undefined = undefined;
  highestTimestamp: number | undefined = undefined;
  /** Segments and octets of payload it has sent; repeated ones count. */
  segments = 0;
  octets = 0;
  /** Stretches of its stream that later segments skipped. */
  missing: MissingStretches | undefined = undefined;
  /** When its `next` last moved on, and when a segment last skipped octets. */
  progressMillis = 0;
  gapMillis = 0;

  constructor(readonly endpoint: Endpoint) {}
}

/** How far the handshake has been seen. */
export type Handshake = "none" | "syn" | "syn-ack" | "established";

/** One of a connection's first segments. */
export interface OpeningSegment {
  readonly frameNumber: number;
  readonly fromClient: boolean;
  readonly flags: number;
}

/** Why nothing more is expected of a connection. */
export type ConnectionEnd = "open" | "closed" | "replaced" | "let-go" | "capture-end";

const openingLength = 3;

export class TcpConnection {
  /** Who opened it: sender of the SYN, or receiver of the SYN-ACK; without either whoever has the higher port, else the first sender. */
  readonly client: TcpSide;
  readonly server: TcpSide;
  handshake: Handshake = "none";
  /** The client has sent something that acknowledges, after the SYN-ACK. */
  isSynAckAnswered = false;
  /** Frame of the first reset, by either side. */
  resetFrame: number | undefined = undefined;
  /** The first three segments. */
  readonly opening: OpeningSegment[] = [];
  lastFrame = 0;
  lastMillis = 0;
  /** `open` until `tcpEnd`. */
  end: ConnectionEnd = "open";

  constructor(client: Endpoint, server: Endpoint) {
    this.client = new TcpSide(client);
    this.server = new TcpSide(server);
  }

  /** Both sides have sent a FIN and seen it acknowledged, or one has reset it. */
  get isClosed(): boolean {
    return this.resetFrame !== undefined || (this.client.isFinAcknowledged && this.server.isFinAcknowledged);
  }
}

/**
 * How a segment continues what its sender sent. `first`: nothing known before. `gap`: octets missing before it. `late`: it
 * brings octets that were missing. `repeat`: nothing new. `overlap`: old and new. `keep-alive`: one octet back and at most
 * one octet long (RFC 9293 section 3.8.4).
 */
export type Continuity = "first" | "in-order" | "gap" | "late" | "repeat" | "overlap" | "keep-alive";

/** A segment and what was known before it. One object serves all segments: it is valid during the event. */
export class TcpObservation {
  frame!: FlowFrame;
  timeMillis = 0;
  connection!: TcpConnection;
  tcp!: TcpLayerAt;
  header!: TcpHeader;
  fromClient = false;
  /** The sender's and the other side's state, without this segment. */
  own!: TcpSide;
  peer!: TcpSide;
  /** Octets of data on the wire; a capture may have kept less. */
  payloadLength = 0;
  /** Octets of sequence space: payload, and one each for SYN and FIN. */
  sequenceLength = 0;
  continuity: Continuity = "first";
  timestamp: TimestampOption | undefined = undefined;
  /** The capture kept the whole header. */
  areOptionsKnown = true;
  isSyn = false;
  isAck = false;
  isRst = false;
  isFin = false;
  /** It repeats the acknowledgment before and nothing else, though the other side waits for more (RFC 5681 section 2). */
  isDuplicateAck = false;

  /** Sets a segment against its connection. */
  observe(
    frame: FlowFrame,
    timeMillis: number,
    connection: TcpConnection,
    tcp: TcpLayerAt,
    payloadLength: number,
    fromClient: boolean,
  ): void {
    this.frame = frame;
    this.timeMillis = timeMillis;
    this.connection = connection;
    this.tcp = tcp;
    const { header } = tcp;
    this.header = header;
    this.fromClient = fromClient;
    this.own = fromClient ? connection.client : connection.server;
    this.peer = fromClient ? connection.server : connection.client;
    this.payloadLength = payloadLength;
    const { flags } = header;
    this.isSyn = (flags & tcpFlags.syn) !== 0;
    this.isAck = (flags & tcpFlags.ack) !== 0;
    this.isRst = (flags & tcpFlags.rst) !== 0;
    this.isFin = (flags & tcpFlags.fin) !== 0;
    this.sequenceLength = payloadLength + (this.isSyn ? 1 : 0) + (this.isFin ? 1 : 0);
    this.continuity = continuityOf(header, this.sequenceLength, this.own);
    this.areOptionsKnown = header.dataOffset * 4 === tcp.headerLength;
    this.timestamp = header.options.length === 0 ? undefined : optionOf(header, "timestamp");
    this.isDuplicateAck = isDuplicateAck(this);
  }
}

/** The first option of a kind. */
export function optionOf<K extends TcpOption["kind"]>(
  header: TcpHeader,
  kind: K,
): Extract<TcpOption, { kind: K }> | undefined {
  for (const option of header.options) {
    if (option.kind === kind) return option as Extract<TcpOption, { kind: K }>;
  }
  return undefined;
}

function continuityOf(header: TcpHeader, sequenceLength: number, own: TcpSide): Continuity {
  if (own.next === undefined) return "first";
  const ahead = sequenceDistance(own.next, header.sequenceNumber);
  if (ahead === 0) return "in-order";
  if (ahead > 0) return "gap";
  if (sequenceLength > 0 && own.missing?.includes(header.sequenceNumber, sequenceLength) === true)
    return "late";
  if (ahead + sequenceLength > 0) return "overlap";
  const opensOrCloses = (header.flags & (tcpFlags.syn | tcpFlags.fin)) !== 0;
  return ahead === -1 && !opensOrCloses ? "keep-alive" : "repeat";
}

const notPureAck = tcpFlags.syn | tcpFlags.fin | tcpFlags.rst;

/** RFC 5681 section 2: (a) data outstanding, (b) no data, (c) neither SYN nor FIN, (d) the greatest number, (e) the same window. */
function isDuplicateAck({ header, payloadLength, own, peer, continuity }: TcpObservation): boolean {
  return (
    payloadLength === 0 &&
    (header.flags & (notPureAck | tcpFlags.ack)) === tcpFlags.ack &&
    header.acknowledgmentNumber === own.acknowledged &&
    header.window === own.window &&
    continuity !== "keep-alive" &&
    peer.next !== undefined &&
    isSequenceBefore(header.acknowledgmentNumber, peer.next)
  );
}

/** Lets the connection know of a segment that was set against it. `missingStretches` bounds what is remembered of gaps. */
export function advance(observation: TcpObservation, missingStretches: number): void {
  const { connection, own, peer, header, fromClient, frame } = observation;
  connection.lastFrame = frame.frameNumber;
  connection.lastMillis = observation.timeMillis;
  if (connection.opening.length < openingLength) {
    connection.opening.push({ frameNumber: frame.frameNumber, fromClient, flags: header.flags });
  }
  advanceHandshake(observation);
  own.segments += 1;
  own.octets += observation.payloadLength;
  if ((header.flags & tcpFlags.rst) !== 0) {
    own.resetFrame ??= frame.frameNumber;
    connection.resetFrame ??= frame.frameNumber;
    return;
  }
  advanceSequence(observation, missingStretches);
  if (observation.timestamp !== undefined) noteTimestamp(own, observation.timestamp.value);
  if ((header.flags & tcpFlags.ack) !== 0) advanceAcknowledgment(observation, own, peer);
}

function advanceHandshake({ connection, header, fromClient }: TcpObservation): void {
  if ((header.flags & tcpFlags.syn) !== 0) {
    if ((header.flags & tcpFlags.ack) === 0) {
      if (connection.handshake === "none") connection.handshake = "syn";
    } else if (connection.handshake !== "established") connection.handshake = "syn-ack";
    return;
  }
  const isAnswer = fromClient && (header.flags & (tcpFlags.ack | tcpFlags.rst)) === tcpFlags.ack;
  if (connection.handshake !== "syn-ack" || !isAnswer) return;
  connection.isSynAckAnswered = true;
  const synAck = connection.server.syn?.sequenceNumber;
  if (synAck === undefined || isSequenceBefore(header.acknowledgmentNumber, addToSequence(synAck, 1))) return;
  connection.handshake = "established";
}

function advanceSequence(observation: TcpObservation, missingStretches: number): void {
  const { own, header, frame, continuity, sequenceLength } = observation;
  const end = addToSequence(header.sequenceNumber, sequenceLength);
  if ((header.flags & tcpFlags.syn) !== 0) own.syn ??= seenSyn(observation);
  if (continuity === "gap" && own.next !== undefined) {
    own.missing ??= new MissingStretches(missingStretches);
    own.missing.add(own.next, header.sequenceNumber);
    own.gapMillis = observation.timeMillis;
  } else if (continuity === "late") own.missing?.remove(header.sequenceNumber, end);
  const next = own.next === undefined ? end : laterSequence(own.next, end);
  if (next !== own.next) own.progressMillis = observation.timeMillis;
  own.next = next;
  if ((header.flags & tcpFlags.fin) === 0 || own.finFrame !== undefined) return;
  own.finFrame = frame.frameNumber;
  own.afterFin = end;
}

function seenSyn({ frame, timeMillis, header, payloadLength, areOptionsKnown }: TcpObservation): SeenSyn {
  return {
    frameNumber: frame.frameNumber,
    timeMillis,
    sequenceNumber: header.sequenceNumber,
    acknowledgmentNumber: header.acknowledgmentNumber,
    flags: header.flags,
    window: header.window,
    payloadLength,
    mss: optionOf(header, "mss")?.value,
    windowScale: optionOf(header, "window-scale")?.shift,
    hasSackPermitted: optionOf(header, "sack-permitted") !== undefined,
    hasTimestamp: optionOf(header, "timestamp") !== undefined,
    areOptionsKnown,
  };
}

function noteTimestamp(own: TcpSide, value: number): void {
  own.timestamp = value;
  own.highestTimestamp =
    own.highestTimestamp === undefined ? value : laterSequence(own.highestTimestamp, value);
}

function advanceAcknowledgment(
  { header, isDuplicateAck }: TcpObservation,
  own: TcpSide,
  peer: TcpSide,
): void {
  const { acknowledgmentNumber } = header;
  if (isDuplicateAck) own.duplicateAcks += 1;
  else if (own.acknowledged === undefined || isSequenceBefore(own.acknowledged, acknowledgmentNumber)) {
    own.duplicateAcks = 0;
    own.acknowledged = acknowledgmentNumber;
  }
  if (peer.afterFin !== undefined && !isSequenceBefore(acknowledgmentNumber, peer.afterFin))
    peer.isFinAcknowledged = true;
  own.window = header.window;
  const shift = windowShift(header, own, peer);
  if (shift === undefined) return;
  const windowEnd = addToSequence(acknowledgmentNumber, header.window * 2 ** shift);
  own.windowEnd = own.windowEnd === undefined ? windowEnd : laterSequence(own.windowEnd, windowEnd);
}

/** Windows are scaled where both SYNs offered it, and never in a SYN (RFC 7323 section 2.2); without SYNs nobody knows. */
function windowShift(header: TcpHeader, own: TcpSide, peer: TcpSide): number | undefined {
  if ((header.flags & tcpFlags.syn) !== 0) return 0;
  if (own.syn?.areOptionsKnown !== true || peer.syn?.areOptionsKnown !== true) return undefined;
  if (own.syn.windowScale === undefined || peer.syn.windowScale === undefined) return 0;
  return Math.min(own.syn.windowScale, 14);
}
