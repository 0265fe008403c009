/**
 * TCP connections by both endpoints, as many as are open at once. A SYN whose sequence number is not that of the
 * connection's own SYN opens another.
 */
import type { NetworkLayer, TcpLayer } from "../wire/decoded-frame.js";
import { addToSequence } from "../wire/seqnum.js";
import { tcpFlags } from "../wire/tcp.js";
import type { Endpoint } from "./five-tuple.js";
import type { FlowListener } from "./flow-events.js";
import type { FlowFrame } from "./flow-frame.js";
import { type FlowLimits, flowTimeouts } from "./flow-limits.js";
import { OctetBudget } from "./octet-budget.js";
import {
  advance,
  type ConnectionEnd,
  TcpConnection,
  TcpObservation,
  type TcpSide,
} from "./tcp-connection.js";
import { ConnectionStreams, type StreamsFactory } from "./connection-streams.js";

/** A connection in the table, in a list of its kind: open ones by when they last spoke, closed ones by when they closed. */
interface Entry {
  readonly key: string;
  readonly connection: TcpConnection;
  readonly streams: ConnectionStreams;
  closedMillis: number | undefined;
  older: Entry | undefined;
  newer: Entry | undefined;
}

export class TcpTracker {
  private readonly entries = new Map<string, Entry>();
  private readonly open = new EntryList();
  private readonly closed = new EntryList();
  private readonly observation = new TcpObservation();
  /** Of the segment before: often the next one belongs to the same connection. */
  private latest: Entry | undefined = undefined;
  private readonly budget: OctetBudget;

  constructor(
    private readonly listener: FlowListener,
    private readonly limits: FlowLimits,
    private readonly readers: StreamsFactory,
  ) {
    this.budget = new OctetBudget(limits.bufferedOctets, limits.bufferedOctetsPerStream);
  }

  observe(frame: FlowFrame, timeMillis: number, network: NetworkLayer, tcp: TcpLayer): void {
    this.expire(timeMillis);
    const { sourcePort, destinationPort } = tcp.header;
    const { source, destination } = network.header;
    const entry = this.entryOf(source, sourcePort, destination, destinationPort, tcp, frame.frameNumber);
    const { connection } = entry;
    const { endpoint } = connection.client;
    const fromClient = endpoint.port === sourcePort && endpoint.address === source;
    const { observation } = this;
    const payloadLength = wirePayloadLength(frame, network, tcp);
    observation.observe(frame, timeMillis, connection, tcp, payloadLength, fromClient);
    this.listener.emit("tcpSegment", observation);
    advance(observation, this.limits.missingStretches);
    if (observation.own.missing?.isIncomplete === true) this.forgetful(observation.own, frame.frameNumber);
    entry.streams.observe(observation, this.budget);
    this.touch(entry, timeMillis);
    this.latest = entry;
  }

  /** Nothing more comes. */
  finish(): void {
    const left = [...this.entries.values()];
    this.entries.clear();
    for (const { connection, streams } of left) this.end(connection, streams, "capture-end");
  }

  private entryOf(
    source: string,
    sourcePort: number,
    destination: string,
    destinationPort: number,
    tcp: TcpLayer,
    frameNumber: number,
  ): Entry {
    const { latest } = this;
    const isLatest =
      latest !== undefined && isBetween(latest, source, sourcePort, destination, destinationPort);
    const key = isLatest ? latest.key : connectionKey(source, sourcePort, destination, destinationPort);
    const known = isLatest ? latest : this.entries.get(key);
    if (known !== undefined) {
      if (!opensAnother(known.connection, tcp, source, sourcePort)) return known;
      this.remove(known);
      this.end(known.connection, known.streams, "replaced");
    }
    const control = tcp.header.flags & (tcpFlags.syn | tcpFlags.ack);
    const isAnswer =
      control === (tcpFlags.syn | tcpFlags.ack) || (control !== tcpFlags.syn && sourcePort < destinationPort);
    const from: Endpoint = { address: source, port: sourcePort };
    const to: Endpoint = { address: destination, port: destinationPort };
    const connection = isAnswer ? new TcpConnection(to, from) : new TcpConnection(from, to);
    const streams = new ConnectionStreams(connection, this.listener, this.readers);
    const entry = { key, connection, streams, closedMillis: undefined, older: undefined, newer: undefined };
    this.entries.set(key, entry);
    this.open.append(entry);
    if (this.entries.size > this.limits.openConnections) this.makeRoom(frameNumber);
    return entry;
  }

  /** Lets a connection go: the one closed first, else the one that has been silent longest. */
  private makeRoom(frameNumber: number): void {
    const oldest = this.closed.oldest ?? this.open.oldest;
    if (oldest === undefined) return;
    if (oldest.closedMillis === undefined) this.listener.limitReached("openConnections", frameNumber);
    this.remove(oldest);
    this.end(oldest.connection, oldest.streams, oldest.closedMillis === undefined ? "let-go" : "closed");
  }

