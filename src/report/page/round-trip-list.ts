import type { FlowEvents } from "../../flow/flow-events.js";
import type { TcpObservation, TcpSide } from "../../flow/tcp-connection.js";
import { addToSequence, isSequenceBefore } from "../../wire/seqnum.js";
import type { RoundTrip, RoundTripKind } from "./capture-data.js";

/** Segments of one side that wait for an acknowledgment; older ones are forgotten. */
const waitingSegments = 64;

interface Waiting {
  readonly end: number;
  readonly frameNumber: number;
}

/** Requests and their answers, with the time between them. */
export class RoundTripList {
  readonly list: RoundTrip[] = [];
  /** Nanoseconds of frame n at n - 1. */
  private readonly times: bigint[] = [];
  private readonly waiting = new Map<TcpSide, Waiting[]>();

  constructor(private readonly limit: number) {}

  /** Every frame, before the events it brings. */
  frame({ frameNumber, timeNanos }: FlowEvents["frame"]): void {
    this.times[frameNumber] = timeNanos;
  }

  add(kind: RoundTripKind, request: number | undefined, answer: number | undefined): void {
    if (request === undefined || answer === undefined || this.list.length >= this.limit) return;
    const asked = this.times[request];
    const answered = this.times[answer];
    if (asked === undefined || answered === undefined) return;
    this.list.push({ kind, request, answer, seconds: Number(answered - asked) / 1e9 });
  }

  segment(segment: TcpObservation): void {
    const { own, peer, frame, header, isAck, isSyn, sequenceLength, continuity } = segment;
    if (isAck) {
      const acknowledged = this.acknowledge(peer, header.acknowledgmentNumber);
      const kind = isSyn ? "TCP handshake" : "TCP acknowledgment";
      this.add(kind, acknowledged?.frameNumber, frame.frameNumber);
    }
    if (sequenceLength === 0) return;
    const isNew = continuity === "first" || continuity === "in-order" || continuity === "gap";
    const waiting = this.waiting.get(own) ?? [];
    this.waiting.set(own, waiting);
    // Of a segment that was sent twice nobody knows which one is acknowledged (Karn's algorithm, RFC 6298 section 3).
    if (!isNew) waiting.length = 0;
    else
      waiting.push({
        end: addToSequence(header.sequenceNumber, sequenceLength),
        frameNumber: frame.frameNumber,
      });
    if (waiting.length > waitingSegments) waiting.shift();
  }

  connectionEnd({ client, server }: FlowEvents["tcpEnd"]): void {
    this.waiting.delete(client);
    this.waiting.delete(server);
  }

  /** The last segment that an acknowledgment covers for the first time. */
  private acknowledge(side: TcpSide, number: number): Waiting | undefined {
    const waiting = this.waiting.get(side);
    let last: Waiting | undefined;
    while (waiting?.[0] !== undefined && !isSequenceBefore(number, waiting[0].end)) last = waiting.shift();
    return last;
  }
}
