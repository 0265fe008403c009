import type { Framing } from "../contracts/framing.js";
import { type Cause, Causes } from "./causes.js";
import { drawDelay, drawRoundTrip, reactionDelay, wireMicros } from "./delay.js";
import { otherSide, type PacketShape, type Side } from "./packet-shape.js";
import type { RandomStream } from "./random-stream.js";

/** Microseconds by which a packet follows the one before it in the script where its own cause would put it earlier. */
const onTheHeelsMicros = 1;

/** Below this round trip a host's packets come by the processor that sends the next one: hosts of one machine. */
const nearMicros = 50;

/** What a packet waits for besides its cause; undefined where there is nothing. */
export interface Waits {
  readonly sleptMicros?: number | undefined;
  readonly acknowledgedMicros?: number | undefined;
  /** When the capture saw the same packet before: that counts for its cause, and no program sends it. */
  readonly sentBeforeMicros?: number | undefined;
  /** How long the sender's timer runs on top of all that. */
  readonly timeoutMicros?: number | undefined;
}

/**
 * When the client's capture sees each packet, where no `sleep` of the script says: after its cause. A remote host's answer takes
 * the round trip and its own reaction, the client's only its reaction. Over a narrow link a remote host's packets arrive one after the
 * other, each when the link has let it through. Times increase strictly.
 */
export class PacketClock {
  readonly #framing: Framing;
  readonly #random: RandomStream;
  readonly #causes: Causes;
  #lastMicros: number | undefined;
  /** Of what the last frame of the client's brings back. */
  #way: { readonly causeMicros: number; readonly micros: number } | undefined;
  /** Of the peer's packets. */
  #lastArrivalMicros: number | undefined;

  constructor(framing: Framing, random: RandomStream) {
    this.#framing = framing;
    this.#random = random;
    this.#causes = new Causes(framing.peer.roundTripMicros < nearMicros);
  }

  /**
   * Microseconds since the epoch of the next packet; `startMicros` for the first. `sleptMicros`: the gap that a `sleep` made, taken
   * verbatim (but never less than 1); undefined where the path decides. `acknowledgedMicros`: when the capture saw the acknowledgment
   * for which the segment waited.
   */
  next(shape: PacketShape, startMicros: number, waits: Waits): number {
    const { sleptMicros, sentBeforeMicros, timeoutMicros = 0 } = waits;
    const micros =
      this.#lastMicros === undefined
        ? startMicros
        : sleptMicros !== undefined
          ? this.#lastMicros + Math.max(1, sleptMicros) + timeoutMicros
          : this.#decide(shape, this.#lastMicros, waits);
    this.#causes.note(shape, micros, sentBeforeMicros !== undefined);
    this.#lastMicros = micros;
    if (shape.sender === "peer") this.#lastArrivalMicros = micros;
    return micros;
  }

  /** When the capture saw its last packet: microseconds since the epoch. */
  get lastMicros(): number | undefined {
    return this.#lastMicros;
  }

  #decide(
    shape: PacketShape,
    lastMicros: number,
    { acknowledgedMicros, sentBeforeMicros, timeoutMicros = 0 }: Waits,
  ): number {
    const due = sentBeforeMicros ?? this.#due(shape, lastMicros);
    const allowed =
      acknowledgedMicros === undefined
        ? due
        : acknowledgedMicros + this.#travel(shape.sender, acknowledgedMicros);
    const caused = Math.max(due, allowed, this.#earliestArrival(shape)) + timeoutMicros;
    return caused > lastMicros ? caused : lastMicros + onTheHeelsMicros;
  }

  #due(shape: PacketShape, lastMicros: number): number {
    const cause = this.#causes.causeOf(shape);
    return cause === undefined ? lastMicros : this.#after(cause, shape.sender);
  }

  #after({ reaction, micros, isFromOtherSide }: Cause, sender: Side): number {
    const travel = isFromOtherSide ? this.#travel(sender, micros) : 0;
    const beside = this.#framing[otherSide(sender)].persona.name;
    const delay = reactionDelay(this.#framing[sender].persona, reaction, beside);
    return micros + travel + drawDelay(this.#random, delay);
  }

  /**
   * From a frame of the client's to what it brings back; the client's own packets leave where they are seen. All that one frame brings
   * back has the same way behind it: an answer does not catch up with the acknowledgment of what it answers.
   */
  #travel(sender: Side, causeMicros: number): number {
    if (sender === "client") return 0;
    if (this.#way?.causeMicros !== causeMicros) {
      this.#way = { causeMicros, micros: drawRoundTrip(this.#random, this.#framing.peer) };
    }
    return this.#way.micros;
  }

  /** The narrowest link carries one packet after the other: the peer's comes no earlier than it has been sent behind the one before. */
  #earliestArrival(shape: PacketShape): number {
    if (shape.sender === "client" || this.#lastArrivalMicros === undefined) return 0;
    return this.#lastArrivalMicros + wireMicros(shape, this.#framing.peer);
  }
}
