import type { DelayedAcks, Persona } from "../contracts/persona.js";
import { addToSequence, isSequenceBefore, laterSequence } from "../wire/seqnum.js";
import type { TcpFields } from "../wire/tcp.js";
import { decodeTcpOptions, encodeTcpOptions, type TcpOption } from "../wire/tcp-options.js";
import { CongestionWindow, type Release } from "./congestion-window.js";
import type { FilledBy, Proposal } from "./filled-field.js";
import { otherSide, type SegmentShape, type Side } from "./packet-shape.js";
import { clockTicks, type HostSecrets } from "./host-secrets.js";
import type { Flight } from "./loss-flight.js";
import { ReceiveWindow } from "./receive-window.js";
import { hasFlag, isPureAck, isSocketlessReset, isSyn, isSynAck, sequenceLength } from "./segment-kind.js";
import { answerableKinds, findOption, optionsOfKinds } from "./tcp-options.js";

/** RFC 9293 section 3.8.6.3: at least every second segment. */
const everySecond: DelayedAcks = { quickSends: 0, every: 2 };

/** The option and the two that fill its words (RFC 7323 section 3.2, appendix A). */
const timestampOctets = 12;

/** SACK blocks for which a header has room, beside timestamps and without (RFC 2018 section 3). */
const mostBlocks = { besideTimestamp: 3, alone: 4 };

/** What one end of a connection has sent and seen. Sequence numbers are undefined until it sent something. */
interface End {
  initialSequenceNumber?: number;
  /** The sequence number after all it sent. */
  nextSequence?: number;
  hasSynchronised: boolean;
  /** Whether it answered a SYN instead of sending one. */
  hasAccepted: boolean;
  /** The options of its SYN or SYN-ACK, as they went out. */
  synOptions?: readonly TcpOption[];
  lastTimestamp?: number;
  /** What it sent and the other side took in order, with when that was: microseconds since the epoch. */
  readonly timestamps: { readonly value: number; readonly arrivesMicros: number }[];
  /** From its SYN or first segment on. */
  window?: ReceiveWindow;
  readonly congestion: CongestionWindow;
  /** Times its program has sent. */
  sends: number;
  /** Data segments of the other side since it last acknowledged. */
  unacknowledged: number;
  /** Whether one of the other side's segments had PSH since its program sent: it reads as data comes. */
  isReading: boolean;
}

/** A host whose connection it is. */
export interface TcpHost {
  readonly ip: string;
  readonly persona: Persona;
  readonly secrets: HostSecrets;
}

/** A segment about to be filled. */
export interface Segment {
  readonly sender: Side;
  readonly shape: SegmentShape;
  /** What the script set. */
  readonly fields: TcpFields;
  /** When the sender sends it: microseconds since the epoch. */
  readonly sentMicros: number;
  /** When the other side has it. */
  readonly arrivesMicros: number;
}

/**
 * One TCP connection as its two stacks keep it. `propose` says what a segment's unset fields should be and changes nothing;
 * `observe` takes the segment as it goes out, a script's own values included, so that whatever follows agrees with the wire.
 */
export class TcpConnection {
  readonly #hosts: Readonly<Record<Side, TcpHost>>;
  readonly #ends: Readonly<Record<Side, End>>;
  readonly #flights: Readonly<Record<Side, Flight>> | undefined;

  /** `flights`: what each side has on its way, where the path loses some of it. */
  constructor(hosts: Readonly<Record<Side, TcpHost>>, flights?: Readonly<Record<Side, Flight>>) {
    const end = (): End => ({
      hasSynchronised: false,
      hasAccepted: false,
      timestamps: [],
      congestion: new CongestionWindow(),
      sends: 0,
      unacknowledged: 0,
      isReading: false,
    });
    this.#hosts = hosts;
    this.#flights = flights;
    this.#ends = { client: end(), peer: end() };
  }

  hasSynchronised(side: Side): boolean {
    return this.#ends[side].hasSynchronised;
  }

