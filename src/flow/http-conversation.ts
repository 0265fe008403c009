/** HTTP/1.x over one TCP connection: which response belongs to which request (RFC 9112 section 9.2). */
import type { HttpHead, HttpRequest, HttpResponse } from "../wire/http.js";
import type { FlowListener } from "./flow-events.js";
import type { ConnectionReader } from "./connection-streams.js";
import { type FramingDecision, isInterim, requestFraming, responseFraming } from "./http-framing.js";
import type { HttpMessage, HttpProblem, SeenRequest } from "./http-message.js";
import { HttpStreamReader, type MessageSink, type PassingMessage } from "./http-stream-reader.js";
import type { OctetBudget } from "./octet-budget.js";
import type { StreamReader } from "./stream-assembler.js";
import type { TcpConnection } from "./tcp-connection.js";

/** Ports on which anything but HTTP is worth a word. */
const httpPorts: readonly number[] = [80, 8000, 8080];

/** Requests without response, and responses before their request, kept of one connection. */
const openMessages = 128;

/** What a message is kept for besides its head. */
const overhead = 512;

export class HttpConversation implements ConnectionReader, MessageSink {
  readonly fromClient: StreamReader;
  readonly fromServer: StreamReader;
  private readonly requests: HttpStreamReader<HttpRequest>;
  private readonly responses: HttpStreamReader<HttpResponse>;
  /** Requests that have begun and have no final response yet. */
  private readonly open: SeenRequest[] = [];
  /** Final responses that came before their request. */
  private readonly early: HttpMessage<HttpResponse>[] = [];
  private interim = 0;
  /** The capture shows every message from the first on. */
  private isPairing = true;

  /** `isFromStart`: the capture shows the connection from its SYN on. */
  constructor(
    private readonly connection: TcpConnection,
    private readonly listener: FlowListener,
    private readonly budget: OctetBudget,
    private readonly isFromStart: boolean,
  ) {
    this.requests = new HttpStreamReader<HttpRequest>(connection, "request", this, budget, isFromStart);
    this.responses = new HttpStreamReader<HttpResponse>(connection, "response", this, budget, isFromStart);
    this.fromClient = this.requests;
    this.fromServer = this.responses;
  }

  /** Neither direction is worth reading on: both have ended, or are something else. */
  get isDone(): boolean {
    return isOver(this.requests) && isOver(this.responses);
  }

  /** The connection is over. The readers' streams have ended before. */
  close(): void {
    this.requests.end(false);
    this.responses.end(false);
    // What answers a request that cannot be read answers a request all the same.
    if (this.requests.problem === undefined)
      for (const response of this.early) this.exchange(undefined, response);
    for (const request of this.open) this.exchange(request, undefined);
    this.release(this.open.length);
    if (this.requests.messages + this.responses.messages === 0 && !this.isOnHttpPort()) return;
    this.report("request", this.requests);
    this.report("response", this.responses);
  }

  /** For the readers. */
  framingOf(head: HttpHead): FramingDecision {
    if (head.kind === "request") return requestFraming(head);
    return responseFraming(head, this.open[0]?.head.method ?? "GET");
  }

  /** For the readers. */
  began(message: PassingMessage<HttpHead>): void {
    if (isRequest(message)) this.requestBegan(message);
  }

  /** For the readers. */
  ended(message: PassingMessage<HttpHead>): void {
    if (isResponse(message)) return this.responseEnded(message);
    this.listener.emit("httpMessage", message);
  }

  /** For the readers: messages are missing, and what belongs to what cannot be told any more. */
  lostTrack(): void {
    this.isPairing = false;
    this.release(this.open.length);
    this.early.length = 0;
  }

  /** For the readers. */
  noRoom(frameNumber: number): void {
    this.listener.limitReached("bufferedOctets", frameNumber);
    this.lostTrack();
  }

  private requestBegan(message: PassingMessage<HttpRequest>): void {
    if (!this.isPairing) return;
    const early = this.early.shift();
    if (early !== undefined) return this.exchange(message, early);
    this.open.push(message);
    this.budget.charge(message.head.headLength + overhead);
    if (this.open.length <= openMessages && !this.budget.isExceeded) return;
    if (this.budget.isExceeded) this.listener.limitReached("bufferedOctets", message.frames[0] ?? 0);
    this.lostTrack();
  }

  private responseEnded(message: PassingMessage<HttpResponse>): void {
    // Without all requests nobody knows which response belongs to HEAD and has no body.
    if (!this.isPairing) message.isCutByCapture = true;
    this.listener.emit("httpMessage", message);
    if (isInterim(message.head)) {
      this.interim += 1;
      return;
    }
    if (!this.isPairing) return;
    const request = this.open[0];
    if (request !== undefined) {
      this.release(1);
      this.exchange(request, message);
    } else if (this.isFromStart && this.early.length < openMessages) this.early.push(message);
    else this.exchange(undefined, message);
  }

  private exchange(request: SeenRequest | undefined, response: HttpMessage<HttpResponse> | undefined): void {
    const { connection, interim } = this;
    this.interim = 0;
    if (this.isPairing) this.listener.emit("httpExchange", { connection, request, interim, response });
  }

  private release(count: number): void {
    for (const { head } of this.open.splice(0, count)) this.budget.charge(-head.headLength - overhead);
  }

  private isOnHttpPort(): boolean {
    return httpPorts.includes(this.connection.server.endpoint.port);
  }

  private report<Head extends HttpHead>(
    direction: HttpProblem["direction"],
    { problem, messages, lastBodyLength }: HttpStreamReader<Head>,
  ): void {
    if (problem === undefined) return;
    const { connection } = this;
    const hasGap = this.requests.hasGap || this.responses.hasGap;
    const isWhole = connection.client.syn !== undefined && connection.server.syn !== undefined && !hasGap;
    const place = { ...problem, messagesBefore: messages, lastBodyLength, isWhole };
    this.listener.emit("httpProblem", { connection, direction, ...place });
  }
}

function isRequest(message: PassingMessage<HttpHead>): message is PassingMessage<HttpRequest> {
  return message.head.kind === "request";
}

function isResponse(message: PassingMessage<HttpHead>): message is PassingMessage<HttpResponse> {
  return message.head.kind === "response";
}

/** Nothing more is read, or nothing has ever been HTTP. */
function isOver<Head extends HttpHead>({ isDone, problem, messages }: HttpStreamReader<Head>): boolean {
  return isDone || (problem !== undefined && messages === 0 && problem.octetsLeft > 0);
}