  /** Closed connections are remembered for a while, for what arrives late. */
  private expire(nowMillis: number): void {
    for (;;) {
      const { oldest } = this.closed;
      if (oldest?.closedMillis === undefined) return;
      if (nowMillis - oldest.closedMillis <= flowTimeouts.closedConnection) return;
      this.remove(oldest);
      this.end(oldest.connection, oldest.streams, "closed");
    }
  }

  private touch(entry: Entry, timeMillis: number): void {
    if (entry.closedMillis !== undefined) return;
    if (entry.connection.isClosed) {
      entry.closedMillis = timeMillis;
      this.open.remove(entry);
      this.closed.append(entry);
    } else if (this.open.newest !== entry) {
      this.open.remove(entry);
      this.open.append(entry);
    }
  }

  private remove(entry: Entry): void {
    if (this.latest === entry) this.latest = undefined;
    this.entries.delete(entry.key);
    (entry.closedMillis === undefined ? this.open : this.closed).remove(entry);
  }

  private end(connection: TcpConnection, streams: ConnectionStreams, end: ConnectionEnd): void {
    streams.close();
    connection.end = end;
    this.listener.emit("tcpEnd", connection);
  }

  private forgetful(side: TcpSide, frameNumber: number): void {
    if (side.missing !== undefined) side.missing.isIncomplete = false;
    this.listener.limitReached("missingStretches", frameNumber);
  }
}

/** Whether a segment of these endpoints, in either direction, belongs to the connection. */
function isBetween(
  { connection: { client, server } }: Entry,
  source: string,
  sourcePort: number,
  destination: string,
  destinationPort: number,
): boolean {
  const [from, to] = sourcePort === client.endpoint.port ? [client, server] : [server, client];
  if (from.endpoint.port !== sourcePort || to.endpoint.port !== destinationPort) return false;
  if (from.endpoint.address === source && to.endpoint.address === destination) return true;
  // Both sides have the same port.
  return (
    sourcePort === destinationPort && from.endpoint.address === destination && to.endpoint.address === source
  );
}

/** The same text for both directions. */
function connectionKey(
  source: string,
  sourcePort: number,
  destination: string,
  destinationPort: number,
): string {
  return source < destination || (source === destination && sourcePort < destinationPort)
    ? `${source} ${sourcePort} ${destination} ${destinationPort}`
    : `${destination} ${destinationPort} ${source} ${sourcePort}`;
}

/** A SYN that is not the one seen, nor the other side's at the same time (RFC 9293 section 3.5), nor overtaken by its answer. */
function opensAnother(
  connection: TcpConnection,
  { header }: TcpLayer,
  source: string,
  sourcePort: number,
): boolean {
  if ((header.flags & (tcpFlags.syn | tcpFlags.ack | tcpFlags.rst)) !== tcpFlags.syn) return false;
  const { client, server } = connection;
  const fromClient = client.endpoint.port === sourcePort && client.endpoint.address === source;
  const own = fromClient ? client : server;
  // After a refusal some hosts send the same SYN again; after both closes nobody does.
  if (connection.isClosed && connection.resetFrame === undefined) return true;
  if (own.syn !== undefined) return own.syn.sequenceNumber !== header.sequenceNumber;
  if (connection.isClosed) return true;
  if (fromClient && server.syn !== undefined)
    return server.syn.acknowledgmentNumber !== addToSequence(header.sequenceNumber, 1);
  return fromClient || connection.handshake !== "syn";
}

/** Octets of data on the wire: what the packet announces, where the capture cut it. */
function wirePayloadLength({ decoded }: FlowFrame, network: NetworkLayer, tcp: TcpLayer): number {
  if (decoded.bytes.length >= decoded.length) return tcp.payloadLength;
  const announced =
    network.protocol === "ipv4"
      ? network.header.totalLength
      : network.header.payloadLength + ipv6HeaderLength;
  return Math.max(tcp.payloadLength, network.offset + announced - tcp.payloadOffset);
}

const ipv6HeaderLength = 40;

/** A list from which any entry leaves at once. */
class EntryList {
  oldest: Entry | undefined = undefined;
  newest: Entry | undefined = undefined;

  append(entry: Entry): void {
    entry.older = this.newest;
    entry.newer = undefined;
    if (this.newest === undefined) this.oldest = entry;
    else this.newest.newer = entry;
    this.newest = entry;
  }

  remove(entry: Entry): void {
    if (entry.older === undefined) this.oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === undefined) this.newest = entry.older;
    else entry.newer.older = entry.older;
    entry.older = undefined;
    entry.newer = undefined;
  }
}
