import type { Ipv4Address, MacAddress } from "./address.js";

/**
 * Conversation summaries: the paper's one-line descriptions as typed values. `src/descriptions` parses and prints them.
 * A property that is absent is *open*: the expert chooses. One that is present is *fixed*: intent rules hold the frames
 * to it.
 */
export type ConversationSummary = ArpSummary | IcmpSummary | DnsSummary | HttpSummary | TcpSummary;

/** `Source: MAC="…", IP="…" // Destination: MAC="…" // Wanted: IP="…"`, with `, MAC="…"` after the last if fixed. */
export interface ArpSummary {
  readonly protocol: "ARP";
  readonly source: { readonly mac: MacAddress; readonly ip: Ipv4Address };
  /** The request's Ethernet destination: broadcast leaves the answerer open, a unicast address names the answerer. */
  readonly destination: { readonly mac: MacAddress };
  readonly wanted: { readonly ip: Ipv4Address; readonly mac?: MacAddress };
}

export const icmpQueries = ["Echo", "Timestamp"] as const;
export type IcmpQuery = (typeof icmpQueries)[number];

/**
 * `Source: IP="…" // Destination: IP="…" // Others: id=0x…, seq=…, type=Echo`; ours adds `count`, `interval` and `size` for
 * what `ping` sends: several requests, each answered before the next.
 */
export interface IcmpSummary {
  readonly protocol: "ICMP";
  readonly source: { readonly ip: Ipv4Address };
  readonly destination: { readonly ip: Ipv4Address };
  readonly type: IcmpQuery;
  /** Identifier of every message, 0 … 65535. */
  readonly id?: number;
  /** Sequence number of the first request, 0 … 65535; each later one has the next. */
  readonly seq?: number;
  /** Requests, each with its reply; absent: one. */
  readonly count?: number;
  /** Seconds between a reply and the next request: one for all, or one for each. */
  readonly intervals?: readonly number[];
  /** Octets after the header of an echo message. */
  readonly size?: number;
}

export const dnsQueryTypes = ["A", "AAAA"] as const;
export type DnsQueryType = (typeof dnsQueryTypes)[number];

/** Response codes that a description can ask for (RFC 1035 section 4.1.1), by their names of the IANA registry. */
export const dnsRcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
export type DnsRcode = keyof typeof dnsRcodes;

/** One query of a DNS conversation and how it is answered. */
export interface DnsQuerySummary {
  /** Transaction id, 0 … 65535. */
  readonly id?: number;
  /** Absent: A. */
  readonly type?: DnsQueryType;
  /** Absent: NOERROR. */
  readonly rcode?: DnsRcode;
}

/**
 * `Source: IP="…" // Destination: IP="…" // Others: id=0x…, resource="…", response="…"`; ours adds `type`, `rcode`, `ttl`, `AA`,
 * `AD`, `edns`, `cookie` and `order`. Several queries for one name are lists: `id=[0x…, 0x…], type=["A", "AAAA"]`.
 */
export interface DnsSummary extends DnsQuerySummary {
  readonly protocol: "DNS";
  readonly source: { readonly ip: Ipv4Address };
  readonly destination: { readonly ip: Ipv4Address };
  /** The name asked for, without final dot. */
  readonly resource: string;
  /** Later queries for the same name from the same socket: the client looks up A and AAAA. */
  readonly further?: readonly DnsQuerySummary[];
  /** Addresses that the answers must have: IPv4 ones in the answer for A, IPv6 ones (RFC 5952 text) in that for AAAA. */
  readonly response?: readonly string[];
  /** Time to live of the answers' records, in seconds. */
  readonly ttl?: number;
  /** True: positive answers are authoritative (AA), those of a server that holds the zone. */
  readonly authoritative?: boolean;
  /** True: the queries ask for authentic data (AD, RFC 6840 section 5.7), as `dig` does. */
  readonly authenticData?: boolean;
  /** UDP payload size that the queries' OPT record offers (RFC 6891); absent: no EDNS. */
  readonly edns?: number;
  /** Client cookie of the queries, 16 lower-case hex digits (RFC 7873); only with `edns`. */
  readonly cookie?: string;
  /** `together`: all queries, then their answers; `in turn`: each query is answered before the next. Absent: open. */
  readonly order?: DnsOrder;
}

export const dnsOrders = ["together", "in turn"] as const;
export type DnsOrder = (typeof dnsOrders)[number];

/** One request of an HTTP conversation and its response. */
export interface HttpExchangeSummary {
  /** Absolute path and query, at least `/`. */
  readonly path: string;
  readonly code: number;
  readonly reasonPhrase: string;
  /** Octets of the response's body. */
  readonly length?: number;
  /** What the body says: this text, again and again until it has its length; once where it has none. Printable ASCII and line feeds. */
  readonly text?: string;
  /** The Location header's value. */
  readonly location?: string;
  /** The Last-Modified header's value (RFC 9110 section 5.6.7, IMF-fixdate). */
  readonly lastModified?: string;
}

/**
 * `Source: IP="…", port=…, Window: … // Destination: IP="…", port=…, Window: … // Others: Host="…", Path="…", Code=…,
 * Reason_Phrase="…"`; ours adds `Length`, `Text`, `Location`, `Last_Modified`, `Method`, `User_Agent`, `Server`, `Date` and `Close` to the
 * last part, and keeps `Content_Type`. Several requests on one connection are lists: `Path=["/", "/a"], Code=[200, 404]`.
 */
export interface HttpSummary extends HttpExchangeSummary {
  readonly protocol: "HTTP";
  readonly source: { readonly ip: Ipv4Address; readonly port?: number; readonly window?: number };
  readonly destination: { readonly ip: Ipv4Address; readonly port?: number; readonly window?: number };
  /** As the Host header has it; a scheme or trailing slash of the paper's lines is dropped by the parser. */
  readonly host: string;
  /** Later requests on the same connection, each after the response to the one before. */
  readonly further?: readonly HttpExchangeSummary[];
  readonly method?: string;
  readonly userAgent?: string;
  /** The Server header's value. */
  readonly server?: string;
  /** The Date header's value (RFC 9110 section 5.6.7, IMF-fixdate). */
  readonly date?: string;
  /** The Content-Type header's media type: the paper's oldest lines have it in place of the reason phrase. */
  readonly contentType?: string;
  /** Who closes the connection first. Absent: the client, and the server closes its own side a step later. */
  readonly close?: TcpSide;
}

export const tcpSides = ["client", "server"] as const;
export type TcpSide = (typeof tcpSides)[number];

/** `Source: IP="…", port=… // Destination: IP="…", port=… // Others: Connection="refused"`: nobody listens there. */
export interface TcpSummary {
  readonly protocol: "TCP";
  readonly source: { readonly ip: Ipv4Address; readonly port?: number; readonly window?: number };
  readonly destination: { readonly ip: Ipv4Address; readonly port: number };
  readonly connection: "refused";
}

export type SummaryProtocol = ConversationSummary["protocol"];
