import { acknowledgmentOf, leavesHeadersOpen, type OutgoingPacket } from "./divide-segment.js";
import type { FilledField } from "./filled-field.js";
import type { Flight, FlightSegment } from "./loss-flight.js";
import type { LossyPath, NumberedPacket } from "./loss-path.js";
import type { Waits } from "./packet-clock.js";
import { otherSide, type PacketShape, type Side } from "./packet-shape.js";
import { hasFlag, isPureAck, isSyn, isSynAck } from "./segment-kind.js";
import type { TcpConnection } from "./tcp-connection.js";

/** RFC 5681 section 3.2. */
const enoughDuplicates = 3;

/** Before a round trip has been measured (RFC 6298 section 2.1). */
const openingTimeoutMicros = 1_000_000;

/** Linux takes at least so much for the variance of the round trip, on top of it (RFC 6298 section 2.4 has a second in all). */
const leastVarianceMicros = 200_000;

/** Four times the mean deviation (RFC 6298 section 2.3), which is about half of what one round trip of twenty exceeds. */
const deviationsOfJitter = 2;

/** Linux's timers run out with its clock of 250 Hz. */
const timerTickMicros = 4_000;

/** How long the client's stack takes to send again what duplicate acknowledgments ask for: least and range, in microseconds. */
const resendMicros = { least: 8, range: 30 };

/** A packet of the same connection that a script has after another. */
export interface FollowingPacket {
  readonly shape: PacketShape;
  readonly sleptMicros: number | undefined;
}

interface SentPacket extends NumberedPacket {
  /** When the capture saw it last; undefined as long as it has not. */
  micros: number | undefined;
}

/** What one side's recovery goes by. */
interface SideState {
  /** By the sequence number of its first octet: what may have to be sent again. */
  readonly sent: Map<number, SentPacket>;
  /** Duplicate acknowledgments that have come to it. */
  duplicates: number;
  /** When the capture saw the third of them. */
  thirdMicros: number | undefined;
  /** When the capture saw the last acknowledgment of something new that came to it. */
  acknowledgedMicros: number | undefined;
}

/**
 * A TCP connection over a path that loses segments, as its two stacks mend it: a receiver acknowledges at once and again what it still
 * waits for, the sender sends again after three of these (RFC 5681, RFC 6675) or when its timer runs out (RFC 6298), and a lost
 * acknowledgment is made good by the next, or by the segment that is sent again for want of it. Of what the client sends, the capture
 * sees what is lost; of what comes to it, it does not. A program acts only on what has arrived, so that all of a script's exchange
 * is there in the end, in its order.
 */
export class LossRecovery {
  readonly #connection: TcpConnection;
  readonly #flights: Readonly<Record<Side, Flight>>;
  readonly #path: LossyPath;
  readonly #following: (index: number) => readonly FollowingPacket[];
  readonly #sides: Readonly<Record<Side, SideState>>;
  /** A duplicate acknowledgment is due, and the script's next packet is one. */
  #owesDuplicate = false;
  #isReset = false;

  /** `following`: what the script has after a packet, in this connection. */
  constructor(
    connection: TcpConnection,
    flights: Readonly<Record<Side, Flight>>,
    path: LossyPath,
    following: (index: number) => readonly FollowingPacket[],
  ) {
    const side = (): SideState => ({
      sent: new Map(),
      duplicates: 0,
      thirdMicros: undefined,
      acknowledgedMicros: undefined,
    });
    this.#connection = connection;
    this.#flights = flights;
    this.#path = path;
    this.#following = following;
    this.#sides = { client: side(), peer: side() };
  }