  propose(segment: Segment): Proposal<TcpFields> {
    const { sender, shape } = segment;
    const { persona } = this.#hosts[sender];
    const own = this.#ends[sender];
    const by: FilledBy = `persona ${persona.name}`;
    const acknowledgment = hasFlag(shape, "ack") ? this.#expected(sender) : undefined;
    const acknowledged: Proposal<TcpFields> =
      acknowledgment === undefined ? {} : { acknowledgmentNumber: [acknowledgment, "connection"] };
    if (isSocketlessReset(shape, own.hasSynchronised)) {
      // RFC 9293 section 3.10.7.1: sequence number 0, and acknowledges the SYN it refuses. No window, no options.
      return { sequenceNumber: [0, "connection"], ...acknowledged, window: [0, by] };
    }
    const options = this.#options(segment);
    return {
      sequenceNumber: [this.#sequenceNumber(segment), "connection"],
      ...acknowledged,
      window: [this.#window(segment), by],
      ...(options.length === 0 ? {} : { options: [options, by] }),
    };
  }

  /** `fields` as they go out; `micros`: when the capture sees them. `arrives`: whether they come to the other side. */
  observe({ sender, shape, fields, arrivesMicros }: Segment, micros: number, arrives = true): void {
    const own = this.#ends[sender];
    const receiver = otherSide(sender);
    if (isSocketlessReset(shape, own.hasSynchronised)) return;
    // A script's own options come by number: what they are is read off the wire.
    const octets = encodeTcpOptions(fields.options ?? []);
    const options = decodeTcpOptions(octets, 0, octets.length);
    const start = fields.sequenceNumber ?? 0;
    const end = addToSequence(start, sequenceLength(shape));
    const isNew = own.nextSequence === undefined || isSequenceBefore(own.nextSequence, end);
    // A repeated segment moves nothing back.
    if (isNew) own.nextSequence = end;
    if (hasFlag(shape, "syn")) {
      own.initialSequenceNumber ??= start;
      own.hasSynchronised = true;
      own.hasAccepted = isSynAck(shape);
      own.synOptions = options;
    }
    const isInOrder = !isSequenceBefore(this.#flights?.[sender].expected ?? start, start);
    if (isNew && shape.payloadLength > 0) own.congestion.send(end);
    for (const arrived of this.#arriving(sender, start, shape, { isNew, arrives })) {
      if (arrived.payloadLength > 0) this.#receive(receiver, arrived);
    }
    const isRepeated = this.#flights !== undefined && !isNew;
    if (!isPureAck(shape) && !hasFlag(shape, "syn") && !isRepeated) {
      own.sends += 1;
      own.isReading = false;
      own.window?.read();
    }
    if (hasFlag(shape, "ack")) this.#acknowledge(sender, shape, fields, arrives ? micros : undefined);
    const timestamp = findOption(options, "timestamp")?.value;
    if (timestamp === undefined) return;
    own.lastTimestamp = timestamp;
    if (arrives && isInOrder) own.timestamps.push({ value: timestamp, arrivesMicros });
  }

  /** What of this side's segments the other side's program can read once this one has gone out. */
  #arriving(
    sender: Side,
    start: number,
    shape: SegmentShape,
    { isNew, arrives }: { readonly isNew: boolean; readonly arrives: boolean },
  ): readonly SegmentShape[] {
    const length = sequenceLength(shape);
    if (this.#flights === undefined) return isNew ? [shape] : [];
    if (length === 0) return [];
    return this.#flights[sender].send({ start, end: addToSequence(start, length), shape }, arrives);
  }

  /** Sequence number that this side waits for; undefined as long as the other side has sent nothing. */
  #expected(receiver: Side): number | undefined {
    const sender = otherSide(receiver);
    return this.#flights?.[sender].expected ?? this.#ends[sender].nextSequence;
  }

  #receive(receiver: Side, shape: SegmentShape): void {
    const end = this.#ends[receiver];
    end.unacknowledged += 1;
    this.#windowOf(receiver).receive(shape.payloadLength);
    if (hasFlag(shape, "psh") && !this.#acknowledgesAtOnce(receiver)) end.isReading = true;
  }

  /** `micros`: when the capture sees it; undefined where it does not come to the other side. */
  #acknowledge(sender: Side, shape: SegmentShape, fields: TcpFields, micros: number | undefined): void {
    const own = this.#ends[sender];
    const acknowledgment = fields.acknowledgmentNumber ?? 0;
    const shift = hasFlag(shape, "syn") ? 0 : this.#shift(sender);
    const octets = (fields.window ?? 0) * 2 ** shift;
    own.unacknowledged = 0;
    if (own.isReading) this.#windowOf(sender).read();
    this.#windowOf(sender).offer(acknowledgment, octets);
    if (micros === undefined) return;
    this.#ends[otherSide(sender)].congestion.acknowledge(acknowledgment, octets, micros);
    this.#flights?.[otherSide(sender)].acknowledge(acknowledgment);
  }

  /** Data segments of this side that are not acknowledged. */
  inFlight(sender: Side): number {
    return this.#ends[sender].congestion.inFlight;
  }

  /** What this side lost is made good; `inFlight`: data segments that were on their way when it showed. */
  recover(sender: Side, inFlight: number, isFast: boolean): void {
    this.#ends[sender].congestion.recover(inFlight, isFast);
  }

  /** Whether both sides agreed on selective acknowledgments (RFC 2018). */
  get isSelective(): boolean {
    return this.#areAgreed("sack-permitted");
  }

  /** Octets of data that one segment of this side holds at most: what the other side takes, without the options of each. */
  room(sender: Side): number {
    const mss = findOption(this.#ends[otherSide(sender)].synOptions, "mss")?.value;
    const most = mss ?? this.#hosts[otherSide(sender)].persona.tcp.mss;
    return Math.max(1, most - (this.#areAgreed("timestamp") ? timestampOctets : 0));
  }

  /** What lets the next segment of this side go, with so many octets of data. */
  release(sender: Side, payloadLength: number): Release {
    const { congestion, nextSequence } = this.#ends[sender];
    return nextSequence === undefined
      ? "free"
      : congestion.release(addToSequence(nextSequence, payloadLength));
  }

  /** Whether the stack of this side acknowledges now, without waiting for more. */
  acknowledges(receiver: Side): boolean {
    const { unacknowledged, isReading } = this.#ends[receiver];
    if (unacknowledged === 0) return false;
    if (this.#acknowledgesAtOnce(receiver)) return true;
    return !isReading && unacknowledged >= this.#delayedAcks(receiver).every;
  }

  hasUnacknowledged(receiver: Side): boolean {
    return this.#ends[receiver].unacknowledged > 0;
  }

  #acknowledgesAtOnce(receiver: Side): boolean {
    return this.#ends[receiver].sends <= this.#delayedAcks(receiver).quickSends;
  }

  #delayedAcks(receiver: Side): DelayedAcks {
    return this.#hosts[receiver].persona.tcp.delayedAcks ?? everySecond;
  }

  /** Where the sender stands, or its initial number: RFC 6528's keyed hash of the four-tuple plus a clock of 4 microseconds. */
  #sequenceNumber({ sender, shape, sentMicros }: Segment): number {
    const own = this.#ends[sender];
    if (hasFlag(shape, "syn") && own.initialSequenceNumber !== undefined) return own.initialSequenceNumber;
    if (own.nextSequence !== undefined) return own.nextSequence;
    const hash = this.#hosts[sender].secrets.keyed("sequence", this.#fourTuple(sender, shape));
    return addToSequence(hash, Math.floor(sentMicros / 4));
  }

  #fourTuple(sender: Side, { ports }: SegmentShape): string {
    return `${this.#hosts[sender].ip}:${ports.source} ${this.#hosts[otherSide(sender)].ip}:${ports.destination}`;
  }

  /** Options of a SYN by the persona, of a SYN-ACK by what the SYN offered, of the rest by what both SYNs carried. */
  #options(segment: Segment): TcpOption[] {
    const { shape, sender } = segment;
    const { persona } = this.#hosts[sender];
    const values = {
      mss: persona.tcp.mss,
      windowScale: persona.tcp.windowScale,
      timestamp: {
        value: this.#timestamp(segment),
        echoReply: hasFlag(shape, "ack") ? this.#echo(segment) : 0,
      },
    };
    if (isSyn(shape)) return optionsOfKinds(persona.tcp.synOptions, values);
    if (isSynAck(shape)) {
      const offer = this.#ends[otherSide(sender)].synOptions;
      const kinds = persona.tcp.synAckOptions;
      const offered = offer === undefined ? undefined : new Set(offer.map(({ kind }) => kind));
      return optionsOfKinds(offered === undefined ? kinds : answerableKinds(kinds, offered), values);
    }
    const timestamps = this.#areAgreed("timestamp")
      ? optionsOfKinds(["nop", "nop", "timestamp"], values)
      : [];
    return [...timestamps, ...this.#sackOptions(sender, timestamps.length > 0)];
  }

  #sackOptions(sender: Side, isBesideTimestamp: boolean): TcpOption[] {
    if (this.#flights === undefined || !this.isSelective) return [];
    const most = isBesideTimestamp ? mostBlocks.besideTimestamp : mostBlocks.alone;
    const blocks = this.#flights[otherSide(sender)].blocks(most);
    return blocks.length === 0 ? [] : [{ kind: "nop" }, { kind: "nop" }, { kind: "sack", blocks }];
  }

  /**
   * RFC 7323 section 4.3: the newest timestamp that has arrived; what is still on its way nobody can echo, nor what lies beyond octets
   * that are missing.
   */
  #echo({ sender, sentMicros }: Segment): number {
    const { timestamps, lastTimestamp = 0 } = this.#ends[otherSide(sender)];
    return timestamps.findLast(({ arrivesMicros }) => arrivesMicros <= sentMicros)?.value ?? lastTimestamp;
  }

