/** The two streams of a connection, as long as somebody reads them. */
import { payloadOf } from "../wire/decoded-frame.js";
import { addToSequence } from "../wire/seqnum.js";
import { tcpFlags, type TcpHeader } from "../wire/tcp.js";
import type { HttpHead } from "../wire/http.js";
import type { FlowFrame } from "./flow-frame.js";
import type { FlowListener } from "./flow-events.js";
import type { OctetBudget } from "./octet-budget.js";
import { StreamAssembler, type StreamReader } from "./stream-assembler.js";
import type { TcpConnection, TcpObservation } from "./tcp-connection.js";

/** Reads both streams of a connection. */
export interface ConnectionReader {
  readonly fromClient: StreamReader;
  readonly fromServer: StreamReader;
  /** Nothing that could still come is of interest. */
  readonly isDone: boolean;
  /** The connection is over: reports what was left open. */
  close(): void;
}

/** Chooses who reads a connection, when its first data come. `isFromStart`: its SYNs were seen. */
export type StreamsFactory = (
  connection: TcpConnection,
  budget: OctetBudget,
  isFromStart: boolean,
) => ConnectionReader;

export class ConnectionStreams {
  private reader: ConnectionReader | undefined;
  private fromClient: StreamAssembler | undefined;
  private fromServer: StreamAssembler | undefined;

  constructor(
    private readonly connection: TcpConnection,
    private readonly listener: FlowListener,
    private readonly createReader: StreamsFactory,
  ) {}

  /** Takes a segment, after the connection knows of it. */
  observe(observation: TcpObservation, budget: OctetBudget): void {
    const { payloadLength, header, fromClient, tcp, frame, own } = observation;
    if ((header.flags & tcpFlags.rst) !== 0) return;
    if (payloadLength > 0 || this.reader !== undefined) {
      if (this.reader === undefined) this.open(budget);
      if (this.reader?.isDone !== false) return this.drop();
      if (payloadLength > 0) {
        const sequence = dataSequence(header.sequenceNumber, header.flags);
        const stream =
          (fromClient ? this.fromClient : this.fromServer) ?? this.begin(fromClient, sequence, budget);
        const bytes = payloadOf(frame.decoded, tcp);
        const urgent = urgentOffset(header);
        if (urgent !== undefined && urgent < payloadLength)
          addAroundUrgent(stream, sequence, bytes, payloadLength, frame.frameNumber, urgent);
        else stream.add(sequence, bytes, payloadLength, frame.frameNumber, headOf(frame));
      }
      this.settle(observation);
    }
    if (own.afterFin === undefined) return;
    const stream = fromClient ? this.fromClient : this.fromServer;
    stream?.finish(own.afterFin);
  }

  /** The connection is over. */
  close(): void {
    this.fromClient?.close();
    this.fromServer?.close();
    this.reader?.close();
  }

  /** An acknowledgment of octets that did not come shows that the capture lost them. */
  private settle({ fromClient, own }: TcpObservation): void {
    const peer = fromClient ? this.fromServer : this.fromClient;
    if (peer?.hasGap === true && own.acknowledged !== undefined) peer.acknowledge(own.acknowledged);
  }

  private open(budget: OctetBudget): void {
    const { client, server } = this.connection;
    this.reader = this.createReader(
      this.connection,
      budget,
      client.syn !== undefined || server.syn !== undefined,
    );
  }

  private begin(fromClient: boolean, sequence: number, budget: OctetBudget): StreamAssembler {
    const side = fromClient ? this.connection.client : this.connection.server;
    const start = side.syn === undefined ? sequence : dataSequence(side.syn.sequenceNumber, tcpFlags.syn);
    const reader = fromClient ? this.reader?.fromClient : this.reader?.fromServer;
    const stream = new StreamAssembler(start, reader ?? nobody, budget, (limit, frameNumber) =>
      this.listener.limitReached(limit, frameNumber),
    );
    if (fromClient) this.fromClient = stream;
    else this.fromServer = stream;
    return stream;
  }

  /** What was kept for a reader that needs no more. */
  private drop(): void {
    this.fromClient?.drop();
    this.fromServer?.drop();
  }
}

/**
 * Where in a segment's data the urgent octet lies: sockets hand it to its reader out of band, so that it is not in the stream
 * that the reader reads (RFC 6093 section 2.2).
 */
function urgentOffset({ flags, urgentPointer }: TcpHeader): number | undefined {
  return (flags & tcpFlags.urg) === 0 || urgentPointer === 0 ? undefined : urgentPointer - 1;
}

/** What is in the stream in the urgent octet's place depends on the reader: as good as not captured. */
function addAroundUrgent(
  stream: StreamAssembler,
  sequence: number,
  bytes: Uint8Array,
  length: number,
  frameNumber: number,
  urgent: number,
): void {
  const after = urgent + 1;
  if (urgent > 0) stream.add(sequence, bytes.subarray(0, urgent), urgent, frameNumber);
  stream.add(addToSequence(sequence, urgent), bytes.subarray(0, 0), 1, frameNumber);
  if (after < length)
    stream.add(addToSequence(sequence, after), bytes.subarray(after), length - after, frameNumber);
}

/** The HTTP head that a segment begins with, where it lies whole in it. */
function headOf({ decoded: { layers } }: FlowFrame): HttpHead | undefined {
  const innermost = layers[layers.length - 1];
  return innermost?.protocol === "http" ? innermost.message : undefined;
}

const nobody: StreamReader = { octets: () => undefined, missing: () => undefined, end: () => undefined };

/** A SYN takes one sequence number, so data in the same segment begin after it. */
function dataSequence(sequenceNumber: number, flags: number): number {
  return (flags & tcpFlags.syn) === 0 ? sequenceNumber : addToSequence(sequenceNumber, 1);
}