  /** Sends a packet of the script, or a part of one; `isLast`: no part of it is left. */
  send(packet: NumberedPacket, waits: Waits, isLast: boolean): void {
    const { sender, segment } = packet.outgoing.shape;
    if (segment === undefined) return;
    const receiver = otherSide(sender);
    // Timers do not sleep with a program.
    if ((waits.sleptMicros ?? 0) >= this.#timeoutMicros) this.finish();
    if (this.#lacks(sender, packet.outgoing.shape)) this.#recover(receiver, packet.outgoing.shape);
    if (this.#isDue(sender)) this.#recover(sender, packet.outgoing.shape);
    if (isSyn(segment)) this.#open(packet, waits);
    else if (isSynAck(segment) || this.#refuses(packet.outgoing.shape)) this.#answerSyn(packet, waits);
    else if (hasFlag(segment, "rst")) {
      this.#isReset = true;
      this.#path.emit(packet, waits, true);
    } else if (isPureAck(segment)) this.#acknowledge(packet, waits, () => this.#isMadeGood(packet));
    else this.#carry(packet, waits, isLast);
  }

  /** Nothing that has been acknowledged lets the sender go on: its timer runs out. */
  unblock(sender: Side, payloadLength: number): void {
    let before = "";
    while (this.#connection.release(sender, payloadLength) === "held") {
      const { oldest, expected } = this.#flights[sender];
      const state = `${String(oldest?.start)} ${String(expected)}`;
      // What a script makes of flags may be nothing that a timer mends.
      if (oldest === undefined || state === before) return;
      before = state;
      if (expected === undefined) this.#drawAnother(sender);
      else this.#recover(sender, undefined);
    }
  }

  /** Nothing more is sent for now, or the script is over: what has not arrived yet does. */
  finish(): void {
    if (this.#isReset) return;
    for (const side of ["client", "peer"] as const) {
      if (this.#flights[side].expected !== undefined) this.#recover(side, undefined);
    }
  }

  /** A program acts only when it has everything; a stack acknowledges only what has come since it did so last. */
  #lacks(sender: Side, { segment }: PacketShape): boolean {
    if (segment === undefined || this.#flights[otherSide(sender)].expected === undefined) return false;
    const hasNews = this.#owesDuplicate || this.#connection.hasUnacknowledged(sender);
    return !isPureAck(segment) || !hasNews;
  }

  /** The third duplicate acknowledgment has come to the sender before it sends anything else. */
  #isDue(sender: Side): boolean {
    const { thirdMicros } = this.#sides[sender];
    if (thirdMicros === undefined) return false;
    return this.#path.nowMicros >= thirdMicros + (sender === "client" ? 0 : this.#path.roundTripMicros);
  }

  #refuses({ sender, segment }: PacketShape): boolean {
    const syn = this.#flights[otherSide(sender)].latest?.shape;
    return segment !== undefined && hasFlag(segment, "rst") && syn !== undefined && isSyn(syn);
  }

  #open(packet: NumberedPacket, waits: Waits): void {
    const { sender } = packet.outgoing.shape;
    const syn = this.#transmit(packet, waits, !this.#path.loses());
    if (syn === undefined || this.#flights[sender].expected === undefined) return;
    this.#resend(sender, syn, this.#afterTimeout(sender, syn, 0), 1);
  }

  /** Where the answer is lost, the SYN comes again before anything else, and is answered again. */
  #answerSyn(packet: NumberedPacket, waits: Waits): void {
    const { sender, segment } = packet.outgoing.shape;
    const opener = otherSide(sender);
    const syn = this.#flights[opener].latest;
    let outgoing = packet.outgoing;
    for (let times = 0; syn !== undefined && this.#path.loses(times); times += 1) {
      if (sender === "client") this.#transmit({ ...packet, outgoing }, times === 0 ? waits : {}, false);
      this.#resend(opener, syn, this.#afterTimeout(opener, syn, times), times + 1);
      if (segment !== undefined && isSynAck(segment)) outgoing = labelled(packet.outgoing, retransmission);
    }
    this.#transmit({ ...packet, outgoing }, waits, true);
  }

  /** Data, or a FIN. What comes beyond a gap is acknowledged at once. */
  #carry(packet: NumberedPacket, waits: Waits, isLast: boolean): void {
    const { sender } = packet.outgoing.shape;
    const hadGap = this.#flights[sender].expected !== undefined;
    const arrives = !this.#path.loses();
    this.#transmit(packet, waits, arrives);
    if (!arrives || !hadGap) return;
    const next = isLast ? this.#following(packet.index)[0]?.shape : undefined;
    const isNextDuplicate =
      next?.sender === otherSide(sender) && next.segment !== undefined && isPureAck(next.segment);
    if (isNextDuplicate) this.#owesDuplicate = true;
    else this.#acknowledge(acknowledging(packet, acknowledgment), {}, () => true);
  }

  /** A segment that takes sequence space, for the first time. Returns its place. */
  #transmit(packet: NumberedPacket, waits: Waits, arrives: boolean): FlightSegment | undefined {
    const { sender, segment } = packet.outgoing.shape;
    const micros = this.#path.emit(packet, waits, arrives);
    const { latest } = this.#flights[sender];
    const isSeen = arrives || sender === "client";
    if (latest !== undefined)
      this.#sides[sender].sent.set(latest.start, { ...packet, micros: isSeen ? micros : undefined });
    if (arrives && segment !== undefined && hasFlag(segment, "ack"))
      this.#sides[otherSide(sender)].acknowledgedMicros = micros;
    return latest;
  }

  /** A pure acknowledgment. `isMadeGood`: whether something else tells the other side the same before its timer runs out. */
  #acknowledge(packet: NumberedPacket, waits: Waits, isMadeGood: () => boolean): void {
    const { sender } = packet.outgoing.shape;
    const dataSender = otherSide(sender);
    const state = this.#sides[dataSender];
    const isDuplicate =
      this.#flights[dataSender].expected !== undefined && !this.#connection.hasUnacknowledged(sender);
    this.#owesDuplicate = false;
    const outgoing = isDuplicate ? labelled(packet.outgoing, duplicate) : packet.outgoing;
    const arrives = !this.#path.loses();
    const micros = this.#path.emit({ ...packet, outgoing }, waits, arrives);
    if (!arrives) {
      if (!isMadeGood()) this.#drawAnother(dataSender);
    } else if (isDuplicate) {
      state.duplicates += 1;
      if (state.duplicates === enoughDuplicates) state.thirdMicros = micros;
    } else state.acknowledgedMicros = micros;
  }