  #areAgreed(kind: "timestamp" | "window-scale" | "sack-permitted"): boolean {
    const { client, peer } = this.#ends;
    return (
      findOption(client.synOptions, kind) !== undefined && findOption(peer.synOptions, kind) !== undefined
    );
  }

  /** RFC 7323 section 2.2: a SYN's window is never scaled, the rest by the sender's own shift where both offered one. */
  #window({ shape, sender }: Segment): number {
    const { tcp } = this.#hosts[sender].persona;
    if (isSyn(shape)) return tcp.synWindow;
    if (isSynAck(shape)) return tcp.synAckWindow;
    const acknowledgment = this.#expected(sender) ?? 0;
    return this.#windowOf(sender).field(
      acknowledgment,
      this.#shift(sender),
      !isPureAck(shape) || this.#ends[sender].isReading,
    );
  }

  #windowOf(side: Side): ReceiveWindow {
    const end = this.#ends[side];
    const { tcp } = this.#hosts[side].persona;
    const initial = end.hasAccepted ? (tcp.acceptedReceiveWindow ?? tcp.receiveWindow) : tcp.receiveWindow;
    return (end.window ??= new ReceiveWindow(tcp, initial));
  }

  #shift(side: Side): number {
    if (!this.#areAgreed("window-scale")) return 0;
    return findOption(this.#ends[side].synOptions, "window-scale")?.shift ?? 0;
  }

  /** The sender's clock, from a start that is secret; on from the script's where it set a later one. */
  #timestamp({ sender, shape, sentMicros }: Segment): number {
    const { ip, persona, secrets } = this.#hosts[sender];
    const perPair = persona.tcp.timestampOffset === "per-host-pair";
    const offset = secrets.keyed(
      "timestamp",
      perPair ? `${ip} ${this.#hosts[otherSide(sender)].ip}` : this.#fourTuple(sender, shape),
    );
    const ticks = clockTicks(sentMicros + secrets.clockPhaseMicros, persona.tcp.timestampHz);
    const value = addToSequence(offset, ticks);
    const { lastTimestamp } = this.#ends[sender];
    return lastTimestamp === undefined ? value : laterSequence(lastTimestamp, value);
  }
}
