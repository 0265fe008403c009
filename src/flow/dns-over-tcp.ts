/** DNS over TCP (RFC 7766): each message behind its length in two octets, in both directions. */
import { decodeDns } from "../wire/decode-dns.js";
import { fitBytes, noBytes, readU16 } from "../wire/bytes.js";
import type { DnsMessage } from "../wire/dns.js";
import type { ConnectionReader } from "./connection-streams.js";
import type { OctetBudget } from "./octet-budget.js";
import type { StreamReader } from "./stream-assembler.js";

const lengthOctets = 2;

/** Hands on each message, with the frame that completed it. */
export type TakeDnsMessage = (message: DnsMessage, fromClient: boolean, frameNumber: number) => void;

export class DnsOverTcp implements ConnectionReader {
  readonly fromClient: DnsStreamReader;
  readonly fromServer: DnsStreamReader;

  /** `noRoom` is told of the frame for which the budget has nothing left. */
  constructor(
    budget: OctetBudget,
    isFromStart: boolean,
    take: TakeDnsMessage,
    noRoom: (frameNumber: number) => void,
  ) {
    const reader = (fromClient: boolean) =>
      new DnsStreamReader(budget, isFromStart, (message, frame) => take(message, fromClient, frame), noRoom);
    this.fromClient = reader(true);
    this.fromServer = reader(false);
  }

  get isDone(): boolean {
    return this.fromClient.isDone && this.fromServer.isDone;
  }

  close(): void {
    this.fromClient.end();
    this.fromServer.end();
  }
}

class DnsStreamReader implements StreamReader {
  /** Where octets are missing nobody knows any more where messages begin. */
  isDone: boolean;
  private bytes: Uint8Array = noBytes;
  private length = 0;

  constructor(
    private readonly budget: OctetBudget,
    isFromStart: boolean,
    private readonly take: (message: DnsMessage, frameNumber: number) => void,
    private readonly noRoom: (frameNumber: number) => void,
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
      const { message } = decodeDns(this.bytes, lengthOctets, this.length);
      this.length = 0;
      if (message !== undefined) this.take(message, frameNumber);
    }
  }

  missing(): void {
    this.end();
  }

  end(): void {
    this.isDone = true;
    this.budget.charge(-this.bytes.length);
    this.bytes = noBytes;
    this.length = 0;
  }

  private keep(bytes: Uint8Array, frameNumber: number): void {
    const length = this.length + bytes.length;
    if (length > this.bytes.length) {
      const size = Math.max(length, this.bytes.length * 2, 512);
      this.budget.charge(size - this.bytes.length);
      this.bytes = fitBytes(this.bytes, size);
    }
    this.bytes.set(bytes, this.length);
    this.length = length;
    if (!this.budget.isExceeded) return;
    this.noRoom(frameNumber);
    this.end();
  }
}
