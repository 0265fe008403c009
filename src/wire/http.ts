/**
 * Heads of HTTP/1.x messages (RFC 9112): the start line and the header fields. Text is one character per octet
 * (ISO 8859-1), so that nothing is lost; where an author gives bytes they go out verbatim.
 */

export interface HttpHeaderField {
  /** As written, case kept; compare through `httpHeader`. */
  readonly name: string;
  /** Without the optional white space around it. */
  readonly value: string;
}

export interface HttpHeaderFieldFields {
  readonly name: string | Uint8Array;
  readonly value: string | Uint8Array;
}

/** What an author sets; unset parts are `GET`, `/` and `HTTP/1.1`. Header fields are written in the given order. */
export interface HttpRequestFields {
  readonly method?: string | Uint8Array;
  readonly target?: string | Uint8Array;
  readonly version?: string | Uint8Array;
  /** The whole first line without its CRLF, in place of the three parts. */
  readonly startLine?: string | Uint8Array;
  readonly headers?: readonly HttpHeaderFieldFields[];
}

/** What an author sets; unset parts are `HTTP/1.1`, `200` and `OK`. Header fields are written in the given order. */
export interface HttpResponseFields {
  readonly version?: string | Uint8Array;
  readonly statusCode?: number | string | Uint8Array;
  readonly reasonPhrase?: string | Uint8Array;
  /** The whole first line without its CRLF, in place of the three parts. */
  readonly startLine?: string | Uint8Array;
  readonly headers?: readonly HttpHeaderFieldFields[];
}

export interface HttpRequest {
  readonly kind: "request";
  readonly method: string;
  readonly target: string;
  /** `HTTP/1.1`. */
  readonly version: string;
  readonly headers: readonly HttpHeaderField[];
  /** Octets up to and with the empty line. */
  readonly headLength: number;
}

export interface HttpResponse {
  readonly kind: "response";
  readonly version: string;
  readonly statusCode: number;
  readonly reasonPhrase: string;
  readonly headers: readonly HttpHeaderField[];
  /** Octets up to and with the empty line. */
  readonly headLength: number;
}

export type HttpHead = HttpRequest | HttpResponse;
