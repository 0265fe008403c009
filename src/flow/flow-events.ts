import type { ArpPair, SeenArp } from "./arp-pairing.js";
import type { DhcpAnswered, DhcpAsked, SeenDhcp } from "./dhcp-exchange.js";
import type { DnsAnswered, DnsPair, SeenDnsMessage } from "./dns-pairing.js";
import type { FlowFrame } from "./flow-frame.js";
import type { FlowLimits } from "./flow-limits.js";
import type { AbandonedDatagram, ReassembledDatagram } from "./fragment-reassembly.js";
import type { SeenIcmpError } from "./icmp-errors.js";
import type { IcmpPair, SeenIcmp } from "./icmp-pairing.js";
import type { SeenNeighbor } from "./neighbor-pairing.js";
import type { DnsStreamProblem } from "./dns-over-tcp.js";
import type { HttpExchange, HttpMessage, HttpProblem } from "./http-message.js";
import type { TcpConnection, TcpObservation } from "./tcp-connection.js";

/**
 * What happens while frames pass, in the order in which it becomes certain. An event is valid during the call: frames,
 * segments and messages are views of what the reader holds, and some objects are used again for the next event. Whoever
 * keeps something copies numbers and texts.
 */
export interface FlowEvents {
  /** Every frame of the capture, before anything else is made of it. */
  readonly frame: FlowFrame;
  /** The capture has ended; everything still open was reported before. */
  readonly captureEnd: CaptureEnd;
  /** A bound was reached; once for each bound, at the end. */
  readonly limitReached: LimitReached;

  /** A segment, with what was known of its connection before it. */
  readonly tcpSegment: TcpObservation;
  /** A connection of which nothing more is expected: closed a while ago, replaced by another, let go, or the capture ended. */
  readonly tcpEnd: TcpConnection;

  /** An HTTP message that has ended, or never will. */
  readonly httpMessage: HttpMessage;
  /** A request and its final response, or one of them that stays alone. */
  readonly httpExchange: HttpExchange;
  /** Why a stream was not read to its end; when the stream has ended. */
  readonly httpProblem: HttpProblem;

  /** A DNS query, sent for the first time. */
  readonly dnsQuery: SeenDnsMessage;
  /** The first response to a query. */
  readonly dnsAnswered: DnsAnswered;
  /** A further response to a query already answered. */
  readonly dnsRepeated: DnsPair;
  /** A query without response, and a response without query: same sockets and question, other transaction id. */
  readonly dnsOtherId: DnsPair;
  /** The same with the same id and question, but other addresses or ports. */
  readonly dnsOtherEndpoint: DnsPair;
  readonly dnsUnanswered: SeenDnsMessage;
  readonly dnsUnasked: SeenDnsMessage;
  /** A stream of DNS over TCP whose lengths do not fit its messages. */
  readonly dnsStreamProblem: DnsStreamProblem;

  /** A DISCOVER, REQUEST or INFORM. */
  readonly dhcpAsked: DhcpAsked;
  readonly dhcpAnswered: DhcpAnswered;
  readonly dhcpUnanswered: SeenDhcp;
  readonly dhcpUnasked: SeenDhcp;

  /** A packet put together from fragments, at the last that was missing. */
  readonly reassembled: Reassembled;
  /** Fragments whose datagram was never whole. */
  readonly fragmentsAbandoned: AbandonedFragments;

  /** An echo, timestamp or address mask request. */
  readonly icmpRequest: SeenIcmp;
  readonly icmpAnswered: IcmpPair;
  /** A further reply to a request already answered. */
  readonly icmpRepeated: IcmpPair;
  readonly icmpUnanswered: SeenIcmp;
  readonly icmpUnasked: SeenIcmp;
  /** A request without reply, and a reply without request: the same hosts, other identifier or sequence number. */
  readonly icmpOtherNumbers: IcmpPair;
  /** An error with a quotation that can be read. */
  readonly icmpError: SeenIcmpError;

  /** Every neighbor solicitation and advertisement. */
  readonly neighborMessage: SeenNeighbor;
  readonly neighborUnanswered: SeenNeighbor;
  /** An advertisement that says it was solicited, and was not. */
  readonly neighborUnasked: SeenNeighbor;

  /** Every ARP packet. */
  readonly arpPacket: SeenArp;
  readonly arpAnswered: ArpPair;
  /** A reply to the asker of an unanswered request that names other addresses than the request. */
  readonly arpOtherAddresses: ArpPair;
  readonly arpUnanswered: SeenArp;
  readonly arpUnasked: SeenArp;
  /** Neither request nor reply. */
  readonly arpOther: SeenArp;
}

export type FlowEventName = keyof FlowEvents;

export interface CaptureEnd {
  readonly frames: number;
  /** Of the last frame; 0 where there was none. */
  readonly lastFrame: number;
}

export interface Reassembled extends ReassembledDatagram {
  /** The packet under the number and time of the fragment that completed it; its layers begin at IP. */
  readonly frame: FlowFrame;
}

export interface AbandonedFragments {
  readonly frameNumbers: readonly number[];
  readonly reason: AbandonedDatagram["reason"] | "capture-end";
}

export interface LimitReached {
  readonly limit: string;
  /** How much was allowed. */
  readonly allowed: number;
  /** The first frame that did not fit. */
  readonly frameNumber: number;
  /** How often. */
  readonly times: number;
}

/** Where trackers report. */
export interface FlowListener {
  emit<Name extends FlowEventName>(name: Name, event: FlowEvents[Name]): void;
  limitReached(limit: keyof FlowLimits, frameNumber: number): void;
}
