/**
 * Heads of HTTP/1.x messages (RFC 9112): the start line and the header fields. Text is one character per octet
 * (ISO 8859-1), so that nothing is lost; where an author gives bytes they go out verbatim.
 */
import { ByteWriter } from "./byte-writer.js";
import { latin1Text, noBytes } from "./bytes.js";

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

/** The first header field of that name, letter case aside; its value, or undefined. */
export function httpHeader(
  head: { readonly headers: readonly HttpHeaderField[] },
  name: string,
): string | undefined {
  const wanted = name.toLowerCase();
  return head.headers.find((field) => field.name.toLowerCase() === wanted)?.value;
}

/** Every value of that header field, in order. */
export function httpHeaderValues(
  head: { readonly headers: readonly HttpHeaderField[] },
  name: string,
): readonly string[] {
  const wanted = name.toLowerCase();
  return head.headers.filter((field) => field.name.toLowerCase() === wanted).map((field) => field.value);
}

/**
 * `absent`: what is here cannot begin an HTTP/1.x message. `incomplete`: it can, but the empty line is not in these octets.
 * `malformed`: a header field line without a legal name; `offset` is where it begins.
 */
export type HttpHeadDecode =
  | { readonly kind: "head"; readonly head: HttpHead }
  | { readonly kind: "absent" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "malformed"; readonly offset: number };

/** Octets of a head that are looked at, and the longest start line: what passes is `malformed` or `absent`. */
export const maximumHeadLength = 65_536;
const maximumStartLineLength = 16_384;

// RFC 9110 section 5.6.2, RFC 9112 sections 3 and 4; the reason phrase and its space may be missing.
const requestLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\x00-\x20\x7f]+) (HTTP\/1\.[0-9])$/;
const statusLine = /^(HTTP\/1\.[0-9]) ([0-9]{3})(?: ([^\r\n]*))?$/;
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads a head at `offset`. Lines end in CRLF or, as RFC 9112 section 2.2 allows a recipient, in LF alone. */
export function decodeHttpHead(bytes: Uint8Array, offset = 0, end = bytes.length): HttpHeadDecode {
  if (!mayStartHead(bytes, offset, end)) return absent;
  const startEnd = lineEnd(bytes, offset, Math.min(end, offset + maximumStartLineLength));
  if (startEnd < 0) return end - offset < maximumStartLineLength ? incomplete : absent;
  const start = parseStartLine(lineOf(latin1Text(bytes, offset, startEnd), 0, startEnd - offset));
  if (start === undefined) return absent;
  const limit = Math.min(end, offset + maximumHeadLength);
  const first = startEnd + 1;
  // As one text: a string for each line is cut from it faster than made of octets.
  const text = latin1Text(bytes, first, fieldsEnd(bytes, first, limit));
  const headers: HttpHeaderField[] = [];
  let at = 0;
  for (;;) {
    const next = text.indexOf("\n", at);
    if (next < 0) return limit < end ? { kind: "malformed", offset: first + at } : incomplete;
    const line = lineOf(text, at, next);
    if (line === "") {
      const headLength = first + next + 1 - offset;
      return { kind: "head", head: headOf(start, headers, headLength) };
    }
    if (!addHeaderLine(headers, line)) return { kind: "malformed", offset: first + at };
    at = next + 1;
  }
}

const absent: HttpHeadDecode = { kind: "absent" };
const incomplete: HttpHeadDecode = { kind: "incomplete" };

/** After the empty line, or where `limit` comes before it. */
function fieldsEnd(bytes: Uint8Array, start: number, limit: number): number {
  let at = start;
  for (;;) {
    const next = lineEnd(bytes, at, limit);
    if (next < 0) return limit;
    if (next === at || (next === at + 1 && bytes[at] === carriageReturn)) return next + 1;
    at = next + 1;
  }
}

const carriageReturn = 0x0d;

/** `text[start, end)` without a CR at its end. */
function lineOf(text: string, start: number, end: number): string {
  const isLong = end > start && text.charCodeAt(end - 1) === carriageReturn;
  return text.slice(start, isLong ? end - 1 : end);
}

function headOf(start: StartLine, headers: readonly HttpHeaderField[], headLength: number): HttpHead {
  if (start.kind === "request") {
    const { kind, method, target, version } = start;
    return { kind, method, target, version, headers, headLength };
  }
  const { kind, version, statusCode, reasonPhrase } = start;
  return { kind, version, statusCode, reasonPhrase, headers, headLength };
}

