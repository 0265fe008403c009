/**
 * ICMP queries and their replies: echo (RFC 792, RFC 4443), timestamp (RFC 792), address mask (RFC 950). A reply belongs to
 * the request with its identifier and sequence number, from the address that was asked; what was asked of a group, any
 * member may answer.
 */
import type { Icmpv4Layer, Icmpv6Layer, NetworkLayer } from "../wire/decoded-frame.js";
import { icmpv4Types } from "../wire/icmpv4.js";
import { icmpv6Types } from "../wire/icmpv6.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowFrame } from "./flow-frame.js";
import type { FlowLimits } from "./flow-limits.js";
import { OpenTransactions } from "./open-transactions.js";
import { UnmatchedAnswers } from "./unmatched-answers.js";

export type IcmpQueryKind = "echo" | "timestamp" | "address-mask";

/** What is remembered of an ICMP query or reply. */
export interface SeenIcmp {
  readonly frameNumber: number;
  readonly timeMillis: number;
  readonly protocol: "icmpv4" | "icmpv6";
  readonly kind: IcmpQueryKind;
  readonly isReply: boolean;
  readonly source: string;
  readonly destination: string;
  readonly identifier: number;
  readonly sequenceNumber: number;
  /** Octets of echo data, and a number that differs only where they do; undefined where they are cut or damaged. */
  readonly dataLength: number;
  readonly dataDigest: number | undefined;
  /** Of a timestamp message: milliseconds since midnight UTC; 0 otherwise. */
  readonly originate: number;
  /** Of a request that says what the one in that frame said before it was answered: sent again, or seen twice on its way. */
  readonly copyOf?: number;
}

export interface IcmpPair {
  readonly request: SeenIcmp;
  readonly reply: SeenIcmp;
}

interface Asked {
  readonly request: SeenIcmp;
  /** As many answers may come as there are requests. */
  readonly copies: SeenIcmp[];
  answers: number;
}

export class IcmpPairing {
  private readonly asked: OpenTransactions<Asked>;
  private readonly unasked: UnmatchedAnswers<SeenIcmp>;

  constructor(
    private readonly listener: FlowListener,
    limits: FlowLimits,
  ) {
    this.asked = new OpenTransactions(limits, {
      listener,
      release: (asked) => this.settle(asked),
      isSettled: ({ answers }) => answers > 0,
    });
    this.unasked = new UnmatchedAnswers(limits, {
      listener,
      keysOf: ({ kind, source, destination }) => [`${kind} ${destination} ${source}`],
      release: (reply) => listener.emit("icmpUnasked", reply),
    });
  }

  observe(
    frame: FlowFrame,
    timeMillis: number,
    network: NetworkLayer,
    icmp: Icmpv4Layer | Icmpv6Layer,
  ): void {
    this.asked.expire(timeMillis);
    this.unasked.expire(timeMillis);
    const seen = seenIcmp(frame, timeMillis, network, icmp);
    if (seen === undefined) return;
    if (seen.isReply) this.reply(seen);
    else this.request(seen);
  }

  /** Nothing more comes: what waits is settled. */
  finish(): void {
    for (const asked of this.asked.drain()) this.settle(asked);
    for (const reply of this.unasked.drain()) this.listener.emit("icmpUnasked", reply);
  }

  private request(request: SeenIcmp): void {
    const key = keyOf(request.source, isGroup(request.destination) ? "any" : request.destination, request);
    const before = this.asked.get(key);
    if (before !== undefined && isCopy(request, before)) {
      this.listener.emit("icmpRequest", request);
      if (before.copies.length < rememberedCopies)
        before.copies.push({ ...request, copyOf: before.request.frameNumber });
      return;
    }
    if (before !== undefined) {
      // The numbers are used again: the request before it waits no longer.
      this.asked.delete(key);
      this.settle(before);
    }
    this.listener.emit("icmpRequest", request);
    this.asked.set(key, { request, copies: [], answers: 0 }, request);
  }

