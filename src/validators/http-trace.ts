import {
  readHttpConversation,
  readHttpRequests,
  readHttpResponses,
  type HttpExchange,
  type HttpMessage,
  type HttpProblem,
} from "../flow/http-messages.js";
import { reassembleStream, type TcpStream } from "../flow/tcp-stream.js";
import type { FlowFrame } from "../flow/flow-frame.js";
import type { HttpRequest, HttpResponse } from "../wire/http.js";
import type { TcpTrace } from "./tcp-trace.js";

/** HTTP over one TCP connection, as the HTTP rules read it. */
export interface HttpTrace {
  readonly tcp: TcpTrace;
  readonly exchanges: readonly HttpExchange[];
  readonly requests: readonly HttpMessage<HttpRequest>[];
  /** Final responses and interim ones. */
  readonly responses: readonly HttpMessage<HttpResponse>[];
  readonly requestProblem?: HttpTraceProblem;
  readonly responseProblem?: HttpTraceProblem;
  /** The connection's SYN was seen and neither direction has a gap: nothing can be blamed on the capture. */
  readonly isWhole: boolean;
}

export interface HttpTraceProblem extends HttpProblem {
  /** Octets of the stream from the place on. */
  readonly octetsLeft: number;
  readonly firstOctets: Uint8Array;
  /** The frame that brought the octet at the place; undefined where nothing did. */
  readonly frame?: FlowFrame;
  /** Messages read before the place. */
  readonly messagesBefore: number;
}

/** Ports on which anything but HTTP is a fault. */
const httpPorts: readonly number[] = [80, 8000, 8080];

/** Undefined for a connection that carries no HTTP message and does not go to an HTTP port, or no data at all. */
export function traceHttp(tcp: TcpTrace): HttpTrace | undefined {
  const { conversation } = tcp;
  if (!conversation.segments.some(({ payload }) => payload.length > 0)) return undefined;
  const read = readHttpConversation(conversation);
  if (read === undefined && !httpPorts.includes(conversation.server.port)) return undefined;
  const requestStream = read?.requestStream ?? reassembleStream(conversation, "client");
  const responseStream = read?.responseStream ?? reassembleStream(conversation, "server");
  const exchanges = read?.exchanges ?? [];
  const requests = exchanges.flatMap(({ request }) => (request === undefined ? [] : [request]));
  const responses = exchanges.flatMap(({ interim, response }) => [
    ...interim,
    ...(response === undefined ? [] : [response]),
  ]);
  const requestProblem = read === undefined ? readHttpRequests(requestStream).problem : read.requestProblem;
  const responseProblem =
    read === undefined ? readHttpResponses(responseStream, []).problem : read.responseProblem;
  return {
    tcp,
    exchanges,
    requests,
    responses,
    ...(requestProblem === undefined
      ? {}
      : { requestProblem: placeProblem(requestProblem, requestStream, requests.length) }),
    ...(responseProblem === undefined
      ? {}
      : { responseProblem: placeProblem(responseProblem, responseStream, responses.length) }),
    isWhole:
      tcp.client.syn !== undefined &&
      tcp.server.syn !== undefined &&
      requestStream.octetsAfterGap === 0 &&
      responseStream.octetsAfterGap === 0,
  };
}

/** A connection without any HTTP, for rules that look at the connection itself. */
export function withoutHttp(tcp: TcpTrace): HttpTrace {
  return { tcp, exchanges: [], requests: [], responses: [], isWhole: false };
}

function placeProblem(problem: HttpProblem, stream: TcpStream, messagesBefore: number): HttpTraceProblem {
  const piece = stream.pieces.find(
    ({ streamOffset, length }) =>
      problem.streamOffset >= streamOffset && problem.streamOffset < streamOffset + length,
  );
  return {
    ...problem,
    octetsLeft: Math.max(0, stream.bytes.length - problem.streamOffset),
    firstOctets: stream.bytes.subarray(problem.streamOffset, problem.streamOffset + 24),
    messagesBefore,
    ...(piece === undefined ? {} : { frame: piece.frame }),
  };
}

/** Ascending frame numbers of a message. */
export function framesOfMessage({ frames }: HttpMessage): readonly number[] {
  return [...new Set(frames.map(({ frameNumber }) => frameNumber))].sort((a, b) => a - b);
}
