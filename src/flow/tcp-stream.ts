/**
 * One direction of a TCP connection as the octets its reader sees (RFC 9293 section 3.10.7): ordered by sequence number,
 * repeated octets once, up to the first gap. Bounded by the octets captured and by `maximumStreamLength`.
 */
import { isSequenceBefore, sequenceDistance } from "../wire/seqnum.js";
import { tcpFlags } from "../wire/tcp.js";
import type { TcpConversation, TcpFrame } from "./conversation.js";
import type { FlowFrame } from "./flow-frame.js";

/** Octets put together per direction, at most. */
export const maximumStreamLength = 64 * 1024 * 1024;

/** Which octets of the stream a frame brought first. */
export interface StreamPiece {
  readonly frame: FlowFrame;
  readonly streamOffset: number;
  readonly length: number;
}

export interface TcpStream {
  /** From the first octet up to the first gap. */
  readonly bytes: Uint8Array;
  /** In the order of the stream, without holes. */
  readonly pieces: readonly StreamPiece[];
  /** Sequence number of the first octet; absent where the direction sent nothing at all. */
  readonly firstSequenceNumber?: number;
  /** A FIN was sent and every octet before it is here. */
  readonly isFinished: boolean;
  /** Octets after the first one that is missing. */
  readonly octetsAfterGap: number;
  /** Frames that repeat octets that were there, and those among them that have other values for them. */
  readonly repeatedFrames: readonly number[];
  readonly conflictingFrames: readonly number[];
  /** The stream goes on beyond `maximumStreamLength`. */
  readonly isCut: boolean;
}

/** Puts one direction together. */
export function reassembleStream(
  conversation: TcpConversation,
  from: "client" | "server",
  limit: number = maximumStreamLength,
): TcpStream {
  const segments = conversation.segments.filter(({ fromClient }) => fromClient === (from === "client"));
  const first = firstSequenceNumber(segments);
  if (first === undefined) return emptyStream;
  const assembly = new Assembly(limit);
  const placed = segments
    .filter(({ payload }) => payload.length > 0)
    .map((segment) => ({ segment, offset: sequenceDistance(first, dataSequence(segment)) }))
    .sort((left, right) => left.offset - right.offset);
  for (const { segment, offset } of placed) assembly.add(segment, offset);
  const fin = segments.find(({ tcp }) => (tcp.header.flags & tcpFlags.fin) !== 0);
  const finOffset =
    fin === undefined ? undefined : sequenceDistance(first, dataSequence(fin)) + fin.payload.length;
  return {
    bytes: assembly.bytes(),
    pieces: assembly.pieces,
    firstSequenceNumber: first,
    isFinished: finOffset !== undefined && finOffset === assembly.length && assembly.octetsAfterGap === 0,
    octetsAfterGap: assembly.octetsAfterGap,
    repeatedFrames: ascending(assembly.repeated),
    conflictingFrames: ascending(assembly.conflicting),
    isCut: assembly.isCut,
  };
}

/** The frames that brought the octets `[start, end)`, in the order of the stream. */
export function framesOfRange(stream: TcpStream, start: number, end: number): readonly FlowFrame[] {
  const frames: FlowFrame[] = [];
  for (let index = pieceAt(stream, start); index < stream.pieces.length; index += 1) {
    const piece = stream.pieces[index];
    if (piece === undefined || piece.streamOffset >= end) break;
    frames.push(piece.frame);
  }
  return frames;
}

/** Index of the first piece that reaches beyond `offset`. */
function pieceAt(stream: TcpStream, offset: number): number {
  let low = 0;
  let high = stream.pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const piece = stream.pieces[middle];
    if (piece !== undefined && piece.streamOffset + piece.length <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

const emptyStream: TcpStream = {
  bytes: new Uint8Array(0),
  pieces: [],
  isFinished: false,
  octetsAfterGap: 0,
  repeatedFrames: [],
  conflictingFrames: [],
  isCut: false,
};

/** After the SYN where there is one, else the earliest octet, else what the direction would have sent next. */
function firstSequenceNumber(segments: readonly TcpFrame[]): number | undefined {
  const syn = segments.find(({ tcp }) => (tcp.header.flags & tcpFlags.syn) !== 0);
  if (syn !== undefined) return dataSequence(syn);
  const withData = segments.filter(({ payload }) => payload.length > 0);
  let first: number | undefined;
  for (const segment of withData.length > 0 ? withData : segments) {
    const sequence = dataSequence(segment);
    if (first === undefined || isSequenceBefore(sequence, first)) first = sequence;
  }
  return first;
}

/** A SYN takes one sequence number, so data in the same segment begin after it. */
function dataSequence({ tcp }: TcpFrame): number {
  const isSyn = (tcp.header.flags & tcpFlags.syn) !== 0;
  return (tcp.header.sequenceNumber + (isSyn ? 1 : 0)) >>> 0;
}

/** Grows by segments in the order of their offsets. */
class Assembly {
  length = 0;
  octetsAfterGap = 0;
  isCut = false;
  readonly pieces: StreamPiece[] = [];
  readonly repeated = new Set<number>();
  readonly conflicting = new Set<number>();
  private buffer = new Uint8Array(4096);

  constructor(private readonly limit: number) {}

  add({ frame, payload }: TcpFrame, offset: number): void {
    if (offset > this.length) {
      this.octetsAfterGap += payload.length;
      return;
    }
    const known = Math.min(payload.length, this.length - offset);
    if (known > 0) this.compare(frame, payload, offset, known);
    const room = Math.max(0, this.limit - this.length);
    const added = payload.subarray(known, known + room);
    if (known + added.length < payload.length) this.isCut = true;
    if (added.length === 0) return;
    this.grow(this.length + added.length);
    this.buffer.set(added, this.length);
    this.pieces.push({ frame, streamOffset: this.length, length: added.length });
    this.length += added.length;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  private compare(frame: FlowFrame, payload: Uint8Array, offset: number, known: number): void {
    this.repeated.add(frame.frameNumber);
    // Octets before the first one cannot be compared.
    for (let index = Math.max(0, -offset); index < known; index += 1) {
      if (payload[index] !== this.buffer[offset + index]) {
        this.conflicting.add(frame.frameNumber);
        return;
      }
    }
  }

  private grow(length: number): void {
    if (length <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(length, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}

function ascending(numbers: ReadonlySet<number>): readonly number[] {
  return [...numbers].sort((left, right) => left - right);
}
