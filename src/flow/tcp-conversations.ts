import { type Ipv4Layer, layerOf, payloadOf } from "../wire/decoded-frame.js";
import { tcpFlags } from "../wire/tcp.js";
import type { TcpConversation, TcpFrame } from "./conversation.js";
import { conversationKey, type Endpoint, fiveTupleOf, isSameEndpoint } from "./five-tuple.js";
import type { FlowFrame } from "./flow-frame.js";

interface OpenConversation {
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Of the SYN that opened it; absent where the capture begins later. */
  readonly initialSequenceNumber: number | undefined;
  readonly segments: TcpFrame[];
  readonly frames: FlowFrame[];
}

/**
 * Collects TCP connections by both endpoints. A SYN whose sequence number is not that of the connection's own SYN opens
 * another. Without a SYN, the receiver of a SYN-ACK is the client, else whoever has the higher port, else the first sender.
 */
export class TcpConversations {
  private readonly all: OpenConversation[] = [];
  private readonly latest = new Map<string, OpenConversation>();

  /** Whether the frame has a TCP header. */
  observe(frame: FlowFrame, ipv4: Ipv4Layer): boolean {
    const tcp = layerOf(frame.decoded, "tcp");
    if (tcp === undefined) return false;
    const { source, destination, protocol } = fiveTupleOf(ipv4, tcp);
    const key = conversationKey({ source, destination, protocol });
    const control = tcp.header.flags & (tcpFlags.syn | tcpFlags.ack);
    const initial = control === tcpFlags.syn ? tcp.header.sequenceNumber : undefined;
    let conversation = this.latest.get(key);
    if (
      conversation === undefined ||
      (initial !== undefined && initial !== conversation.initialSequenceNumber)
    ) {
      const isAnswer =
        initial === undefined &&
        (control === (tcpFlags.syn | tcpFlags.ack) || source.port < destination.port);
      const [client, server] = isAnswer ? [destination, source] : [source, destination];
      conversation = { client, server, initialSequenceNumber: initial, segments: [], frames: [] };
      this.all.push(conversation);
      this.latest.set(key, conversation);
    }
    const fromClient = isSameEndpoint(source, conversation.client);
    conversation.segments.push({ frame, ipv4, tcp, fromClient, payload: payloadOf(frame.decoded, tcp) });
    conversation.frames.push(frame);
    return true;
  }

  conversations(): readonly TcpConversation[] {
    return this.all.map(({ client, server, segments, frames }) => ({
      kind: "tcp",
      client,
      server,
      segments,
      frames,
    }));
  }
}