  private reply(reply: SeenIcmp): void {
    const { source, destination } = reply;
    const asked =
      this.asked.get(keyOf(destination, source, reply)) ?? this.asked.get(keyOf(destination, "any", reply));
    if (asked === undefined) return this.unasked.add(reply);
    asked.answers += 1;
    const isFurther = asked.answers > 1 + asked.copies.length && !isGroup(asked.request.destination);
    this.listener.emit(isFurther ? "icmpRepeated" : "icmpAnswered", { request: asked.request, reply });
  }

  private settle({ request, copies, answers }: Asked): void {
    if (answers === 0) this.settleUnanswered(request);
    copies.forEach((copy, index) => {
      if (answers < index + 2) this.listener.emit("icmpUnanswered", copy);
    });
  }

  private settleUnanswered(request: SeenIcmp): void {
    const { kind, source, destination } = request;
    const reply = this.unasked.take([`${kind} ${source} ${destination}`], request.frameNumber);
    if (reply === undefined) this.listener.emit("icmpUnanswered", request);
    else this.listener.emit("icmpOtherNumbers", { request, reply });
  }
}

/** Of one request: a link that repeats frames without end costs no memory. */
const rememberedCopies = 16;

/** The octets of both are known and the same, and nothing has answered yet. */
function isCopy(request: SeenIcmp, { request: before, answers }: Asked): boolean {
  return (
    answers === 0 &&
    request.dataDigest !== undefined &&
    request.dataDigest === before.dataDigest &&
    request.dataLength === before.dataLength &&
    request.originate === before.originate
  );
}

function seenIcmp(
  { frameNumber, decoded }: FlowFrame,
  timeMillis: number,
  { header: { source, destination } }: NetworkLayer,
  icmp: Icmpv4Layer | Icmpv6Layer,
): SeenIcmp | undefined {
  const { body, type } = icmp.header;
  const isReply = roles[icmp.protocol].get(type);
  if (isReply === undefined || !isQuery(body)) return undefined;
  // What was damaged on the way is not what was sent.
  const isUnknown = decoded.bytes.length < decoded.length || icmp.checksumStatus === "bad";
  const { kind, identifier, sequenceNumber } = body;
  return {
    frameNumber,
    timeMillis,
    protocol: icmp.protocol,
    kind,
    isReply,
    source,
    destination,
    identifier,
    sequenceNumber,
    dataLength: icmp.payloadLength,
    dataDigest: isUnknown
      ? undefined
      : digest(decoded.bytes, icmp.payloadOffset, icmp.payloadOffset + icmp.payloadLength),
    originate: body.kind === "timestamp" ? body.originate : 0,
  };
}

type Body = (Icmpv4Layer | Icmpv6Layer)["header"]["body"];

function isQuery(body: Body): body is Extract<Body, { kind: IcmpQueryKind }> {
  return body.kind === "echo" || body.kind === "timestamp" || body.kind === "address-mask";
}

/** Types of queries, and whether they are replies. */
const roles = {
  icmpv4: new Map<number, boolean>([
    [icmpv4Types.echoRequest, false],
    [icmpv4Types.echoReply, true],
    [icmpv4Types.timestampRequest, false],
    [icmpv4Types.timestampReply, true],
    [icmpv4Types.addressMaskRequest, false],
    [icmpv4Types.addressMaskReply, true],
  ]),
  icmpv6: new Map<number, boolean>([
    [icmpv6Types.echoRequest, false],
    [icmpv6Types.echoReply, true],
  ]),
} as const;

function keyOf(asker: string, asked: string, { kind, identifier, sequenceNumber }: SeenIcmp): string {
  return `${kind} ${asker} ${asked} ${identifier} ${sequenceNumber}`;
}

/** Multicast and limited broadcast. A network's own broadcast address cannot be told without its mask. */
function isGroup(address: string): boolean {
  if (address.includes(":")) return address.startsWith("ff");
  const first = Number.parseInt(address, 10);
  return (first >= 224 && first < 240) || address === "255.255.255.255";
}

/** FNV-1a over 32 bits. */
function digest(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash >>> 0;
}
