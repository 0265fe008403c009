import { addToSequence, isSequenceBefore } from "../wire/seqnum.js";

/** Segments that a connection may begin with before anything is acknowledged (RFC 6928). */
const initialSegments = 10;

/** The least that a loss leaves (RFC 5681 section 3.1, equation 4). */
const leastThreshold = 2;

/** Where slow start began, and where it ends. */
interface SlowStart {
  /** Data segments that were acknowledged before it. */
  readonly from: number;
  readonly initial: number;
  /** A window of so many segments grows no more: a sender may send less than congestion avoidance allows. */
  readonly threshold: number;
}

/** An acknowledgment as the capture saw it. */
interface Acknowledged {
  readonly micros: number;
  /** Data segments of which the other side knows then. */
  readonly segments: number;
  /** Sequence number up to which it takes data then. */
  readonly rightEdge: number;
}

/** What lets a segment go. */
export type Release =
  /** It may be sent at once. */
  | "free"
  /** It waited for the acknowledgment that the capture saw then: microseconds since the epoch. */
  | { readonly acknowledgedMicros: number }
  /** Nothing that was acknowledged so far lets it go. */
  | "held";

/**
 * How many data segments of one end are on their way: slow start from ten segments, two more for each that is acknowledged (RFC 5681
 * section 3.1), and never beyond what the other side's window takes. Only a loss ends it: half of what was on its way is what the window
 * may be from then on.
 */
export class CongestionWindow {
  /** Oldest first; those that no later segment waits for are dropped. */
  readonly #acknowledged: Acknowledged[] = [];
  /** Sequence numbers after each data segment that is not acknowledged, ascending: an acknowledgment takes from the front. */
  readonly #inFlight: number[] = [];
  #sent = 0;
  #slowStart: SlowStart = { from: 0, initial: initialSegments, threshold: Infinity };

  /** `endSequence`: after the segment that is to be sent next. */
  release(endSequence: number): Release {
    const lets = ({ segments, rightEdge }: Acknowledged): boolean =>
      this.#sent < this.#allowed(segments) && !isSequenceBefore(rightEdge, endSequence);
    while (
      this.#acknowledged[1] !== undefined &&
      this.#acknowledged[0] !== undefined &&
      !lets(this.#acknowledged[0])
    ) {
      this.#acknowledged.shift();
    }
    const [first] = this.#acknowledged;
    if (first === undefined) return this.#sent < this.#allowed(0) ? "free" : "held";
    if (!lets(first)) return "held";
    return first.segments === 0 ? "free" : { acknowledgedMicros: first.micros };
  }

  /** A data segment went out; `endSequence`: after it. */
  send(endSequence: number): void {
    this.#sent += 1;
    this.#inFlight.push(endSequence);
  }

  /** Data segments that are not acknowledged. */
  get inFlight(): number {
    return this.#inFlight.length;
  }

  /**
   * A loss is made good. `inFlight`: segments that were on their way when it showed. After a timeout the window begins with the two that
   * the first acknowledgment allows, after a fast retransmission with half (RFC 5681 sections 3.1 and 3.2).
   */
  recover(inFlight: number, isFast: boolean): void {
    const threshold = Math.max(leastThreshold, Math.floor(inFlight / 2));
    const from = this.#sent - this.#inFlight.length;
    this.#slowStart = { from, initial: isFast ? threshold : leastThreshold, threshold };
    // What was acknowledged before lets nothing go any more.
    this.#acknowledged.splice(0, this.#acknowledged.length - 1);
  }

  /** Segments that may have been sent in all once so many are acknowledged: each makes room for itself and, in slow start, for one more. */
  #allowed(segments: number): number {
    const { from, initial, threshold } = this.#slowStart;
    const since = Math.max(0, segments - from);
    return from + since + Math.min(initial + since, Math.max(initial, threshold));
  }

  /** The other side acknowledges so far and offers so many octets. */
  acknowledge(acknowledgment: number, windowOctets: number, micros: number): void {
    const first = this.#inFlight.findIndex((end) => isSequenceBefore(acknowledgment, end));
    this.#inFlight.splice(0, first === -1 ? this.#inFlight.length : first);
    const rightEdge = addToSequence(acknowledgment, windowOctets);
    this.#acknowledged.push({ micros, segments: this.#sent - this.#inFlight.length, rightEdge });
  }
}
