/** HTTP/1.x over one TCP connection: which response belongs to which request (RFC 9112 section 9.2). */
import type { HttpHead, HttpRequest, HttpResponse } from "../wire/http.js";
import type { FlowListener } from "./flow-events.js";
import { isInterim, requestFraming, responseFraming } from "./http-framing.js";
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

export class HttpConversation {
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
    this.requests = new HttpStreamReader("request", this.requestSink(), budget, isFromStart);
    this.responses = new HttpStreamReader("response", this.responseSink(), budget, isFromStart);
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
    for (const response of this.early) this.exchange(undefined, response);
    for (const request of this.open) this.exchange(request, undefined);
    this.release(this.open.length);
    if (this.requests.messages + this.responses.messages === 0 && !this.isOnHttpPort()) return;
    this.report("request", this.requests);
    this.report("response", this.responses);
  }

  private requestSink(): MessageSink<HttpRequest> {
    return {
      framingOf: requestFraming,
      began: (message) => this.requestBegan(message),
      ended: (message) => this.message(message),
      lostTrack: () => this.stopPairing(),
      noRoom: (frameNumber) => this.noRoom(frameNumber),
    };
  }

  private responseSink(): MessageSink<HttpResponse> {
    return {
      framingOf: (head) => responseFraming(head, this.open[0]?.head.method ?? "GET"),
      began: () => undefined,
      ended: (message) => this.responseEnded(message),
      lostTrack: () => this.stopPairing(),
      noRoom: (frameNumber) => this.noRoom(frameNumber),
    };
  }

  private requestBegan(message: PassingMessage<HttpRequest>): void {
    if (!this.isPairing) return;
    const early = this.early.shift();
    if (early !== undefined) return this.exchange(message, early);
    this.open.push(message);
    this.budget.charge(message.head.headLength + overhead);
    if (this.open.length <= openMessages && !this.budget.isExceeded) return;
    if (this.budget.isExceeded) this.listener.limitReached("bufferedOctets", message.frames[0] ?? 0);
    this.stopPairing();
  }

  private responseEnded(passing: PassingMessage<HttpResponse>): void {
    const message = this.message(passing);
    if (isInterim(passing.head)) {
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

  private message<Head extends HttpHead>(passing: PassingMessage<Head>): HttpMessage<Head> {
    // Without all requests nobody knows which response belongs to HEAD and has no body.
    const isCutByCapture = passing.isCutByCapture || (!this.isPairing && passing.head.kind === "response");
    const message = { ...passing, connection: this.connection, isCutByCapture };
    this.listener.emit("httpMessage", message);
    return message;
  }

  private exchange(request: SeenRequest | undefined, response: HttpMessage<HttpResponse> | undefined): void {
    const { connection, interim } = this;
    this.interim = 0;
    if (this.isPairing) this.listener.emit("httpExchange", { connection, request, interim, response });
  }

  /** Messages are missing: what belongs to what cannot be told any more. */
  private stopPairing(): void {
    this.isPairing = false;
    this.release(this.open.length);
    this.early.length = 0;
  }

  private release(count: number): void {
    for (const { head } of this.open.splice(0, count)) this.budget.charge(-head.headLength - overhead);
  }

  private noRoom(frameNumber: number): void {
    this.listener.limitReached("bufferedOctets", frameNumber);
    this.stopPairing();
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

/** Nothing more is read, or nothing has ever been HTTP. */
function isOver<Head extends HttpHead>({ isDone, problem, messages }: HttpStreamReader<Head>): boolean {
  return isDone || (problem !== undefined && messages === 0 && problem.octetsLeft > 0);
}
