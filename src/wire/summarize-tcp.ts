/**
 * TCP lines as tshark writes them: sequence and acknowledgment numbers relative to the connection's first, windows scaled
 * by what the SYNs offered, and messages over several segments shown where they end. The state is one object per
 * direction, changed only by `observe`.
 */
import type { NetworkLayer, TcpLayer } from "./decoded-frame.js";
import { escapeOctets } from "./escape-text.js";
import { type HttpHead, httpHeader } from "./http.js";
import { addToSequence } from "./seqnum.js";
import { tcpFlags } from "./tcp.js";

export interface TcpSummary {
  readonly protocol: "TCP" | "HTTP";
  readonly info: string;
}

/** What a message still lacks of its body. */
interface Pending {
  readonly nextSequence: number;
  readonly remaining: number;
  /** What the line says once it is whole. */
  readonly info: string;
}

/** One direction of one connection. */
interface Direction {
  /** The number shown as 0. */
  base?: number;
  sawSyn: boolean;
  /** Shift the SYN offered. */
  windowScale?: number;
  pending?: Pending;
}

const segmentNote = "[TCP segment of a reassembled PDU]";

export function createTcpSummarizer(): (network: NetworkLayer, tcp: TcpLayer, http?: HttpHead) => TcpSummary {
  const directions = new Map<string, Direction>();
  const directionOf = (source: string, destination: string): Direction => {
    const key = `${source}>${destination}`;
    const known = directions.get(key) ?? { sawSyn: false };
    directions.set(key, known);
    return known;
  };
  return (network, tcp, http) => {
    const source = `${network.header.source}:${tcp.header.sourcePort}`;
    const destination = `${network.header.destination}:${tcp.header.destinationPort}`;
    const forward = directionOf(source, destination);
    const backward = directionOf(destination, source);
    observe(forward, backward, tcp);
    const line = formatSegment(forward, backward, tcp);
    const message = observeMessage(forward, tcp, http);
    if (message === undefined) return { protocol: "TCP", info: line };
    if (message === segmentNote) return { protocol: "TCP", info: `${line} ${segmentNote}` };
    return { protocol: message.endsWith(segmentNote) ? "TCP" : "HTTP", info: message };
  };
}

function observe(forward: Direction, backward: Direction, { header }: TcpLayer): void {
  const isSyn = (header.flags & tcpFlags.syn) !== 0;
  const isAck = (header.flags & tcpFlags.ack) !== 0;
  if (isSyn && !isAck && forward.base !== header.sequenceNumber) {
    resetDirection(forward);
    resetDirection(backward);
  }
  if (isSyn) {
    forward.base = header.sequenceNumber;
    forward.sawSyn = true;
    const scale = header.options.find((option) => option.kind === "window-scale");
    if (scale === undefined) delete forward.windowScale;
    else forward.windowScale = Math.min(scale.shift, 14);
  }
  // Without a SYN the first octet seen is shown as 1.
  forward.base ??= addToSequence(header.sequenceNumber, -1);
  if (isAck) backward.base ??= addToSequence(header.acknowledgmentNumber, -1);
}

function resetDirection(direction: Direction): void {
  delete direction.base;
  delete direction.windowScale;
  delete direction.pending;
  direction.sawSyn = false;
}

/** The line of a message that begins, goes on (`segmentNote`) or ends in this segment. */
function observeMessage(forward: Direction, tcp: TcpLayer, http: HttpHead | undefined): string | undefined {
  const length = tcp.payloadLength;
  const { pending } = forward;
  if (length > 0 && pending !== undefined && pending.nextSequence === tcp.header.sequenceNumber) {
    if (length >= pending.remaining) {
      delete forward.pending;
      return pending.info;
    }
    const nextSequence = addToSequence(pending.nextSequence, length);
    forward.pending = { ...pending, nextSequence, remaining: pending.remaining - length };
    return segmentNote;
  }
  if (http === undefined) return undefined;
  const startLine = formatStartLine(http);
  const bodyHere = length - http.headLength;
  const announced = httpHeader(http, "content-length");
  const bodyLength =
    announced !== undefined && /^[0-9]{1,12}$/.test(announced) ? Number(announced) : bodyHere;
  const type = escapeOctets((httpHeader(http, "content-type") ?? "").split(";", 1)[0] ?? "").trim();
  const info = bodyLength > 0 && type !== "" ? `${startLine}  (${type})` : startLine;
  if (bodyLength <= bodyHere || bodyHere === 0) return info;
  const nextSequence = addToSequence(tcp.header.sequenceNumber, length);
  forward.pending = { nextSequence, remaining: bodyLength - bodyHere, info };
  return `${startLine}  ${segmentNote}`;
}

/** `GET /index.html HTTP/1.1` or `HTTP/1.1 200 OK`, escaped. */
export function formatStartLine(head: HttpHead): string {
  const words =
    head.kind === "request"
      ? [head.method, head.target, head.version]
      : [head.version, String(head.statusCode), head.reasonPhrase];
  return escapeOctets(words.join(" ")).trimEnd();
}

function formatSegment(forward: Direction, backward: Direction, { header, payloadLength }: TcpLayer): string {
  const isAck = (header.flags & tcpFlags.ack) !== 0;
  const relative = (direction: Direction, number: number) => addToSequence(number, -(direction.base ?? 0));
  const parts = [
    `${header.sourcePort} → ${header.destinationPort}`,
    `[${formatTcpFlags(header.flags)}]`,
    `Seq=${relative(forward, header.sequenceNumber)}`,
  ];
  if (isAck) parts.push(`Ack=${relative(backward, header.acknowledgmentNumber)}`);
  parts.push(`Win=${header.window * windowFactor(forward, backward, header.flags)}`, `Len=${payloadLength}`);
  for (const option of header.options) {
    if (option.kind === "mss") parts.push(`MSS=${option.value}`);
    else if (option.kind === "sack-permitted") parts.push("SACK_PERM");
    else if (option.kind === "timestamp") parts.push(`TSval=${option.value} TSecr=${option.echoReply}`);
    else if (option.kind === "window-scale") parts.push(`WS=${2 ** Math.min(option.shift, 14)}`);
    else if (option.kind === "sack") {
      for (const { left, right } of option.blocks) {
        parts.push(`SLE=${relative(backward, left)} SRE=${relative(backward, right)}`);
      }
    }
  }
  return parts.join(" ");
}

/** RFC 7323 section 2.2: the window of a SYN is never scaled, that of others only where both sides offered a scale. */
function windowFactor(forward: Direction, backward: Direction, flags: number): number {
  const offered = forward.windowScale !== undefined && backward.windowScale !== undefined;
  return (flags & tcpFlags.syn) === 0 && offered ? 2 ** (forward.windowScale ?? 0) : 1;
}

const flagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"];

/** `SYN, ACK`; `<None>` for none. */
export function formatTcpFlags(flags: number): string {
  const names = flagNames.filter((_, bit) => (flags & (1 << bit)) !== 0);
  return names.length === 0 ? "<None>" : names.join(", ");
}
