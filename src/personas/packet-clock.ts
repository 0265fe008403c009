import type { Framing } from "../contracts/framing.js";
import type { Delay, Persona } from "../contracts/persona.js";
import { drawDelay, drawRoundTrip } from "./delay.js";
import { otherSide, type PacketShape, type Side } from "./packet-shape.js";
import type { RandomStream } from "./random-stream.js";
import { hasFlag, isPureAck, isSynAck } from "./segment-kind.js";

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
}

/** Microseconds by which a packet follows the one before it in the script where its own cause would put it earlier. */
const onTheHeels: readonly [number, number] = [1, 8];

/**
 * When the client's capture sees each packet, where no `sleep` of the script says. A packet has a cause: what the other side last
 * sent, or what the same program sent just before. A remote host's answer takes the round trip and its own reaction, the
 * client's only its reaction, and a stack acknowledges faster than a program answers. An acknowledgment of data sets no program
 * going, so the next segment of a burst follows the one before, not the acknowledgment in between. Times increase strictly.
 */
export class PacketClock {
  readonly #framing: Framing;
  readonly #random: RandomStream;
  readonly #sides: Readonly<Record<Side, SideMoments>> = {
    client: { lastWasSynAck: false },
    peer: { lastWasSynAck: false },
  };
  #previous: Moment | undefined;

  constructor(framing: Framing, random: RandomStream) {
    this.#framing = framing;
    this.#random = random;
  }

  /**
   * Microseconds since the epoch of the next packet; `startMicros` for the first. `sleptMicros`: the gap that a `sleep` made, taken
   * verbatim (but never less than 1); undefined where the path decides.
   */
  next(shape: PacketShape, startMicros: number, sleptMicros: number | undefined): number {
    const previous = this.#previous;
    const micros =
      previous === undefined
        ? startMicros
        : sleptMicros !== undefined
          ? previous.micros + Math.max(1, sleptMicros)
          : this.#decide(shape, previous);
    this.#note(shape, { micros, order: (previous?.order ?? -1) + 1 });
    return micros;
  }

  #decide(shape: PacketShape, previous: Moment): number {
    const caused = this.#causedMicros(shape, previous);
    return caused > previous.micros ? caused : previous.micros + drawDelay(this.#random, onTheHeels);
  }

  #causedMicros(shape: PacketShape, previous: Moment): number {
    const { sender, segment } = shape;
    const { reactionMicros } = this.#framing[sender].persona;
    const own = this.#sides[sender];
    const other = this.#sides[otherSide(sender)];
    const reaction = reactionTo(shape, other);
    const react = () => drawDelay(this.#random, delayOf(reactionMicros, reaction));
    const byStack =
      segment !== undefined && (isPureAck(segment) || isSynAck(segment) || hasFlag(segment, "rst"));
    if (byStack && other.last !== undefined) {
      return other.last.micros + this.#travel(sender) + react();
    }
    const { cause } = other;
    if (cause !== undefined && (own.program === undefined || own.program.order < cause.order)) {
      return cause.micros + this.#travel(sender) + react();
    }
    return (own.program ?? previous).micros + drawDelay(this.#random, reactionMicros.next);
  }

  /** From a frame of the client's to what it brings back; the client's own packets leave where they are seen. */
  #travel(sender: Side): number {
    return sender === "client" ? 0 : drawRoundTrip(this.#random, this.#framing.peer.roundTripMicros);
  }

  #note({ sender, segment }: PacketShape, moment: Moment): void {
    const own = this.#sides[sender];
    const pureAck = segment !== undefined && isPureAck(segment);
    const opensConnection = pureAck && this.#sides[otherSide(sender)].lastWasSynAck;
    if (!pureAck || opensConnection) own.cause = moment;
    if (segment === undefined || !(pureAck || isSynAck(segment) || hasFlag(segment, "rst"))) {
      own.program = moment;
    }
    own.last = moment;
    own.lastWasSynAck = segment !== undefined && isSynAck(segment);
    this.#previous = moment;
  }
}

type Reactions = Persona["reactionMicros"];

/** Which of a host's reactions a packet shows. */
function reactionTo({ segment, datagram, echo }: PacketShape, other: SideMoments): keyof Reactions {
  if (segment !== undefined) {
    if (isSynAck(segment) || hasFlag(segment, "rst")) return "accept";
    if (isPureAck(segment)) return "acknowledge";
    if (hasFlag(segment, "fin") && segment.payloadLength === 0) return "close";
    return other.lastWasSynAck ? "begin" : "answer";
  }
  if (datagram !== undefined) return "datagram";
  return echo === undefined ? "arp" : "echo";
}

/** A reaction that the persona says nothing of is like the acknowledgment of its stack or the answer of its programs. */
function delayOf(reactions: Reactions, reaction: keyof Reactions): Delay {
  const fallback = reaction === "accept" ? reactions.acknowledge : reactions.answer;
  return reactions[reaction] ?? fallback;
}
