/**
 * HTTP/1.x messages out of TCP streams: where each begins and ends (RFC 9112 section 6), its body without chunking, and
 * which response belongs to which request.
 */
import { noBytes } from "../wire/bytes.js";
import {
  decodeHttpHead,
  type HttpHead,
  type HttpHeaderField,
  httpHeaderValues,
  type HttpRequest,
  type HttpResponse,
} from "../wire/http.js";
import { decodeChunkedBody } from "./chunked-body.js";
import type { TcpConversation } from "./conversation.js";
import type { FlowFrame } from "./flow-frame.js";
import { framesOfRange, reassembleStream, type TcpStream } from "./tcp-stream.js";

/** How the end of a message was told: there is no body, a length, chunks, or the end of the connection. */
export type BodyFraming = "none" | "content-length" | "chunked" | "close";

export interface HttpMessage<Head extends HttpHead = HttpHead> {
  readonly head: Head;
  readonly framing: BodyFraming;
  /** Octets of the stream: head, then body as sent. */
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  /** Without chunking; not decompressed. A view where it lies in one piece. */
  readonly body: Uint8Array;
  /** Fields after the last chunk. */
  readonly trailers: readonly HttpHeaderField[];
  /** The whole message is in the stream. With framing `close`: the sender has finished, too. */
  readonly isComplete: boolean;
  /** What carried it, in the order of the stream. */
  readonly frames: readonly FlowFrame[];
}

/**
 * `not-http`: where a message should begin there is none. `malformed-head`: a header line that is none. `incomplete-head`: the stream ends within a
 * head. `bad-content-length`: not a number, or several that differ. `bad-transfer-encoding`: a request whose last coding is not chunked.
 * `bad-chunk`: a chunk's size or end is not where it should be.
 */
export type HttpProblemCode =
  | "not-http"
  | "malformed-head"
  | "incomplete-head"
  | "bad-content-length"
  | "bad-transfer-encoding"
  | "bad-chunk";

/** Why a stream was not read to its end. */
export interface HttpProblem {
  readonly code: HttpProblemCode;
  readonly streamOffset: number;
}

export interface HttpStreamReading<Head extends HttpHead = HttpHead> {
  readonly messages: readonly HttpMessage<Head>[];
  readonly problem?: HttpProblem;
}

export interface HttpExchange {
  /** Absent where a response came without one. */
  readonly request?: HttpMessage<HttpRequest>;
  /** 1xx, but for 101. */
  readonly interim: readonly HttpMessage<HttpResponse>[];
  readonly response?: HttpMessage<HttpResponse>;
}

export interface HttpConversation {
  readonly exchanges: readonly HttpExchange[];
  readonly requestStream: TcpStream;
  readonly responseStream: TcpStream;
  readonly requestProblem?: HttpProblem;
  readonly responseProblem?: HttpProblem;
}

/** Reads both directions of a connection; undefined where neither holds a single HTTP message. */
export function readHttpConversation(conversation: TcpConversation): HttpConversation | undefined {
  const requestStream = reassembleStream(conversation, "client");
  const responseStream = reassembleStream(conversation, "server");
  const requests = readHttpRequests(requestStream);
  const methods = requests.messages.map(({ head }) => head.method);
  const responses = readHttpResponses(responseStream, methods);
  if (requests.messages.length === 0 && responses.messages.length === 0) return undefined;
  return {
    exchanges: pairExchanges(requests.messages, responses.messages),
    requestStream,
    responseStream,
    ...(requests.problem === undefined ? {} : { requestProblem: requests.problem }),
    ...(responses.problem === undefined ? {} : { responseProblem: responses.problem }),
  };
}

export function readHttpRequests(stream: TcpStream): HttpStreamReading<HttpRequest> {
  return readMessages(stream, "request", requestFraming);
}

/** `methods` are those of the requests in order: a response to HEAD has no body, whatever it announces. */
export function readHttpResponses(
  stream: TcpStream,
  methods: readonly string[],
): HttpStreamReading<HttpResponse> {
  let answered = 0;
  return readMessages(stream, "response", (head) => {
    const method = methods[answered] ?? "GET";
    if (!isInterim(head)) answered += 1;
    return responseFraming(head, method);
  });
}

/** A framing, or why there is none; after `tunnel` the stream is no longer HTTP. */
type FramingDecision =
  | { readonly kind: "none" | "chunked" | "close" | "tunnel" }
  | { readonly kind: "content-length"; readonly length: number }
  | { readonly kind: "problem"; readonly code: HttpProblemCode };

