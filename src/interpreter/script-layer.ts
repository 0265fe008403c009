import type { ArpFields } from "../wire/arp.js";
import type { DnsFields, DnsQuestionFields, DnsRecordFields } from "../wire/dns.js";
import type { EthernetFields } from "../wire/ethernet.js";
import type { HttpRequestFields, HttpResponseFields } from "../wire/http.js";
import type { Ipv4Fields } from "../wire/ipv4.js";
import type { TcpFields } from "../wire/tcp.js";
import type { UdpFields } from "../wire/udp.js";

/** One layer as a script made it: its Scapy name and exactly what the script set, in the wire codecs' terms. */
export type ScriptLayer =
  | { readonly name: "Ether"; readonly fields: EthernetFields }
  | { readonly name: "ARP"; readonly fields: ArpFields }
  | { readonly name: "IP"; readonly fields: Ipv4Fields }
  | { readonly name: "UDP"; readonly fields: UdpFields }
  | { readonly name: "TCP"; readonly fields: TcpFields }
  | { readonly name: "IPerror"; readonly fields: Ipv4Fields }
  | { readonly name: "UDPerror"; readonly fields: UdpFields }
  | { readonly name: "TCPerror"; readonly fields: TcpFields }
  | { readonly name: "DNS"; readonly fields: DnsLayerFields }
  | { readonly name: "DNSQR"; readonly fields: DnsQuestionFields }
  | { readonly name: DnsRecordLayerName; readonly fields: DnsRecordFields }
  | { readonly name: "HTTP"; readonly fields: NoFields }
  | { readonly name: "HTTPRequest"; readonly fields: HttpRequestFields }
  | { readonly name: "HTTPResponse"; readonly fields: HttpResponseFields }
  | { readonly name: "Raw" | "Padding"; readonly fields: RawFields }
  | { readonly name: TableLayerName; readonly fields: TableFields };

export type ScriptLayerName = ScriptLayer["name"];

/** Classes of resource records: each has its own fields, all become a record of the codec. */
export type DnsRecordLayerName =
  | "DNSRR"
  | "DNSRROPT"
  | "DNSRRSOA"
  | "DNSRRMX"
  | "DNSRRSRV"
  | "DNSRRDS"
  | "DNSRRDNSKEY"
  | "DNSRRNSEC"
  | "DNSRRRSIG"
  | "DNSRRTSIG";

/** Layers that no wire codec knows: they are encoded from their tables. */
export type TableLayerName =
  | "ICMP"
  | "ICMPerror"
  | "IPv6"
  | "Dot1Q"
  | "BOOTP"
  | "DHCP"
  | "EDNS0TLV"
  | Icmpv6LayerName
  | Icmpv6OptionName
  | IpOptionName;

export type Icmpv6LayerName =
  "ICMPv6EchoRequest" | "ICMPv6EchoReply" | "ICMPv6ND_RS" | "ICMPv6ND_RA" | "ICMPv6ND_NS" | "ICMPv6ND_NA";
export type Icmpv6OptionName =
  "ICMPv6NDOptSrcLLAddr" | "ICMPv6NDOptDstLLAddr" | "ICMPv6NDOptPrefixInfo" | "ICMPv6NDOptMTU";
export type IpOptionName =
  | "IPOption"
  | "IPOption_EOL"
  | "IPOption_NOP"
  | "IPOption_Security"
  | "IPOption_RR"
  | "IPOption_Stream_Id"
  | "IPOption_MTU_Probe"
  | "IPOption_MTU_Reply"
  | "IPOption_Traceroute"
  | "IPOption_Timestamp"
  | "IPOption_Address_Extension"
  | "IPOption_Router_Alert"
  | "IPOption_SDBM";

/** Fields by Scapy's names: numbers, and octets as they go on the wire. */
export type TableFields = Readonly<Record<string, number | Uint8Array>>;

export type NoFields = Readonly<Record<never, never>>;

export interface RawFields {
  readonly load?: Uint8Array;
}

/** A DNS message, with the length that precedes it over TCP. */
export interface DnsLayerFields extends Omit<
  DnsFields,
  "questions" | "answers" | "authorities" | "additionals"
> {
  readonly questions?: DnsSection<DnsQuestionFields>;
  readonly answers?: DnsSection<DnsRecordFields>;
  readonly authorities?: DnsSection<DnsRecordFields>;
  readonly additionals?: DnsSection<DnsRecordFields>;
  /** Octets of the message, over TCP only; unset: as many as there are. */
  readonly tcpLength?: number;
}

/** A section: its records, or octets that stand for it, with the number of records that an unset count tells. */
export type DnsSection<Entry> = readonly Entry[] | DnsSectionOctets;

export interface DnsSectionOctets {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** A packet of a script: what counts as one is decided by `countPackets`. */
export interface ScriptPacket {
  /** Outermost first; their fields hold only what the script set. */
  readonly layers: readonly ScriptLayer[];
  /** Seconds since the epoch, virtual time: when the packet's first layer was made, or what the script assigned. */
  readonly timeSeconds: number;
  /** The line of the script that made its first layer, from 1. */
  readonly line: number;
  /** Whether a sleep (or an assigned time) lies between this packet and the one before it. */
  readonly slept: boolean;
}
