/**
 * HTTP/1.x messages out of one direction of a TCP stream, piece by piece: where each begins and ends (RFC 9112 section 6).
 * A message under way costs its head; its body is counted.
 */
import { latin1Bytes, noBytes } from "../wire/bytes.js";
import type { HttpHead, HttpHeadDecode } from "../wire/http.js";
import { ChunkedBody } from "./chunked-body.js";
import type { FramingDecision } from "./http-framing.js";
import { HttpHeadBuffer } from "./http-head-buffer.js";
import { type BodyFraming, framesPerMessage, type HttpProblemCode } from "./http-message.js";
import type { OctetBudget } from "./octet-budget.js";
import type { StreamReader } from "./stream-assembler.js";
import type { TcpConnection } from "./tcp-connection.js";

/** A message while it passes: an `HttpMessage` that is still being counted. */
export interface PassingMessage<Head extends HttpHead> {
  readonly connection: TcpConnection;
  readonly head: Head;
  readonly framing: BodyFraming;
  bodyLength: number;
  octetsMissing: number;
  isComplete: boolean;
  isMalformed: boolean;
  isCutByCapture: boolean;
  readonly frames: number[];
}

/** Why a stream is not read any further, and what is left of it. */
export interface StreamProblem {
  readonly code: HttpProblemCode;
  readonly streamOffset: number;
  octetsLeft: number;
  firstOctets: Uint8Array;
  readonly frameNumber: number | undefined;
}

/** What a reader asks of and tells to whoever pairs messages. */
export interface MessageSink {
  framingOf(head: HttpHead): FramingDecision;
  /** The head has passed. */
  began(message: PassingMessage<HttpHead>): void;
  /** The message is over, complete or not. */
  ended(message: PassingMessage<HttpHead>): void;
  /** Octets are missing where a message may have begun. */
  lostTrack(): void;
  /** There is no room for what would have to be kept. */
  noRoom(frameNumber: number): void;
}

const firstOctetsShown = 24;

export class HttpStreamReader<Head extends HttpHead> implements StreamReader {
  /** Messages that began, and the length of the last one's body. */
  messages = 0;
  lastBodyLength = 0;
  problem: StreamProblem | undefined;
  /** The capture lost octets of the stream. */
  hasGap = false;
  /** Nothing more is read: the stream has ended, or is no longer HTTP. */
  isDone = false;
  private message: PassingMessage<Head> | undefined;
  private chunks: ChunkedBody | undefined;
  private bodyLeft = 0;
  /** Octets of the stream before the piece that is read, before the head, before the body. */
  private base = 0;
  private headStart = 0;
  private bodyStart = 0;
  private readonly headBuffer = new HttpHeadBuffer();
  private headFrames: number[] = [];
  private held = 0;

  /** `isInStep`: the stream's first octet begins a message. Otherwise one is looked for at the start of each piece. */
  constructor(
    private readonly connection: TcpConnection,
    private readonly kind: HttpHead["kind"],
    private readonly sink: MessageSink,
    private readonly budget: OctetBudget,
    private isInStep: boolean,
  ) {}

  octets(bytes: Uint8Array, frameNumber: number, head: HttpHead | undefined): void {
    let at = 0;
    if (head?.kind === this.kind && this.message === undefined && this.headBuffer.isEmpty && !this.isDone) {
      if (this.problem === undefined) at = this.takeHead(head as Head, bytes, frameNumber);
    }
    while (at < bytes.length && !this.isDone) {
      if (this.problem !== undefined) at = countLeft(this.problem, bytes, at);
      else if (this.message === undefined) at = this.readHead(bytes, at, frameNumber);
      else at = this.readBody(this.message, bytes, at, frameNumber);
    }
    this.base += bytes.length;
    this.charge(frameNumber);
  }

  missing(count: number): void {
    this.hasGap = true;
    if (this.isDone || this.problem !== undefined) return;
    this.base += count;
    const { message } = this;
    if (message !== undefined && this.skipBody(message, count)) return;
    if (message !== undefined) {
      message.isCutByCapture = true;
      this.endMessage(message);
    }
    this.forgetHead();
    this.isInStep = false;
    this.sink.lostTrack();
  }