  /** Whether the sender of an acknowledgment sends more soon enough that the loss of this one is never noticed. */
  #isMadeGood({ index, outgoing }: NumberedPacket): boolean {
    let sleptMicros = 0;
    for (const { shape, sleptMicros: slept = 0 } of this.#following(index)) {
      sleptMicros += slept;
      if (sleptMicros >= leastVarianceMicros) return false;
      if (shape.sender === outgoing.shape.sender) return true;
    }
    return false;
  }

  /** An acknowledgment is lost: the oldest segment that its sender knows nothing of is sent again, and acknowledged again. */
  #drawAnother(side: Side): void {
    for (let times = 1; ; times += 1) {
      const { oldest } = this.#flights[side];
      if (oldest === undefined) return;
      const packet = this.#resend(side, oldest, this.#afterTimeout(side, oldest, times - 1), times);
      if (packet === undefined) return;
      const arrives = !this.#path.loses(times);
      const micros = this.#path.emit(acknowledging(packet, acknowledgment), {}, arrives);
      if (arrives) this.#sides[side].acknowledgedMicros = micros;
      if (arrives) return;
    }
  }

  /** Sends again, one after the other, what the other side lacks. `upcoming`: the packet for which it must be there. */
  #recover(side: Side, upcoming: PacketShape | undefined): void {
    const state = this.#sides[side];
    const flight = this.#flights[side];
    const inFlight = this.#connection.inFlight(side);
    const isFast = state.thirdMicros !== undefined;
    let isFirst = true;
    for (let [lost] = flight.missing; lost !== undefined; [lost] = flight.missing) {
      const hasLater = flight.hasArrivedAfter(lost);
      const waits =
        isFast && hasLater
          ? this.#afterDuplicates(side, lost, isFirst)
          : isFirst || isFast
            ? this.#afterTimeout(side, lost, 0)
            : this.#afterAcknowledgment(side, lost);
      const packet = this.#resend(side, lost, waits, isFast && hasLater ? 0 : 1);
      if (packet === undefined || flight.expected === lost.start) return;
      isFirst = false;
      if (flight.expected !== undefined) this.#acknowledgePart(acknowledging(packet, acknowledgment));
      else if (!isAcknowledgedBy(upcoming, side, hasLater)) {
        const ack = acknowledging(packet, acknowledgment);
        this.#acknowledge(ack, {}, () => upcoming?.sender === side || this.#isMadeGood(ack));
      }
    }
    this.#connection.recover(side, inFlight, isFast);
    state.duplicates = 0;
    state.thirdMicros = undefined;
  }

  /** What fills a part of a gap is acknowledged at once (RFC 5681 section 4.2); these are not lost, which keeps what follows simple. */
  #acknowledgePart(packet: NumberedPacket): void {
    const micros = this.#path.emit(packet, {}, true);
    this.#sides[otherSide(packet.outgoing.shape.sender)].acknowledgedMicros = micros;
  }

  /** Sends a segment again until it arrives; `doublings`: of the timer, should this be lost too. Undefined for what was never sent. */
  #resend(side: Side, { start }: FlightSegment, first: Waits, doublings: number): NumberedPacket | undefined {
    const sent = this.#sides[side].sent.get(start);
    if (sent === undefined) return undefined;
    const again = { index: sent.index, outgoing: sentAgain(sent.outgoing, start) };
    let waits = first;
    for (let times = 0; ; times += 1) {
      const arrives = !this.#path.loses(times);
      const micros = this.#path.emit(again, waits, arrives);
      if (arrives || side === "client") sent.micros = micros;
      if (arrives) return again;
      const timeoutMicros = this.#timeout(sent.outgoing.shape, doublings + times);
      waits =
        side === "client"
          ? { sentBeforeMicros: micros, timeoutMicros }
          : { ...waits, timeoutMicros: (waits.timeoutMicros ?? 0) + timeoutMicros };
    }
  }

  #afterTimeout(side: Side, { start, shape }: FlightSegment, doublings: number): Waits {
    const { sent, acknowledgedMicros } = this.#sides[side];
    const timeoutMicros = this.#timeout({ segment: shape }, doublings);
    return { acknowledgedMicros, sentBeforeMicros: sent.get(start)?.micros, timeoutMicros };
  }

  /** The first a round trip after the third duplicate, more with it where selective acknowledgments tell of them. */
  #afterDuplicates(side: Side, segment: FlightSegment, isFirst: boolean): Waits {
    if (!isFirst && !this.#connection.isSelective) return this.#afterAcknowledgment(side, segment);
    const { sent, thirdMicros: acknowledgedMicros } = this.#sides[side];
    const timeoutMicros =
      side === "client" ? resendMicros.least + Math.floor(this.#path.unit() * resendMicros.range) : 0;
    return { acknowledgedMicros, sentBeforeMicros: sent.get(segment.start)?.micros, timeoutMicros };
  }

  #afterAcknowledgment(side: Side, { start }: FlightSegment): Waits {
    const { sent, acknowledgedMicros } = this.#sides[side];
    return { acknowledgedMicros, sentBeforeMicros: sent.get(start)?.micros };
  }

  /** Once the round trip is known. */
  get #timeoutMicros(): number {
    const { roundTripMicros, jitterMicros } = this.#path;
    return roundTripMicros + Math.max(leastVarianceMicros, deviationsOfJitter * jitterMicros);
  }

  #timeout({ segment }: Pick<PacketShape, "segment">, doublings: number): number {
    const isOpening = segment !== undefined && hasFlag(segment, "syn");
    const timeout = isOpening ? openingTimeoutMicros : this.#timeoutMicros;
    return timeout * 2 ** doublings + Math.floor(this.#path.unit() * timerTickMicros);
  }
}

