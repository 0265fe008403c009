import type { ReactionTimes } from "../contracts/persona.js";
import { otherSide, type PacketShape, type Side } from "./packet-shape.js";
import { hasFlag, isPureAck, isSynAck } from "./segment-kind.js";

/** The name of a delay in a persona. */
export type Reaction = keyof ReactionTimes;

/** What made a host send a packet. */
export interface Cause {
  readonly reaction: Reaction;
  /** When the capture saw what the packet follows: microseconds since the epoch. */
  readonly micros: number;
  /** Whether that came from the other side, over the path. */
  readonly isFromOtherSide: boolean;
}

interface Moment {
  readonly micros: number;
  /** Place among the packets, from 0. */
  readonly order: number;
}

/** What one side last sent, as far as it decides when something follows. */
interface SideMoments {
  last?: Moment;
  /** The last that a program sent. */
  program?: Moment;
  /** The last that makes a program on the other side act: all but acknowledgments of data. */
  cause?: Moment;
  lastWasSynAck: boolean;
  lastWasBareFin: boolean;
  /** Packets its programs sent. */
  sent: number;
  /** Of these, since the other side's program last sent. */
  inARow: number;
}

const nothingYet = { lastWasSynAck: false, lastWasBareFin: false, sent: 0, inARow: 0 };

/** A program that has sent nothing for so long waits in the kernel: what comes then must wake it. */
const asleepMicros = 200;

/**
 * Why each packet of a conversation is sent: what the other side last sent, or what the same program sent just before. A stack
 * acknowledges by itself, a program answers. An acknowledgment of data sets no program going, so the next segment of a burst
 * follows the one before, not the acknowledgment in between.
 */
export class Causes {
  readonly #sides: Readonly<Record<Side, SideMoments>> = {
    client: { ...nothingYet },
    peer: { ...nothingYet },
  };
  #previous: Moment | undefined;
  readonly #isNear: boolean;

  /** `isNear`: the other side's packets are there before a program's next one, so that it follows these. */
  constructor(isNear: boolean) {
    this.#isNear = isNear;
  }

  /** Undefined for the first packet. */
  causeOf(shape: PacketShape): Cause | undefined {
    const own = this.#sides[shape.sender];
    const other = this.#sides[otherSide(shape.sender)];
    const from = (moment: Moment): Cause => ({
      reaction: reactionTo(shape, own, other, moment),
      micros: moment.micros,
      isFromOtherSide: true,
    });
    if (isByStack(shape) && other.last !== undefined) return from(other.last);
    const { cause } = other;
    if (cause !== undefined && (own.program === undefined || own.program.order < cause.order)) {
      return from(cause);
    }
    const before = own.program ?? this.#previous;
    const { last } = other;
    const isAcknowledged = before !== undefined && last !== undefined && last.order > before.order;
    if (this.#isNear && isAcknowledged && !isBareFin(shape)) {
      return { reaction: "nextAcknowledged", micros: last.micros, isFromOtherSide: false };
    }
    return before === undefined
      ? undefined
      : { reaction: isBareFin(shape) ? "finish" : "next", micros: before.micros, isFromOtherSide: false };
  }

  /** `micros`: when the capture sees the packet. `isRepeated`: it was seen before, so that no program sends it now. */
  note(shape: PacketShape, micros: number, isRepeated = false): void {
    const { sender, segment } = shape;
    const moment = { micros, order: (this.#previous?.order ?? -1) + 1 };
    const own = this.#sides[sender];
    const pureAck = segment !== undefined && isPureAck(segment);
    const opensConnection = pureAck && this.#sides[otherSide(sender)].lastWasSynAck;
    if (!pureAck || opensConnection) own.cause = moment;
    if (!isByStack(shape) && !isRepeated) {
      own.program = moment;
      own.sent += 1;
      own.inARow += 1;
      this.#sides[otherSide(sender)].inARow = 0;
    }
    own.last = moment;
    own.lastWasSynAck = segment !== undefined && isSynAck(segment);
    own.lastWasBareFin = isBareFin(shape);
    this.#previous = moment;
  }
}

function isByStack({ segment }: PacketShape): boolean {
  return segment !== undefined && (isPureAck(segment) || isSynAck(segment) || hasFlag(segment, "rst"));
}

function isBareFin({ segment }: Pick<PacketShape, "segment">): boolean {
  return segment !== undefined && hasFlag(segment, "fin") && segment.payloadLength === 0;
}

function reactionTo(
  { segment, datagram, echo }: PacketShape,
  own: SideMoments,
  other: SideMoments,
  { micros }: Moment,
): Reaction {
  if (segment !== undefined) {
    if (isSynAck(segment)) return "accept";
    if (hasFlag(segment, "rst")) return own.sent === 0 ? "refuse" : "acknowledge";
    if (isPureAck(segment)) return acknowledgmentOf(other);
    if (isBareFin({ segment })) return hasSlept(own, micros) ? "closeAsleep" : "close";
    if (other.lastWasSynAck) return "begin";
    return own.sent > 0 ? "answerAgain" : "answer";
  }
  if (datagram !== undefined) {
    if (own.sent > 0) return "datagramAgain";
    return other.sent > 1 ? "datagramQueued" : "datagram";
  }
  if (echo === undefined) return "arp";
  return own.sent > 0 ? "echoAgain" : "echo";
}

function acknowledgmentOf(other: SideMoments): Reaction {
  if (other.lastWasSynAck) return "open";
  if (other.lastWasBareFin) return "acknowledgeFin";
  return other.inARow > 1 ? "acknowledgeMore" : "acknowledge";
}

function hasSlept({ program }: SideMoments, micros: number): boolean {
  return program !== undefined && micros - program.micros > asleepMicros;
}
