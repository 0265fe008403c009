/**
 * Who answers whom (RFC 826). A reply belongs to the latest request whose two protocol addresses it swaps. Left-overs that
 * are meant for each other are told apart from requests and replies that stand alone, once nothing more can answer them.
 */
import { arpOperations } from "../wire/arp.js";
import type { ArpLayer, EthernetLayer } from "../wire/decoded-frame.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowFrame } from "./flow-frame.js";
import type { FlowLimits } from "./flow-limits.js";
import { OpenTransactions } from "./open-transactions.js";
import { UnmatchedAnswers } from "./unmatched-answers.js";

/** What is remembered of an ARP packet. */
export interface SeenArp {
  readonly frameNumber: number;
  readonly timeMillis: number;
  readonly operation: number;
  readonly hardwareLength: number;
  readonly protocolLength: number;
  readonly senderHardwareAddress: string;
  readonly senderProtocolAddress: string;
  readonly targetHardwareAddress: string;
  readonly targetProtocolAddress: string;
  /** Of the frame that carried it; undefined without Ethernet header. */
  readonly ethernetSource: string | undefined;
  readonly ethernetDestination: string | undefined;
}

export interface ArpPair {
  readonly request: SeenArp;
  readonly reply: SeenArp;
}

interface Asked {
  readonly request: SeenArp;
  answers: number;
}

export class ArpPairing {
  private readonly asked: OpenTransactions<Asked>;
  private readonly unasked: UnmatchedAnswers<SeenArp>;

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
      keysOf: keysOfReply,
      release: (reply) => listener.emit("arpUnasked", reply),
    });
  }

  observe(
    frame: FlowFrame,
    timeMillis: number,
    { header }: ArpLayer,
    ethernet: EthernetLayer | undefined,
  ): void {
    this.asked.expire(timeMillis);
    this.unasked.expire(timeMillis);
    const seen: SeenArp = {
      frameNumber: frame.frameNumber,
      timeMillis,
      operation: header.operation,
      hardwareLength: header.hardwareLength,
      protocolLength: header.protocolLength,
      senderHardwareAddress: header.senderHardwareAddress,
      senderProtocolAddress: header.senderProtocolAddress,
      targetHardwareAddress: header.targetHardwareAddress,
      targetProtocolAddress: header.targetProtocolAddress,
      ethernetSource: ethernet?.header.source,
      ethernetDestination: ethernet?.header.destination,
    };
    this.listener.emit("arpPacket", seen);
    if (header.operation === arpOperations.request) this.request(seen);
    else if (header.operation === arpOperations.reply) this.reply(seen);
    else this.listener.emit("arpOther", seen);
  }

  /** Nothing more comes: what waits is settled. */
  finish(): void {
    for (const asked of this.asked.drain()) this.settle(asked);
    for (const reply of this.unasked.drain()) this.listener.emit("arpUnasked", reply);
  }

  /** A request asked again takes the place of the one before; after a reply it is another. */
  private request(request: SeenArp): void {
    const key = `${request.senderProtocolAddress} ${request.targetProtocolAddress}`;
    this.asked.delete(key);
    this.asked.set(key, { request, answers: 0 }, request);
  }

  private reply(reply: SeenArp): void {
    // A gratuitous reply, about the sender itself, answers nobody, its own announcement least of all.
    if (reply.senderProtocolAddress === reply.targetProtocolAddress) return this.unasked.add(reply);
    const asked = this.asked.get(`${reply.targetProtocolAddress} ${reply.senderProtocolAddress}`);
    if (asked === undefined) return this.unasked.add(reply);
    asked.answers += 1;
    this.listener.emit("arpAnswered", { request: asked.request, reply });
  }

  /** The request waits no longer: a reply that was meant for it may have named other addresses. */
  private settle({ request, answers }: Asked): void {
    if (answers > 0 || !wantsAnswer(request)) return;
    const reply = this.unasked.take(keysOfRequest(request), request.frameNumber);
    if (reply === undefined) this.listener.emit("arpUnanswered", request);
    else this.listener.emit("arpOtherAddresses", { request, reply });
  }
}

/** A probe and an announcement hope for silence (RFC 5227 sections 2.1 and 2.3). */
function wantsAnswer({ senderProtocolAddress, targetProtocolAddress }: SeenArp): boolean {
  return senderProtocolAddress !== "0.0.0.0" && senderProtocolAddress !== targetProtocolAddress;
}

/**
 * Only what the asker would take for its answer: sent to its hardware address, or from the address it wanted, or with both
 * addresses not exchanged.
 */
function keysOfRequest(request: SeenArp): readonly string[] {
  const { senderHardwareAddress, senderProtocolAddress, targetProtocolAddress } = request;
  return [
    `to ${senderHardwareAddress}`,
    `from ${targetProtocolAddress}`,
    `${senderProtocolAddress} ${targetProtocolAddress}`,
  ];
}

function keysOfReply(reply: SeenArp): readonly string[] {
  const { targetHardwareAddress, senderProtocolAddress, targetProtocolAddress } = reply;
  return [
    `to ${targetHardwareAddress}`,
    `from ${senderProtocolAddress}`,
    `${senderProtocolAddress} ${targetProtocolAddress}`,
  ];
}
