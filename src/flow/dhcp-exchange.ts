/**
 * DHCP messages of one transaction id (RFC 2131 section 3): DISCOVER → OFFER, REQUEST → ACK or NAK, INFORM → ACK. What is
 * remembered of a transaction is its last request and its offers.
 */
import type { DhcpLayer } from "../wire/decoded-frame.js";
import { dhcpMessageTypes as types, dhcpOptionCodes as codes, type DhcpMessage } from "../wire/dhcp.js";
import { formatIpv4 } from "../wire/address-text.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowFrame } from "./flow-frame.js";
import type { FlowLimits } from "./flow-limits.js";
import { OpenTransactions } from "./open-transactions.js";

/** What is remembered of a DHCP message. */
export interface SeenDhcp {
  readonly frameNumber: number;
  readonly timeMillis: number;
  /** As the message type option has it. */
  readonly type: number;
  readonly transactionId: number;
  readonly clientHardwareAddress: string;
  readonly clientAddress: string;
  readonly yourAddress: string;
  /** Options 54 and 50; undefined where they are absent. */
  readonly serverIdentifier: string | undefined;
  readonly requestedAddress: string | undefined;
}

export interface DhcpAnswered {
  /** DISCOVER, REQUEST or INFORM. */
  readonly request: SeenDhcp;
  /** OFFER, ACK or NAK. */
  readonly reply: SeenDhcp;
  /** Offers of the transaction before the reply, at most `offersRemembered`. */
  readonly offers: readonly SeenDhcp[];
}

export interface DhcpAsked {
  /** DISCOVER, REQUEST or INFORM. */
  readonly request: SeenDhcp;
  /** Offers of the transaction before it. */
  readonly offers: readonly SeenDhcp[];
}

interface Transaction {
  request: SeenDhcp;
  answers: number;
  readonly offers: SeenDhcp[];
}

const offersRemembered = 16;

export class DhcpExchange {
  private readonly open: OpenTransactions<Transaction>;

  constructor(
    private readonly listener: FlowListener,
    limits: FlowLimits,
  ) {
    this.open = new OpenTransactions(limits, {
      listener,
      release: (transaction) => this.settle(transaction),
    });
  }

  observe(frame: FlowFrame, timeMillis: number, { message }: DhcpLayer): void {
    this.open.expire(timeMillis);
    const seen = seenDhcp(frame.frameNumber, timeMillis, message);
    if (seen === undefined) return;
    if (requests.has(seen.type)) this.request(seen);
    else if (answersOf.has(seen.type)) this.reply(seen);
  }

  /** Nothing more comes: what waits is settled. */
  finish(): void {
    for (const transaction of this.open.drain()) this.settle(transaction);
  }

  private request(request: SeenDhcp): void {
    const key = `${request.transactionId}`;
    const before = this.open.get(key);
    const offers = before?.offers ?? [];
    this.listener.emit("dhcpAsked", { request, offers });
    this.open.delete(key);
    // Sent again, it is the same request; after an offer a REQUEST takes the DISCOVER's place.
    if (before !== undefined && before.request.type !== request.type) this.settle(before);
    this.open.set(key, { request, answers: 0, offers }, request);
  }

  private reply(reply: SeenDhcp): void {
    const transaction = this.open.get(`${reply.transactionId}`);
    // An offer that came too late is no fault: the client has chosen another.
    const isLateOffer = reply.type === types.offer && transaction?.request.type === types.request;
    const isExpected =
      transaction !== undefined && answersOf.get(reply.type)?.includes(transaction.request.type) === true;
    if (transaction === undefined || !(isExpected || isLateOffer))
      return this.listener.emit("dhcpUnasked", reply);
    if (isExpected) {
      transaction.answers += 1;
      const { request, offers } = transaction;
      this.listener.emit("dhcpAnswered", { request, reply, offers });
    }
    if (reply.type === types.offer && transaction.offers.length < offersRemembered)
      transaction.offers.push(reply);
  }

  private settle({ request, answers }: Transaction): void {
    if (answers === 0) this.listener.emit("dhcpUnanswered", request);
  }
}

const requests: ReadonlySet<number> = new Set([types.discover, types.request, types.inform]);

/** Which requests a reply answers. */
const answersOf: ReadonlyMap<number, readonly number[]> = new Map<number, readonly number[]>([
  // Rapid commit answers a DISCOVER at once (RFC 4039).
  [types.offer, [types.discover]],
  [types.ack, [types.request, types.inform, types.discover]],
  [types.nak, [types.request]],
]);

function seenDhcp(frameNumber: number, timeMillis: number, message: DhcpMessage): SeenDhcp | undefined {
  const type = message.options.find(({ code }) => code === codes.messageType)?.data;
  if (type?.length !== 1) return undefined;
  return {
    frameNumber,
    timeMillis,
    type: type[0] ?? 0,
    transactionId: message.transactionId,
    clientHardwareAddress: message.clientHardwareAddress,
    clientAddress: message.clientAddress,
    yourAddress: message.yourAddress,
    serverIdentifier: addressOption(message, codes.serverIdentifier),
    requestedAddress: addressOption(message, codes.requestedAddress),
  };
}

function addressOption({ options }: DhcpMessage, code: number): string | undefined {
  const data = options.find((option) => option.code === code)?.data;
  return data?.length === 4 ? formatIpv4(data) : undefined;
}