  end(isFinished: boolean): void {
    if (this.isDone) return;
    const { message } = this;
    if (message !== undefined) {
      if (message.framing === "close" && isFinished) {
        message.isComplete = message.octetsMissing === 0;
        message.isCutByCapture ||= !message.isComplete;
      }
      this.endMessage(message);
    } else if (!this.headBuffer.isEmpty && this.problem === undefined && this.isInStep) {
      this.stopInHead("incomplete-head", 0, noBytes, this.base);
    }
    this.isDone = true;
    this.headBuffer.clear();
    this.charge(0);
  }

  /** A head that the frame's decoder has read already. */
  private takeHead(head: Head, bytes: Uint8Array, frameNumber: number): number {
    this.headStart = this.base;
    noteFrame(this.headFrames, frameNumber);
    return this.beginMessage(head, bytes, 0, head.headLength);
  }

  private readHead(bytes: Uint8Array, start: number, frameNumber: number): number {
    let at = start;
    if (this.headBuffer.isEmpty) {
      // RFC 9112 section 2.2: an empty line before a start line is skipped.
      while (bytes[at] === 0x0d || bytes[at] === 0x0a) at += 1;
      if (at >= bytes.length) return at;
      this.headStart = this.base + at;
    }
    noteFrame(this.headFrames, frameNumber);
    const { decode, taken } = this.headBuffer.add(bytes, at, frameNumber);
    if (decode.kind === "incomplete") return bytes.length;
    if (decode.kind === "head" && decode.head.kind === this.kind) {
      return this.beginMessage(decode.head as Head, bytes, at, at + taken);
    }
    // The capture begins within a message, or lost its beginning: the next piece may begin another.
    if (this.isInStep) this.stopBeforeHead(decode, bytes, at);
    this.forgetHead();
    return bytes.length;
  }

  private stopBeforeHead(decode: HttpHeadDecode, bytes: Uint8Array, at: number): void {
    const code = decode.kind === "malformed" ? "malformed-head" : "not-http";
    const offset = decode.kind === "malformed" ? decode.offset : 0;
    this.stopInHead(code, offset, bytes.subarray(at), this.base + bytes.length);
  }

  private beginMessage(head: Head, bytes: Uint8Array, start: number, bodyStart: number): number {
    this.isInStep = true;
    const framing = this.sink.framingOf(head);
    if (framing.kind === "problem") {
      this.stopInHead(framing.code, 0, bytes.subarray(start), this.base + bytes.length);
      this.forgetHead();
      return bytes.length;
    }
    const message: PassingMessage<Head> = {
      connection: this.connection,
      head,
      framing: framing.kind === "tunnel" ? "none" : framing.kind,
      bodyLength: 0,
      octetsMissing: 0,
      isComplete: false,
      isMalformed: false,
      isCutByCapture: false,
      frames: this.headFrames,
    };
    this.forgetHead();
    this.messages += 1;
    this.lastBodyLength = 0;
    this.message = message;
    this.bodyStart = this.base + bodyStart;
    this.bodyLeft = framing.kind === "content-length" ? framing.length : 0;
    this.chunks = framing.kind === "chunked" ? new ChunkedBody() : undefined;
    this.sink.began(message);
    if (framing.kind !== "chunked" && framing.kind !== "close" && this.bodyLeft === 0)
      this.completeMessage(message);
    if (framing.kind === "tunnel") this.isDone = true;
    return bodyStart;
  }

  private readBody(
    message: PassingMessage<Head>,
    bytes: Uint8Array,
    start: number,
    frameNumber: number,
  ): number {
    noteFrame(message.frames, frameNumber);
    if (this.chunks !== undefined) return this.readChunks(message, this.chunks, bytes, start, frameNumber);
    const available = bytes.length - start;
    const taken = message.framing === "close" ? available : Math.min(this.bodyLeft, available);
    this.countBody(message, taken);
    return start + taken;
  }

