import { isSequenceBefore } from "../wire/seqnum.js";
import type { SackBlock } from "../wire/tcp-options.js";
import type { SegmentShape } from "./packet-shape.js";

/** A segment that takes sequence space, by its place in it. */
export interface FlightSegment {
  readonly start: number;
  /** Sequence number after it. */
  readonly end: number;
  readonly shape: SegmentShape;
}

interface SentSegment extends FlightSegment {
  /** The how manieth of all that arrived; undefined as long as it has not. */
  arrival: number | undefined;
}

interface Block extends SackBlock {
  /** Of the segment in it that arrived last. */
  readonly arrival: number;
}

/**
 * The segments that one end has sent and does not know to have arrived, on a path that loses some: what the other side waits for
 * (RFC 9293 section 3.10.7.4), and what it has beyond that (RFC 2018).
 */
export class Flight {
  /** In the order of their sequence numbers. */
  #sent: SentSegment[] = [];
  #arrivals = 0;

  /** A segment goes out, first or again. Returns what the other side's program can read of the stream by that, in order. */
  send(segment: FlightSegment, arrives: boolean): readonly SegmentShape[] {
    const sent = this.#sent.find(({ start }) => start === segment.start) ?? this.#add(segment);
    if (!arrives || sent.arrival !== undefined) return [];
    const first = this.#firstMissing();
    this.#arrivals += 1;
    sent.arrival = this.#arrivals;
    return this.#sent.slice(first, this.#firstMissing()).map(({ shape }) => shape);
  }

  /** Its sender learns that everything before a sequence number has arrived. */
  acknowledge(acknowledgment: number): void {
    this.#sent = this.#sent.filter(({ end }) => isSequenceBefore(acknowledgment, end));
  }

  /** Sequence number of the first octet that the other side lacks; undefined where it has all. */
  get expected(): number | undefined {
    return this.#sent[this.#firstMissing()]?.start;
  }

  /** What has not arrived, in the order of sequence numbers. */
  get missing(): readonly FlightSegment[] {
    return this.#sent.filter(({ arrival }) => arrival === undefined);
  }

  /** The first of which its sender does not know that it arrived. */
  get oldest(): FlightSegment | undefined {
    return this.#sent[0];
  }

  /** The last that was sent. */
  get latest(): FlightSegment | undefined {
    return this.#sent.at(-1);
  }

  hasArrivedAfter({ start }: FlightSegment): boolean {
    return this.#sent.some((other) => other.arrival !== undefined && isSequenceBefore(start, other.start));
  }

  /** What the other side has beyond the first gap: the block that grew last first (RFC 2018 section 4), no more than `most`. */
  blocks(most: number): readonly SackBlock[] {
    const blocks: Block[] = [];
    for (const { start, end, arrival } of this.#sent.slice(this.#firstMissing())) {
      if (arrival === undefined) continue;
      const before = blocks.at(-1);
      if (before?.right === start) {
        blocks.pop();
        blocks.push({ left: before.left, right: end, arrival: Math.max(before.arrival, arrival) });
      } else blocks.push({ left: start, right: end, arrival });
    }
    return blocks
      .sort((one, other) => other.arrival - one.arrival)
      .slice(0, most)
      .map(({ left, right }) => ({ left, right }));
  }

  #add(segment: FlightSegment): SentSegment {
    const sent = { ...segment, arrival: undefined };
    this.#sent.push(sent);
    return sent;
  }

  #firstMissing(): number {
    const index = this.#sent.findIndex(({ arrival }) => arrival === undefined);
    return index === -1 ? this.#sent.length : index;
  }
}
