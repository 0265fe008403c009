import { addToSequence, isSequenceBefore } from "../wire/seqnum.js";

/** Segments that a connection may begin with before anything is acknowledged (RFC 6928). */
const initialSegments = 10;

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
 * section 3.1), and never beyond what the other side's window takes. No connection of a scenario is long enough to leave it.
 */
export class CongestionWindow {
  /** Oldest first; those that no later segment waits for are dropped. */
  readonly #acknowledged: Acknowledged[] = [];
  /** Sequence numbers after each data segment that is not acknowledged. */
  #inFlight: number[] = [];
  #sent = 0;

  /** `endSequence`: after the segment that is to be sent next. */
  release(endSequence: number): Release {
    const lets = ({ segments, rightEdge }: Acknowledged): boolean =>
      this.#sent < initialSegments + 2 * segments && !isSequenceBefore(rightEdge, endSequence);
    while (
      this.#acknowledged[1] !== undefined &&
      this.#acknowledged[0] !== undefined &&
      !lets(this.#acknowledged[0])
    ) {
      this.#acknowledged.shift();
    }
    const [first] = this.#acknowledged;
    if (first === undefined) return this.#sent < initialSegments ? "free" : "held";
    if (!lets(first)) return "held";
    return first.segments === 0 ? "free" : { acknowledgedMicros: first.micros };
  }

  /** A data segment went out; `endSequence`: after it. */
  send(endSequence: number): void {
    this.#sent += 1;
    this.#inFlight.push(endSequence);
  }

  /** The other side acknowledges so far and offers so many octets. */
  acknowledge(acknowledgment: number, windowOctets: number, micros: number): void {
    this.#inFlight = this.#inFlight.filter((end) => isSequenceBefore(acknowledgment, end));
    const rightEdge = addToSequence(acknowledgment, windowOctets);
    this.#acknowledged.push({ micros, segments: this.#sent - this.#inFlight.length, rightEdge });
  }
}