  private countBody(message: PassingMessage<Head>, octets: number): void {
    message.bodyLength += octets;
    if (message.framing === "close") return;
    this.bodyLeft -= octets;
    if (this.bodyLeft === 0) this.completeMessage(message);
  }

  private readChunks(
    message: PassingMessage<Head>,
    chunks: ChunkedBody,
    bytes: Uint8Array,
    start: number,
    frameNumber: number,
  ): number {
    const at = chunks.read(bytes, start);
    message.bodyLength = chunks.length;
    if (chunks.isComplete) this.completeMessage(message);
    if (!chunks.isMalformed) return at;
    message.isMalformed = true;
    this.endMessage(message);
    const place = this.bodyStart + chunks.malformedAt;
    const shown = place < this.base ? latin1Bytes(chunks.malformedLine) : bytes.subarray(place - this.base);
    this.stop("bad-chunk", place, shown, this.base + bytes.length, frameNumber);
    return bytes.length;
  }

  /** Octets that the capture lost, in a place where only their number matters. */
  private skipBody(message: PassingMessage<Head>, count: number): boolean {
    if (this.chunks !== undefined) {
      if (!this.chunks.skip(count)) return false;
      message.bodyLength = this.chunks.length;
      message.octetsMissing += count;
      return true;
    }
    if (message.framing === "content-length" && count > this.bodyLeft) return false;
    message.octetsMissing += count;
    this.countBody(message, count);
    return true;
  }

  private completeMessage(message: PassingMessage<Head>): void {
    message.isComplete = true;
    this.endMessage(message);
  }

  private endMessage(message: PassingMessage<Head>): void {
    this.message = undefined;
    this.chunks = undefined;
    this.lastBodyLength = message.bodyLength;
    this.sink.ended(message);
  }

  private forgetHead(): void {
    this.headBuffer.clear();
    this.headFrames = [];
  }

  /** `piece`: what the head consists of, where nothing of it was gathered before. `end`: octets of the stream so far. */
  private stopInHead(code: HttpProblemCode, offset: number, piece: Uint8Array, end: number): void {
    const head = this.headBuffer.isEmpty ? piece : this.headBuffer.gathered;
    const frame = this.headBuffer.isEmpty ? this.headFrames[0] : this.headBuffer.frameAt(offset);
    this.stop(code, this.headStart + offset, head.subarray(offset), end, frame);
  }

  private stop(
    code: HttpProblemCode,
    streamOffset: number,
    shown: Uint8Array,
    end: number,
    frameNumber: number | undefined,
  ): void {
    const firstOctets = shown.slice(0, firstOctetsShown);
    this.problem = { code, streamOffset, octetsLeft: end - streamOffset, firstOctets, frameNumber };
  }

  /** Settles with the budget what is kept; without room nothing more is read. */
  private charge(frameNumber: number): void {
    const held = this.headBuffer.held + (this.message?.head.headLength ?? 0);
    if (held === this.held) return;
    this.budget.charge(held - this.held);
    this.held = held;
    if (held === 0 || !this.budget.isExceeded) return;
    this.sink.noRoom(frameNumber);
    this.isDone = true;
    this.message = undefined;
    this.headBuffer.clear();
    this.budget.charge(-held);
    this.held = 0;
  }
}

function countLeft(problem: StreamProblem, bytes: Uint8Array, start: number): number {
  const room = firstOctetsShown - problem.firstOctets.length;
  if (room > 0) {
    const shown = new Uint8Array(problem.firstOctets.length + Math.min(room, bytes.length - start));
    shown.set(problem.firstOctets);
    shown.set(bytes.subarray(start, start + room), problem.firstOctets.length);
    problem.firstOctets = shown;
  }
  problem.octetsLeft += bytes.length - start;
  return bytes.length;
}

function noteFrame(frames: number[], frameNumber: number): void {
  if (frames.length < framesPerMessage && frames[frames.length - 1] !== frameNumber) frames.push(frameNumber);
}
