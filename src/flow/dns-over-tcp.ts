/** DNS over TCP (RFC 7766): each message behind its length in two octets, in both directions. */
import { decodeDns } from "../wire/decode-dns.js";
import { fitBytes, noBytes, readU16 } from "../wire/bytes.js";
import type { DnsMessage } from "../wire/dns.js";
import type { ConnectionReader } from "./connection-streams.js";
import type { OctetBudget } from "./octet-budget.js";
import type { StreamReader } from "./stream-assembler.js";

const lengthOctets = 2;

/** Hands on each message, with the frame that completed it. */
export type TakeDnsMessage = (
  message: DnsMessage,
  fromClient: boolean,
  frameNumber: number,
  length: number,
) => void;

/**
 * `trailing-octets`: a message ends before its length does. `malformed`: it cannot be read to its end. `incomplete`: the
 * stream ends within a message, though its sender has finished it.
 */
export interface DnsStreamProblem {
  readonly code: "trailing-octets" | "malformed" | "incomplete";
  readonly fromClient: boolean;
  readonly frameNumber: number;
  /** As the two octets before the message say, and how many there are, or are read. */
  readonly announced: number;
  readonly found: number;
}

/** What becomes of what is read. */
export interface DnsStreamSink {
  readonly take: TakeDnsMessage;
  /** Told of the frame for which the budget has nothing left. */
  readonly noRoom: (frameNumber: number) => void;
  readonly problem: (problem: DnsStreamProblem) => void;
}

export class DnsOverTcp implements ConnectionReader {
  readonly fromClient: DnsStreamReader;
  readonly fromServer: DnsStreamReader;

  constructor(budget: OctetBudget, isFromStart: boolean, sink: DnsStreamSink) {
    this.fromClient = new DnsStreamReader(budget, isFromStart, sink, true);
    this.fromServer = new DnsStreamReader(budget, isFromStart, sink, false);
  }

  get isDone(): boolean {
    return this.fromClient.isDone && this.fromServer.isDone;
  }

  close(): void {
    this.fromClient.end(false);
    this.fromServer.end(false);
  }
}

class DnsStreamReader implements StreamReader {
  /** Where octets are missing nobody knows any more where messages begin. */
  isDone: boolean;
  private bytes: Uint8Array = noBytes;
  private length = 0;
  private lastFrame = 0;

  constructor(
    private readonly budget: OctetBudget,
    isFromStart: boolean,
    private readonly sink: DnsStreamSink,
    private readonly isClient: boolean,
  ) {
    this.isDone = !isFromStart;
  }

  octets(bytes: Uint8Array, frameNumber: number): void {
    let at = 0;
    while (at < bytes.length && !this.isDone) {
      const wanted = this.length < lengthOctets ? lengthOctets : lengthOctets + readU16(this.bytes, 0);
      const taken = Math.min(wanted - this.length, bytes.length - at);
      this.keep(bytes.subarray(at, at + taken), frameNumber);
      at += taken;
      if (this.length < lengthOctets || this.length < lengthOctets + readU16(this.bytes, 0)) continue;
      this.takeMessage(frameNumber);
    }
  }

  missing(): void {
    this.end(false);
  }

  end(isFinished: boolean): void {
    if (isFinished && this.length > 0) this.report("incomplete", this.length - lengthOctets, this.lastFrame);
    this.isDone = true;
    this.budget.charge(-this.bytes.length);
    this.bytes = noBytes;
    this.length = 0;
  }

  private takeMessage(frameNumber: number): void {
    const { message, messageLength, error } = decodeDns(this.bytes, lengthOctets, this.length);
    const announced = this.length - lengthOctets;
    if (error !== undefined) this.report("malformed", messageLength, frameNumber);
    else if (messageLength < announced) this.report("trailing-octets", messageLength, frameNumber);
    this.length = 0;
    if (message !== undefined) this.sink.take(message, this.isClient, frameNumber, announced);
  }

  private report(code: DnsStreamProblem["code"], found: number, frameNumber: number): void {
    const announced = this.length < lengthOctets ? 0 : readU16(this.bytes, 0);
    this.sink.problem({ code, fromClient: this.isClient, frameNumber, announced, found: Math.max(0, found) });
  }

  private keep(bytes: Uint8Array, frameNumber: number): void {
    this.lastFrame = frameNumber;
    const length = this.length + bytes.length;
    if (length > this.bytes.length) {
      const size = Math.max(length, this.bytes.length * 2, 512);
      this.budget.charge(size - this.bytes.length);
      this.bytes = fitBytes(this.bytes, size);
    }
    this.bytes.set(bytes, this.length);
    this.length = length;
    if (!this.budget.isExceeded) return;
    this.sink.noRoom(frameNumber);
    this.end(false);
  }
}
