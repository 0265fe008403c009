import type { RemoteHost } from "../contracts/framing.js";
import type { OutgoingPacket } from "./divide-segment.js";
import type { Waits } from "./packet-clock.js";
import type { RandomStream } from "./random-stream.js";

/** How often in a row the same thing is lost at most: every conversation ends whole. */
const mostInARow = 2;

/** A packet of a script by its place, from 0, or what was made of it. */
export interface NumberedPacket {
  readonly index: number;
  readonly outgoing: OutgoingPacket;
}

/** Puts a packet on the wire; `arrives`: it comes to the other side. Returns when the capture saw it, or something before it. */
export type Emit = (packet: NumberedPacket, waits: Waits, arrives: boolean) => number;

/** The way between the client and its peer, which loses some packets. */
export class LossyPath {
  readonly roundTripMicros: number;
  /** By how much round trips typically exceed that; 0 where nothing is said of it. */
  readonly jitterMicros: number;
  readonly #share: number;
  readonly #random: RandomStream;
  readonly #emit: Emit;
  #nowMicros = 0;

  constructor(
    {
      roundTripMicros,
      jitterMicros = 0,
      lossShare = 0,
    }: Pick<RemoteHost, "roundTripMicros" | "jitterMicros" | "lossShare">,
    random: RandomStream,
    emit: Emit,
  ) {
    this.roundTripMicros = roundTripMicros;
    this.jitterMicros = jitterMicros;
    this.#share = lossShare;
    this.#random = random;
    this.#emit = emit;
  }

  /** When the capture saw its last frame: microseconds since the epoch. */
  get nowMicros(): number {
    return this.#nowMicros;
  }

  emit(packet: NumberedPacket, waits: Waits, arrives: boolean): number {
    this.#nowMicros = this.#emit(packet, waits, arrives);
    return this.#nowMicros;
  }

  /** Whether the path loses the next packet, of which so many before it were lost. */
  loses(times = 0): boolean {
    return this.#random.unit() < this.#share && times < mostInARow;
  }

  /** For delays: from 0 to below 1. */
  unit(): number {
    return this.#random.unit();
  }
}
