/** The kinds of conversation that `groupConversations` finds. Frames are in the order of the capture throughout. */
import type { ArpHeader } from "../wire/arp.js";
import type { Ipv4Layer, TcpLayer } from "../wire/decoded-frame.js";
import type { DnsMessage } from "../wire/dns.js";
import type { Endpoint } from "./five-tuple.js";
import type { FlowFrame } from "./flow-frame.js";

export interface ArpFrame {
  readonly frame: FlowFrame;
  readonly arp: ArpHeader;
}

/**
 * Requests of one asker for one wanted address and the replies that name both. A request after a reply starts another
 * exchange; a reply that nobody asked for makes an exchange without requests.
 */
export interface ArpExchange {
  readonly kind: "arp";
  /** Protocol address of the asker: sender of requests, target of replies. */
  readonly asker: string;
  /** Protocol address that is wanted: target of requests, sender of replies. */
  readonly wanted: string;
  readonly requests: readonly ArpFrame[];
  readonly replies: readonly ArpFrame[];
  /** Any other operation. */
  readonly others: readonly ArpFrame[];
  readonly frames: readonly FlowFrame[];
}

export interface DnsFrame {
  readonly frame: FlowFrame;
  readonly message: DnsMessage;
  readonly fromClient: boolean;
}

/** Messages with one transaction id in one conversation; queries repeated are several, an answer alone has no query. */
export interface DnsTransaction {
  readonly transactionId: number;
  readonly queries: readonly DnsFrame[];
  readonly responses: readonly DnsFrame[];
}

/** Everything over UDP between one client socket and one name server. */
export interface DnsConversation {
  readonly kind: "dns";
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly messages: readonly DnsFrame[];
  readonly transactions: readonly DnsTransaction[];
  /** All datagrams of the conversation, those that did not decode as DNS too. */
  readonly frames: readonly FlowFrame[];
}

export interface TcpFrame {
  readonly frame: FlowFrame;
  readonly ipv4: Ipv4Layer;
  readonly tcp: TcpLayer;
  readonly fromClient: boolean;
  /** What the segment carries: a view. */
  readonly payload: Uint8Array;
}

/** One TCP connection. A SYN with another initial sequence number starts another. */
export interface TcpConversation {
  readonly kind: "tcp";
  /** Who opened it: sender of the SYN; without one, as `groupConversations` says. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly segments: readonly TcpFrame[];
  readonly frames: readonly FlowFrame[];
}

export type Conversation = ArpExchange | DnsConversation | TcpConversation;

export interface Conversations {
  readonly arp: readonly ArpExchange[];
  readonly dns: readonly DnsConversation[];
  readonly tcp: readonly TcpConversation[];
  /** Frames of no conversation: other protocols, frames that did not decode far enough. */
  readonly others: readonly FlowFrame[];
}
