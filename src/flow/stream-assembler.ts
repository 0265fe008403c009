/**
 * One direction of a TCP connection as the octets its reader sees (RFC 9293 section 3.10.7): in the order of their sequence
 * numbers, repeated octets once, each handed on as soon as nothing before it is missing. Only what came too early is kept.
 */
import { addToSequence, isSequenceBefore, sequenceDistance } from "../wire/seqnum.js";
import type { HttpHead } from "../wire/http.js";
import type { OctetBudget } from "./octet-budget.js";

/** Takes a stream's octets. */
export interface StreamReader {
  /** `bytes` is a view, valid during the call. `head`: an HTTP head that they begin with, where the frame's decoder found one. */
  octets(bytes: Uint8Array, frameNumber: number, head: HttpHead | undefined): void;
  /** So many octets of the stream are not in the capture, though later ones are. */
  missing(count: number): void;
  /** The stream has ended: `isFinished` where its sender has said so and every octet is here. */
  end(isFinished: boolean): void;
}

interface Early {
  readonly sequence: number;
  /** A copy. */
  readonly bytes: Uint8Array;
  /** Octets on the wire: more than `bytes` has where the capture cut them. */
  readonly length: number;
  readonly frameNumber: number;
}

export class StreamAssembler {
  /** By sequence number. */
  private early: Early[] = [];
  private held = 0;
  private afterFin: number | undefined;
  private hasEnded = false;

  /** `next`: sequence number of the stream's first octet. */
  constructor(
    private next: number,
    private readonly reader: StreamReader,
    private readonly budget: OctetBudget,
    private readonly limitReached: (
      limit: "bufferedOctets" | "bufferedOctetsPerStream",
      frame: number,
    ) => void,
  ) {}

  /** Whether there is something that waits for octets before it. */
  get hasGap(): boolean {
    return this.early.length > 0 || (this.afterFin !== undefined && !this.hasEnded);
  }

  /** Octets that begin at `sequence`; `length` are on the wire, of which `bytes` were captured. */
  add(sequence: number, bytes: Uint8Array, length: number, frameNumber: number, head?: HttpHead): void {
    if (this.hasEnded) return;
    const ahead = sequenceDistance(this.next, sequence);
    if (ahead > 0) return this.keep({ sequence, bytes: bytes.slice(), length, frameNumber });
    this.deliver(bytes, -ahead, length, frameNumber, head);
    if (this.early.length > 0) this.deliverEarly();
  }

  /** The sender's FIN lies before this sequence number. */
  finish(afterFin: number): void {
    this.afterFin ??= afterFin;
    this.endAtFin();
  }

  /** The other side has everything before `acknowledged`: what of it did not come is missing in the capture alone. */
  acknowledge(acknowledged: number): void {
    while (this.early.length > 0 && isSequenceBefore(this.next, acknowledged)) this.giveUpGap();
    if (this.afterFin !== undefined && !isSequenceBefore(acknowledged, this.afterFin))
      this.giveUpGapBeforeFin();
  }

  /** Nothing more comes. */
  close(): void {
    while (this.early.length > 0) this.giveUpGap();
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.reader.end(false);
  }

  /** Nobody reads it any more. */
  drop(): void {
    this.release();
    this.hasEnded = true;
  }

  /** Hands on what of a segment is new: `known` octets at its beginning are not. */
  private deliver(
    bytes: Uint8Array,
    known: number,
    length: number,
    frameNumber: number,
    head: HttpHead | undefined,
  ): void {
    if (length <= known) return;
    this.next = addToSequence(this.next, length - known);
    if (known === 0 && bytes.length > 0) this.reader.octets(bytes, frameNumber, head);
    else if (bytes.length > known) this.reader.octets(bytes.subarray(known), frameNumber, undefined);
    const cut = length - Math.max(bytes.length, known);
    if (cut > 0) this.reader.missing(cut);
    this.endAtFin();
  }

  private deliverEarly(): void {
    for (;;) {
      const first = this.early[0];
      if (first === undefined || isSequenceBefore(this.next, first.sequence)) return;
      this.early.shift();
      this.hold(-first.bytes.length - overhead);
      const known = sequenceDistance(first.sequence, this.next);
      this.deliver(first.bytes, known, first.length, first.frameNumber, undefined);
    }
  }

  private keep(early: Early): void {
    let index = this.early.length;
    while (index > 0 && isSequenceBefore(early.sequence, this.early[index - 1]?.sequence ?? 0)) index -= 1;
    // Sent again, it is no use twice.
    const before = this.early[index - 1];
    if (before?.sequence === early.sequence && before.length >= early.length) return;
    this.early.splice(index, 0, early);
    this.hold(early.bytes.length + overhead);
    const isStreamFull = this.held > this.budget.limitPerStream;
    if (!isStreamFull && !this.budget.isExceeded) return;
    this.limitReached(isStreamFull ? "bufferedOctetsPerStream" : "bufferedOctets", early.frameNumber);
    this.giveUpGap();
  }

  private giveUpGap(): void {
    const first = this.early[0];
    if (first === undefined) return;
    const gap = sequenceDistance(this.next, first.sequence);
    if (gap > 0) {
      this.next = first.sequence;
      this.reader.missing(gap);
    }
    this.deliverEarly();
  }

  /** The sender has finished, and what it sent last is not here. */
  private giveUpGapBeforeFin(): void {
    if (this.afterFin === undefined || this.hasEnded || this.early.length > 0) return;
    const gap = sequenceDistance(this.next, this.afterFin) - 1;
    if (gap <= 0) return;
    this.next = addToSequence(this.next, gap);
    this.reader.missing(gap);
    this.endAtFin();
  }

  private endAtFin(): void {
    if (this.afterFin === undefined || this.hasEnded) return;
    if (isSequenceBefore(addToSequence(this.next, 1), this.afterFin)) return;
    this.hasEnded = true;
    this.release();
    this.reader.end(true);
  }

  private hold(octets: number): void {
    this.held += octets;
    this.budget.charge(octets);
  }

  private release(): void {
    this.hold(-this.held);
    this.early = [];
  }
}

/** What keeping a piece costs besides its octets, roughly. */
const overhead = 200;