function readMessages<Kind extends HttpHead["kind"], Head extends Extract<HttpHead, { kind: Kind }>>(
  stream: TcpStream,
  kind: Kind,
  framingOf: (head: Head) => FramingDecision,
): HttpStreamReading<Head> {
  const messages: HttpMessage<Head>[] = [];
  const { bytes } = stream;
  let at = 0;
  for (;;) {
    // RFC 9112 section 2.2: an empty line before a start line is skipped.
    while (bytes[at] === 0x0d || bytes[at] === 0x0a) at += 1;
    if (at >= bytes.length) return { messages };
    const decoded = decodeHttpHead(bytes, at);
    if (decoded.kind === "malformed") return stopped(messages, "malformed-head", decoded.offset);
    if (decoded.kind === "incomplete") return stopped(messages, "incomplete-head", at);
    if (decoded.kind === "absent" || decoded.head.kind !== kind) return stopped(messages, "not-http", at);
    const head = decoded.head as Head;
    const framing = framingOf(head);
    if (framing.kind === "problem") return stopped(messages, framing.code, at);
    const bodyStart = at + head.headLength;
    const body = readBody(stream, bodyStart, framing);
    if (body.kind === "bad-chunk") return stopped(messages, "bad-chunk", body.streamOffset);
    messages.push({
      head,
      framing: framing.kind === "tunnel" ? "none" : framing.kind,
      start: at,
      bodyStart,
      ...body.part,
      frames: framesOfRange(stream, at, body.part.end),
    });
    if (framing.kind === "tunnel" || !body.part.isComplete) return { messages };
    at = body.part.end;
  }
}

function stopped<Head extends HttpHead>(
  messages: readonly HttpMessage<Head>[],
  code: HttpProblemCode,
  streamOffset: number,
): HttpStreamReading<Head> {
  return { messages, problem: { code, streamOffset } };
}

type BodyPart = Pick<HttpMessage, "body" | "end" | "trailers" | "isComplete">;

type BodyReading =
  | { readonly kind: "body"; readonly part: BodyPart }
  | { readonly kind: "bad-chunk"; readonly streamOffset: number };

function readBody(
  stream: TcpStream,
  start: number,
  framing: Exclude<FramingDecision, { kind: "problem" }>,
): BodyReading {
  const { bytes } = stream;
  if (framing.kind === "chunked") {
    const chunked = decodeChunkedBody(bytes, start);
    if (chunked.kind === "malformed") return { kind: "bad-chunk", streamOffset: chunked.offset };
    return { kind: "body", part: chunked.part };
  }
  if (framing.kind === "content-length") {
    const end = Math.min(bytes.length, start + framing.length);
    return bodyPart(bytes.subarray(start, end), end, end === start + framing.length);
  }
  if (framing.kind === "close") return bodyPart(bytes.subarray(start), bytes.length, stream.isFinished);
  return bodyPart(noBytes, start, true);
}

function bodyPart(body: Uint8Array, end: number, isComplete: boolean): BodyReading {
  return { kind: "body", part: { body, end, trailers: [], isComplete } };
}

/** RFC 9112 section 6.3: a request has a body only where it says so. */
function requestFraming(head: HttpRequest): FramingDecision {
  const coded = transferCoding(head);
  if (coded === "chunked") return { kind: "chunked" };
  if (coded === "other") return { kind: "problem", code: "bad-transfer-encoding" };
  return contentLength(head) ?? { kind: "none" };
}

function responseFraming(head: HttpResponse, method: string): FramingDecision {
  if (head.statusCode === 101) return { kind: "tunnel" };
  if (head.statusCode < 200 || head.statusCode === 204 || head.statusCode === 304) return { kind: "none" };
  if (method === "HEAD") return { kind: "none" };
  if (method === "CONNECT" && head.statusCode < 300) return { kind: "tunnel" };
  const coded = transferCoding(head);
  if (coded === "chunked") return { kind: "chunked" };
  if (coded === "other") return { kind: "close" };
  return contentLength(head) ?? { kind: "close" };
}

function transferCoding(head: HttpHead): "none" | "chunked" | "other" {
  const codings = httpHeaderValues(head, "transfer-encoding")
    .flatMap((value) => value.toLowerCase().split(","))
    .map((coding) => coding.trim());
  if (codings.length === 0) return "none";
  return codings.at(-1) === "chunked" ? "chunked" : "other";
}

function contentLength(head: HttpHead): FramingDecision | undefined {
  const values = httpHeaderValues(head, "content-length").flatMap((value) => value.split(","));
  const first = values[0]?.trim();
  if (first === undefined) return undefined;
  const isOne = values.every((value) => value.trim() === first) && /^[0-9]{1,15}$/.test(first);
  return isOne
    ? { kind: "content-length", length: Number(first) }
    : { kind: "problem", code: "bad-content-length" };
}

function isInterim({ statusCode }: HttpResponse): boolean {
  return statusCode < 200 && statusCode !== 101;
}

function pairExchanges(
  requests: readonly HttpMessage<HttpRequest>[],
  responses: readonly HttpMessage<HttpResponse>[],
): readonly HttpExchange[] {
  const exchanges: HttpExchange[] = [];
  let interim: HttpMessage<HttpResponse>[] = [];
  for (const response of responses) {
    if (isInterim(response.head)) {
      interim.push(response);
      continue;
    }
    const request = requests[exchanges.length];
    exchanges.push({ ...(request === undefined ? {} : { request }), interim, response });
    interim = [];
  }
  for (const request of requests.slice(exchanges.length)) {
    exchanges.push({ request, interim });
    interim = [];
  }
  if (interim.length > 0) exchanges.push({ interim });
  return exchanges;
}
