import type { Persona } from "../contracts/persona.js";
import { addToSequence, isSequenceBefore } from "../wire/seqnum.js";

/** Largest window that is sent without scaling. */
const mostUnscaled = 0xffff;

/**
 * The receive window of one end of a connection, as Linux keeps it: a limit that grows while data comes (its `rcv_ssthresh`), room in
 * a buffer of which unread data takes its part, and a right edge that never moves back (RFC 9293 section 3.8.6).
 */
export class ReceiveWindow {
  readonly #growth: Persona["tcp"]["windowGrowth"];
  #limitOctets: number;
  #unreadOctets = 0;
  /** Sequence number up to which the other side may send. */
  #rightEdge: number | undefined;

  /** `initialOctets`: what the host offers after the handshake. */
  constructor({ windowGrowth }: Persona["tcp"], initialOctets: number) {
    this.#growth = windowGrowth;
    this.#limitOctets = initialOctets;
  }

  /** New data of so many octets lies in the buffer. */
  receive(octets: number): void {
    this.#unreadOctets += octets;
    if (this.#growth === undefined || octets < this.#growth.leastPayload) return;
    const room = this.#growth.buffer - this.#unreadOctets - this.#limitOctets;
    this.#limitOctets += Math.max(0, Math.min(this.#growth.octets, room));
  }

  /** The program has taken everything. */
  read(): void {
    this.#unreadOctets = 0;
  }

  /**
   * The field of a segment that acknowledges so far, in units of 2^`shift` octets, rounded up as Linux does. `hasRead`: the program
   * sends it, having taken everything.
   */
  field(acknowledgment: number, shift: number, hasRead: boolean): number {
    const unit = 2 ** Math.min(shift, 14);
    const unread = hasRead ? 0 : this.#unreadOctets;
    const room = this.#growth === undefined ? this.#limitOctets : this.#growth.buffer - unread;
    const offered = Math.max(Math.min(this.#limitOctets, room), this.#remaining(acknowledgment));
    return Math.min(mostUnscaled, Math.ceil(offered / unit));
  }

  /** A segment went out that acknowledges so far and offers so many octets. */
  offer(acknowledgment: number, octets: number): void {
    const edge = addToSequence(acknowledgment, octets);
    if (this.#rightEdge === undefined || isSequenceBefore(this.#rightEdge, edge)) this.#rightEdge = edge;
  }

  /** Whether the other side may send up to that sequence number; anything, as long as nothing was offered. */
  admits(endSequence: number): boolean {
    return this.#rightEdge === undefined || !isSequenceBefore(this.#rightEdge, endSequence);
  }

  #remaining(acknowledgment: number): number {
    if (this.#rightEdge === undefined || !isSequenceBefore(acknowledgment, this.#rightEdge)) return 0;
    return (this.#rightEdge - acknowledgment) >>> 0;
  }
}
