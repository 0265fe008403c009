import type { Ipv4Address, MacAddress } from "./address.js";

/**
 * Conversation summaries: the paper's one-line descriptions as typed values. `src/descriptions` parses and prints them.
 * A property that is absent is *open*: the expert chooses. One that is present is *fixed*: intent rules hold the frames
 * to it.
 */
export type ConversationSummary = ArpSummary | DnsSummary | HttpSummary;

/** `Source: MAC="…", IP="…" // Destination: MAC="…" // Wanted: IP="…"`, with `, MAC="…"` after the last if fixed. */
export interface ArpSummary {
  readonly protocol: "ARP";
  readonly source: { readonly mac: MacAddress; readonly ip: Ipv4Address };
  /** The request's Ethernet destination: broadcast leaves the answerer open, a unicast address names the answerer. */
  readonly destination: { readonly mac: MacAddress };
  readonly wanted: { readonly ip: Ipv4Address; readonly mac?: MacAddress };
}

/** `Source: IP="…" // Destination: IP="…" // Others: id=0x…, resource="…", response="…"`. */
export interface DnsSummary {
  readonly protocol: "DNS";
  readonly source: { readonly ip: Ipv4Address };
  readonly destination: { readonly ip: Ipv4Address };
  /** Transaction id, 0 … 65535. */
  readonly id?: number;
  /** The name asked for, without final dot. */
  readonly resource: string;
  /** The A record's addresses the answer must have. */
  readonly response?: readonly Ipv4Address[];
}

/**
 * `Source: IP="…", port=…, Window: … // Destination: IP="…", port=…, Window: … // Others: Host="…", Path="…", Code=…,
 * Reason_Phrase="…"`; ours adds `Method`, `User_Agent`, `Server` and `Date` to the last part, and keeps `Content_Type`.
 */
export interface HttpSummary {
  readonly protocol: "HTTP";
  readonly source: { readonly ip: Ipv4Address; readonly port?: number; readonly window?: number };
  readonly destination: { readonly ip: Ipv4Address; readonly port?: number; readonly window?: number };
  /** As the Host header has it; a scheme or trailing slash of the paper's lines is dropped by the parser. */
  readonly host: string;
  /** Absolute path and query, at least `/`. */
  readonly path: string;
  readonly code: number;
  readonly reasonPhrase: string;
  readonly method?: string;
  readonly userAgent?: string;
  /** The Server header's value. */
  readonly server?: string;
  /** The Date header's value (RFC 9110 section 5.6.7, IMF-fixdate). */
  readonly date?: string;
  /** The Content-Type header's media type: the paper's oldest lines have it in place of the reason phrase. */
  readonly contentType?: string;
}

export type SummaryProtocol = ConversationSummary["protocol"];