const retransmission: FilledField = { layer: "frame", field: "retransmission", by: "loss" };
const duplicate: FilledField = { layer: "frame", field: "duplicate acknowledgment", by: "loss" };
const acknowledgment: FilledField = { layer: "frame", field: "acknowledgment", by: "loss" };

/** Whether every segment of a connection leaves open what recovery decides: what a script sets is never sent otherwise. */
export function canBeMended(packets: readonly { readonly layers: OutgoingPacket["layers"] }[]): boolean {
  return packets.every(({ layers }) => {
    const tcp = layers.find((layer) => layer.name === "TCP")?.fields;
    const isNumbered = tcp?.sequenceNumber !== undefined || tcp?.acknowledgmentNumber !== undefined;
    return leavesHeadersOpen(layers) && !isNumbered;
  });
}

/** Once: a duplicate acknowledgment that the fill made says no more than that. */
function labelled(outgoing: OutgoingPacket, made: FilledField): OutgoingPacket {
  return { ...outgoing, made: [...outgoing.made.filter(({ by }) => by !== "loss"), made] };
}

function acknowledging({ index, outgoing }: NumberedPacket, made: FilledField): NumberedPacket {
  return { index, outgoing: acknowledgmentOf(outgoing.layers, outgoing.shape, made) };
}

function sentAgain(outgoing: OutgoingPacket, sequenceNumber: number): OutgoingPacket {
  const layers = outgoing.layers.map((layer) =>
    layer.name === "TCP" ? { ...layer, fields: { ...layer.fields, sequenceNumber } } : layer,
  );
  const numbered: FilledField = { layer: "TCP", field: "sequenceNumber", by: "connection" };
  const { shape, made } = labelled(outgoing, retransmission);
  return { layers, shape, made: [...made, numbered] };
}

/** Whether the script's next packet acknowledges what was just made good; at once, where that filled a gap. */
function isAcknowledgedBy(upcoming: PacketShape | undefined, side: Side, hadLater: boolean): boolean {
  if (upcoming?.segment === undefined || upcoming.sender === side) return false;
  return isPureAck(upcoming.segment) || !hadLater;
}