type StartLine = Omit<HttpRequest, "headers" | "headLength"> | Omit<HttpResponse, "headers" | "headLength">;

function parseStartLine(line: string): StartLine | undefined {
  const status = statusLine.exec(line);
  if (status !== null) {
    const [, version = "", code = "", reasonPhrase = ""] = status;
    return { kind: "response", version, statusCode: Number(code), reasonPhrase };
  }
  const request = requestLine.exec(line);
  if (request === null) return undefined;
  const [, method = "", target = "", version = ""] = request;
  return { kind: "request", method, target, version };
}

/** A line that begins with white space goes on with the field before (RFC 9112 section 5.2, obsolete but seen). */
function addHeaderLine(headers: HttpHeaderField[], line: string): boolean {
  if (line.startsWith(" ") || line.startsWith("\t")) {
    const before = headers.pop();
    if (before === undefined) return false;
    headers.push({ name: before.name, value: `${before.value} ${trimBlanks(line)}` });
    return true;
  }
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0));
  if (!fieldName.test(name)) return false;
  headers.push({ name, value: trimBlanks(line.slice(colon + 1)) });
  return true;
}

function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === blank || code === tab;
}

/** Cheap: a letter of a method or of `HTTP`, and a space within the first 32 octets. */
function mayStartHead(bytes: Uint8Array, offset: number, end: number): boolean {
  const first = bytes[offset] ?? 0;
  if (offset >= end || first < 0x41 || first > 0x5a) return false;
  const limit = Math.min(end, offset + 32);
  for (let index = offset + 1; index < limit; index += 1) {
    const octet = bytes[index] ?? 0;
    if (octet === 0x20) return true;
    if (octet < 0x21 || octet > 0x7e) return false;
  }
  return false;
}

/** Offset of the LF that ends the line, or −1. */
function lineEnd(bytes: Uint8Array, offset: number, limit: number): number {
  const at = bytes.indexOf(0x0a, offset);
  return at < limit ? at : -1;
}

/** Head and body. Nothing is added: neither Host nor Content-Length nor chunking. */
export function encodeHttpRequest(fields: HttpRequestFields, body: Uint8Array = noBytes): Uint8Array {
  const { method = "GET", target = "/", version = "HTTP/1.1", startLine } = fields;
  return encodeMessage(
    startLine === undefined ? [method, target, version] : [startLine],
    fields.headers,
    body,
  );
}

/** Head and body. Nothing is added: neither Date nor Content-Length nor chunking. */
export function encodeHttpResponse(fields: HttpResponseFields, body: Uint8Array = noBytes): Uint8Array {
  const { version = "HTTP/1.1", statusCode = 200, reasonPhrase = "OK", startLine } = fields;
  const words = startLine === undefined ? [version, statusCode, reasonPhrase] : [startLine];
  return encodeMessage(words, fields.headers, body);
}

type Octets = string | number | Uint8Array;

function encodeMessage(
  startLine: readonly Octets[],
  headers: readonly HttpHeaderFieldFields[] = [],
  body: Uint8Array,
): Uint8Array {
  const writer = new ByteWriter(messageLength(startLine, headers) + body.length);
  for (let index = 0; index < startLine.length; index += 1) {
    if (index > 0) writer.u8(blank);
    write(writer, startLine[index] ?? "");
  }
  writer.u16(crlf);
  for (const { name, value } of headers) {
    write(writer, name);
    writer.u16(colonBlank);
    write(writer, value);
    writer.u16(crlf);
  }
  writer.u16(crlf);
  writer.octets(body);
  return writer.toBytes();
}

/** Octets of the head, where every character is one octet. */
function messageLength(startLine: readonly Octets[], headers: readonly HttpHeaderFieldFields[]): number {
  let length = startLine.length - 1 + 4;
  for (const word of startLine) length += typeof word === "number" ? String(word).length : word.length;
  for (const { name, value } of headers) length += name.length + value.length + 4;
  return length;
}

const crlf = 0x0d0a;
const blank = 0x20;
const tab = 0x09;
const colonBlank = 0x3a20;

function write(writer: ByteWriter, text: Octets): void {
  if (typeof text === "object") writer.octets(text);
  else writer.latin1(String(text));
}
