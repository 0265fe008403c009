/** What is told of HTTP/1.x messages in a TCP stream. Bodies are counted, not kept. */
import type { HttpHead, HttpRequest, HttpResponse } from "../wire/http.js";
import type { TcpConnection } from "./tcp-connection.js";

/** How the end of a message was told: there is no body, a length, chunks, or the end of the connection. */
export type BodyFraming = "none" | "content-length" | "chunked" | "close";

/** Frames named of one message, at most: a long body lies in many. */
export const framesPerMessage = 1000;

export interface HttpMessage<Head extends HttpHead = HttpHead> {
  readonly connection: TcpConnection;
  readonly head: Head;
  readonly framing: BodyFraming;
  /** Octets of the body, without chunking; those that the capture lost count where the framing says that they were there. */
  readonly bodyLength: number;
  /** Octets of it that are not in the capture. */
  readonly octetsMissing: number;
  /** The whole message has passed. With framing `close`: the sender has finished, too. */
  readonly isComplete: boolean;
  /** Its chunks are malformed: a problem of the stream says where. */
  readonly isMalformed: boolean;
  /** It cannot be known whether it is complete, since the capture lost octets. */
  readonly isCutByCapture: boolean;
  /** What carried it, in the order of the stream, the first `framesPerMessage` of them. */
  readonly frames: readonly number[];
}

/** What is remembered of a request until its response. */
export interface SeenRequest {
  readonly head: HttpRequest;
  readonly frames: readonly number[];
}

export interface HttpExchange {
  readonly connection: TcpConnection;
  /** Absent where a response came without one. */
  readonly request: SeenRequest | undefined;
  /** Interim responses before it: 1xx, but for 101. */
  readonly interim: number;
  readonly response: HttpMessage<HttpResponse> | undefined;
}

/**
 * `not-http`: where a message should begin there is none. `malformed-head`: a header line that is none. `incomplete-head`:
 * the stream ends within a head. `bad-content-length`: not a number, or several that differ. `bad-transfer-encoding`: a
 * request whose last coding is not chunked. `bad-chunk`: a chunk's size or end is not where it should be.
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
  readonly connection: TcpConnection;
  readonly direction: "request" | "response";
  readonly code: HttpProblemCode;
  /** Octets of the stream before the place. */
  readonly streamOffset: number;
  /** Octets from the place on. */
  readonly octetsLeft: number;
  /** The first of them, at most 24. */
  readonly firstOctets: Uint8Array;
  /** The frame that brought the octet at the place; undefined where nothing did. */
  readonly frameNumber: number | undefined;
  /** Messages read before the place, and the length of the last one's body. */
  readonly messagesBefore: number;
  readonly lastBodyLength: number;
  /** The connection's SYNs were seen and neither stream has a gap: nothing can be blamed on the capture. */
  readonly isWhole: boolean;
}
