/**
 * Who answers whom. A response belongs to a query by transaction id, ports and addresses (RFC 5452 section 9.1). What is
 * left over is compared in two weaker ways, so that one can name the one thing that does not fit instead of a missing
 * answer and a superfluous one.
 */
import { type DnsMessage, type DnsQuestion, dnsTypes } from "../wire/dns.js";
import { canonicalName } from "./dns-name-text.js";
import type { Endpoint } from "./five-tuple.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowLimits } from "./flow-limits.js";
import { OpenTransactions, type Since } from "./open-transactions.js";
import { UnmatchedAnswers } from "./unmatched-answers.js";

/** What is remembered of a DNS message. */
export interface SeenDnsMessage {
  readonly frameNumber: number;
  readonly timeMillis: number;
  readonly transport: "udp" | "tcp";
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly transactionId: number;
  readonly qr: number;
  readonly opcode: number;
  readonly aa: number;
  readonly ra: number;
  readonly rd: number;
  readonly rcode: number;
  /** As the header has it. */
  readonly answerCount: number;
  /** UDP payload size of its OPT record (RFC 6891 section 6.2.3); undefined where it has none. */
  readonly udpPayloadSize: number | undefined;
  /** Octets of the whole message. */
  readonly messageLength: number;
  /** The first question; undefined where there is none. */
  readonly question: DnsQuestion | undefined;
}

/** What a cut message still says. */
export type CutDnsMessage = Pick<
  SeenDnsMessage,
  "transport" | "source" | "destination" | "transactionId" | "qr"
>;

export interface DnsPair {
  readonly query: SeenDnsMessage;
  readonly response: SeenDnsMessage;
}

/** The response is at hand whole. */
export interface DnsAnswered extends DnsPair {
  readonly message: DnsMessage;
}

export class DnsPairing {
  private readonly asked: OpenTransactions<SeenDnsMessage>;
  /** Queries that were answered, only to know further answers: forgetting one is not worth a word. */
  private readonly answered: OpenTransactions<SeenDnsMessage>;
  private readonly unasked: UnmatchedAnswers<SeenDnsMessage>;
  /** Queries of which the capture kept too little to read them: their answers are nothing to judge. */
  private readonly cutQueries: OpenTransactions<true>;

  constructor(
    private readonly listener: FlowListener,
    limits: FlowLimits,
  ) {
    this.asked = new OpenTransactions(limits, { listener, release: (query) => this.settle([query]) });
    this.answered = new OpenTransactions(limits, { release: () => undefined });
    this.cutQueries = new OpenTransactions(limits, { release: () => undefined });
    this.unasked = new UnmatchedAnswers(limits, {
      listener,
      keysOf: (response) => [socketKey(response), idKey(response)],
      release: (response) => listener.emit("dnsUnasked", response),
    });
  }

  observe(
    frameNumber: number,
    timeMillis: number,
    message: DnsMessage,
    source: Endpoint,
    destination: Endpoint,
    transport: "udp" | "tcp",
    messageLength: number,
  ): void {
    this.asked.expire(timeMillis);
    this.answered.expire(timeMillis);
    this.unasked.expire(timeMillis);
    const seen: SeenDnsMessage = {
      frameNumber,
      timeMillis,
      transport,
      source,
      destination,
      transactionId: message.transactionId,
      qr: message.qr,
      opcode: message.opcode,
      aa: message.aa,
      ra: message.ra,
      rd: message.rd,
      rcode: message.rcode,
      answerCount: message.answerCount,
      udpPayloadSize: message.additionals.find(({ type }) => type === dnsTypes.OPT)?.class,
      messageLength,
      question: message.questions[0],
    };
    if (message.qr === 0) this.query(seen);
    else this.response(seen, message);
  }

  /** A message of which the capture kept the header alone, over UDP: whoever waits for it has been answered. */
  observeCut(since: Since, header: CutDnsMessage): void {
    this.cutQueries.expire(since.timeMillis);
    const key = transactionKey(header);
    if (header.qr === 0) this.cutQueries.set(key, true, since);
    else this.asked.delete(key);
  }

  /** Nothing more comes: what waits is settled. */
  finish(): void {
    this.settle(this.asked.drain());
    this.answered.drain();
    for (const response of this.unasked.drain()) this.listener.emit("dnsUnasked", response);
  }

  private query(query: SeenDnsMessage): void {
    const key = transactionKey(query);
    // A query sent again under its id is the same query: one answer serves both.
    if (this.asked.get(key) !== undefined) return;
    this.answered.delete(key);
    this.listener.emit("dnsQuery", query);
    this.asked.set(key, query, query);
  }

  private response(response: SeenDnsMessage, message: DnsMessage): void {
    const key = transactionKey(response);
    const query = this.asked.get(key);
    if (query !== undefined) {
      this.asked.delete(key);
      this.answered.set(key, query, response);
      return this.listener.emit("dnsAnswered", { query, response, message });
    }
    const answered = this.answered.get(key);
    if (answered === undefined && this.cutQueries.get(key) !== undefined) return;
    if (answered === undefined) return this.unasked.add(response);
    if (!isZoneTransfer(response)) this.listener.emit("dnsRepeated", { query: answered, response });
  }

  /** These queries wait no longer; oldest first. All are compared by socket before any is compared by id. */
  private settle(queries: readonly SeenDnsMessage[]): void {
    const left = queries.filter((query) => !this.pairLeftOver(query, "dnsOtherId", socketKey));
    const alone = left.filter((query) => !this.pairLeftOver(query, "dnsOtherEndpoint", idKey));
    for (const query of alone) this.listener.emit("dnsUnanswered", query);
  }

  private pairLeftOver(
    query: SeenDnsMessage,
    event: "dnsOtherId" | "dnsOtherEndpoint",
    key: (message: SeenDnsMessage) => string,
  ): boolean {
    const response = this.unasked.take([key(query)], query.frameNumber);
    if (response === undefined) return false;
    this.listener.emit(event, { query, response });
    return true;
  }
}

/** AXFR and IXFR: answered by as many messages as it takes (RFC 5936 section 2.2). */
function isZoneTransfer({ transport, question }: SeenDnsMessage): boolean {
  // Only the first message of a transfer has to repeat the question.
  return transport === "tcp" && (question === undefined || question.type === 251 || question.type === 252);
}

/** Client and server, told by who asks: the same text for a query and its response. */
function sockets({ qr, source, destination, transport }: CutDnsMessage): string {
  const client = qr === 0 ? source : destination;
  const server = qr === 0 ? destination : source;
  return `${transport} ${client.address} ${client.port} ${server.address} ${server.port}`;
}

function transactionKey(message: CutDnsMessage): string {
  return `${sockets(message)} ${message.transactionId}`;
}

function socketKey(message: SeenDnsMessage): string {
  return `socket ${sockets(message)} ${questionKey(message)}`;
}

function idKey(message: SeenDnsMessage): string {
  return `id ${message.transactionId} ${questionKey(message)}`;
}

function questionKey({ question }: SeenDnsMessage): string {
  return question === undefined ? "" : `${canonicalName(question.name)} ${question.type}`;
}
