import type { DecodedLayer } from "../../../src/wire/decoded-frame.js";
import { decodeIpv4Options } from "../../../src/wire/ipv4-options.js";
import type { DnsMessage, DnsRdata, DnsRecord } from "../../../src/wire/dns.js";
import type { HttpHead } from "../../../src/wire/http.js";
import type { Ipv6Extension } from "../../../src/wire/ipv6.js";
import type { TcpOption } from "../../../src/wire/tcp-options.js";

type Protocol = DecodedLayer["protocol"];
type LayerOf<P extends Protocol> = Extract<DecodedLayer, { protocol: P }>;
type Value = string | number | boolean | undefined;

/** A field of tshark's and what of ours must be the same. */
export interface FieldRow {
  /** tshark's name, as `-e` takes it. */
  readonly field: string;
  readonly protocol: Protocol;
  /** Our values, in order; none where our layer does not have the field. */
  values(layer: DecodedLayer): readonly (string | number)[];
  /** How tshark's text is read; unset: as a number, decimal or hex. */
  read?(text: string): string;
}

/** tshark has a row per field, we have it or, for other kinds of the layer, do not. */
function row<P extends Protocol>(
  protocol: P,
  field: string,
  value: (layer: LayerOf<P>) => Value | readonly Value[],
  read?: (text: string) => string,
): FieldRow {
  return {
    field,
    protocol,
    values(layer) {
      const given = value(layer as LayerOf<P>);
      const list: readonly Value[] = Array.isArray(given) ? (given as readonly Value[]) : [given as Value];
      return list.flatMap((each) =>
        each === undefined ? [] : [typeof each === "boolean" ? Number(each) : each],
      );
    },
    ...(read === undefined ? {} : { read }),
  };
}

const asText = (text: string): string => text;

/** tshark: 0 bad, 1 good, 2 unverified, 3 not present. */
const statusNumbers = { bad: 0, good: 1, unverifiable: undefined } as const;

/** Octets as tshark's text of a string shows them; ours are compared in the same form. */
const lines = (wanted: HttpHead["kind"]) => (layer: LayerOf<"http">) =>
  layer.message.kind === wanted
    ? layer.message.headers.map(({ name, value }) => `${name}: ${value}`)
    : undefined;

function headerLine(text: string): string {
  const line = text.replace(/(\\r)?\\n$/, "");
  const colon = line.indexOf(":");
  return `${line.slice(0, colon)}: ${line.slice(colon + 1).replace(/^[ ]+|[ ]+$|^(\\t)+|(\\t)+$/g, "")}`;
}

const recordsOf = ({ answers, authorities, additionals }: DnsMessage): readonly DnsRecord[] => [
  ...answers,
  ...authorities,
  ...additionals,
];

const dnsFlags = (m: DnsMessage): number =>
  (m.qr << 15) | (m.opcode << 11) | (m.aa << 10) | (m.tc << 9) | (m.rd << 8) | (m.ra << 7) | (m.z << 6) | (m.ad << 5) | (m.cd << 4) | m.rcode; // prettier-ignore

/** A field of the records of one kind, and of some types where several share a kind. */
function rdata<K extends DnsRdata["kind"]>(
  kind: K,
  field: string,
  value: (data: Extract<DnsRdata, { kind: K }>) => Value | readonly Value[],
  options: { readonly types?: readonly number[]; readonly read?: (text: string) => string } = {},
): FieldRow {
  const { types, read } = options;
  return row(
    "dns",
    field,
    ({ message }) =>
      recordsOf(message).flatMap((record): readonly Value[] => {
        if (record.rdata.kind !== kind || (types !== undefined && !types.includes(record.type))) return [];
        const given = value(record.rdata as Extract<DnsRdata, { kind: K }>);
        return Array.isArray(given) ? (given as readonly Value[]) : [given as Value];
      }),
    read,
  );
}

const rootName = (text: string): string => (text === "<Root>" ? "." : text);
const named = { read: rootName };
const nsType = 2;
const cnameType = 5;
const ptrType = 12;

const tcpOptionNumbers: Readonly<Record<TcpOption["kind"], number | undefined>> = {
  end: 0,
  nop: 1,
  mss: 2,
  "window-scale": 3,
  "sack-permitted": 4,
  sack: 5,
  timestamp: 8,
  unknown: undefined,
  raw: undefined,
};

function tcpOption<K extends TcpOption["kind"]>(
  kind: K,
  field: string,
  value: (option: Extract<TcpOption, { kind: K }>) => Value | readonly Value[],
): FieldRow {
  return row("tcp", field, ({ header }) =>
    header.options.flatMap((option): readonly Value[] => {
      if (option.kind !== kind) return [];
      const given = value(option as Extract<TcpOption, { kind: K }>);
      return Array.isArray(given) ? (given as readonly Value[]) : [given as Value];
    }),
  );
}

function extension<K extends Ipv6Extension["kind"]>(
  kind: K,
  field: string,
  value: (extension: Extract<Ipv6Extension, { kind: K }>) => Value | readonly Value[],
): FieldRow {
  return row("ipv6", field, ({ header }) =>
    header.extensions.flatMap((each): readonly Value[] => {
      if (each.kind !== kind) return [];
      const given = value(each as Extract<Ipv6Extension, { kind: K }>);
      return Array.isArray(given) ? (given as readonly Value[]) : [given as Value];
    }),
  );
}

/** Every field that is compared. */
export const fieldRows: readonly FieldRow[] = [
  row("ethernet", "eth.dst", ({ header }) => header.destination, asText),
  row("ethernet", "eth.src", ({ header }) => header.source, asText),
  row("ethernet", "eth.type", ({ header }) => (header.etherType < 0x600 ? undefined : header.etherType)),
  row("ethernet", "eth.len", ({ header }) => (header.etherType < 0x600 ? header.etherType : undefined)),
  row("sll", "sll.pkttype", ({ header }) => header.packetType),
  row("sll", "sll.hatype", ({ header }) => header.hardwareType),
  row("sll", "sll.ifindex", ({ header }) => (header.version === 2 ? header.interfaceIndex : undefined)),
  row("sll", "sll.etype", ({ header }) => (header.protocolType < 0x600 ? undefined : header.protocolType)),
  row("loopback", "null.family", ({ header }) => header.family),

  row("arp", "arp.hw.type", ({ header }) => header.hardwareType),
  row("arp", "arp.proto.type", ({ header }) => header.protocolType),
  row("arp", "arp.hw.size", ({ header }) => header.hardwareLength),
  row("arp", "arp.proto.size", ({ header }) => header.protocolLength),
  row("arp", "arp.opcode", ({ header }) => header.operation),
  ...(["sender", "target"] as const).flatMap((side) => {
    const name = side === "sender" ? "src" : "dst";
    return [
      row("arp", `arp.${name}.hw_mac`, ({ header }) => (header.hardwareLength === 6 ? header[`${side}HardwareAddress`] : undefined), asText),
      row("arp", `arp.${name}.proto_ipv4`, ({ header }) => (header.protocolLength === 4 ? header[`${side}ProtocolAddress`] : undefined), asText),
    ];
  }), // prettier-ignore

  row("ipv4", "ip.version", ({ header }) => header.version),
  row("ipv4", "ip.hdr_len", ({ header }) => header.ihl * 4),
  row("ipv4", "ip.dsfield", ({ header }) => header.typeOfService),
  row("ipv4", "ip.len", ({ header }) => header.totalLength),
  row("ipv4", "ip.id", ({ header }) => header.identification),
  row("ipv4", "ip.flags", ({ header }) => header.flags),
  row("ipv4", "ip.frag_offset", ({ header }) => header.fragmentOffset),
  row("ipv4", "ip.ttl", ({ header }) => header.ttl),
  row("ipv4", "ip.proto", ({ header }) => header.protocol),
  row("ipv4", "ip.checksum", ({ header }) => header.checksum),
  row("ipv4", "ip.checksum.status", ({ checksumStatus }) => statusNumbers[checksumStatus]),
  row("ipv4", "ip.src", ({ header }) => header.source, asText),
  row("ipv4", "ip.dst", ({ header }) => header.destination, asText),
  row("ipv4", "ip.opt.type", ({ header }) =>
    decodeIpv4Options(header.options).options.map(({ type }) => type),
  ),

  row("ipv6", "ipv6.version", ({ header }) => header.version),
  row("ipv6", "ipv6.tclass", ({ header }) => header.trafficClass),
  row("ipv6", "ipv6.flow", ({ header }) => header.flowLabel),
  row("ipv6", "ipv6.plen", ({ header }) => header.payloadLength),
  row("ipv6", "ipv6.nxt", ({ header }) => header.nextHeader),
  row("ipv6", "ipv6.hlim", ({ header }) => header.hopLimit),
  row("ipv6", "ipv6.src", ({ header }) => header.source, asText),
  row("ipv6", "ipv6.dst", ({ header }) => header.destination, asText),
  extension("fragment", "ipv6.fraghdr.offset", ({ fragmentOffset }) => fragmentOffset),
  extension("fragment", "ipv6.fraghdr.more", ({ moreFragments }) => moreFragments),
  extension("fragment", "ipv6.fraghdr.ident", ({ identification }) => identification),
  extension("routing", "ipv6.routing.type", ({ routingType }) => routingType),
  extension("routing", "ipv6.routing.segleft", ({ segmentsLeft }) => segmentsLeft),
  extension("options", "ipv6.opt.type", ({ options }) => options.map(({ type }) => type)),

  row("icmpv4", "icmp.type", ({ header }) => header.type),
  row("icmpv4", "icmp.code", ({ header }) => header.code),
  row("icmpv4", "icmp.checksum", ({ header }) => header.checksum),
  row("icmpv4", "icmp.checksum.status", ({ checksumStatus }) => statusNumbers[checksumStatus]),
  row("icmpv4", "icmp.ident", ({ header }) =>
    "identifier" in header.body ? header.body.identifier : undefined,
  ),
  row("icmpv4", "icmp.seq", ({ header }) =>
    "identifier" in header.body ? header.body.sequenceNumber : undefined,
  ),
  row(
    "icmpv4",
    "icmp.redir_gw",
    ({ header }) => (header.body.kind === "redirect" ? header.body.gateway : undefined),
    asText,
  ),
  row("icmpv4", "icmp.mtu", ({ header }) =>
    header.body.kind === "unreachable" && header.code === 4 ? header.body.nextHopMtu : undefined,
  ),

  row("icmpv6", "icmpv6.type", ({ header }) => header.type),
  row("icmpv6", "icmpv6.code", ({ header }) => header.code),
  row("icmpv6", "icmpv6.checksum", ({ header }) => header.checksum),
  row("icmpv6", "icmpv6.checksum.status", ({ checksumStatus }) => statusNumbers[checksumStatus]),
  row("icmpv6", "icmpv6.echo.identifier", ({ header }) =>
    header.body.kind === "echo" ? header.body.identifier : undefined,
  ),
  row("icmpv6", "icmpv6.echo.sequence_number", ({ header }) =>
    header.body.kind === "echo" ? header.body.sequenceNumber : undefined,
  ),
  row("icmpv6", "icmpv6.mtu", ({ header }) =>
    header.body.kind === "packet-too-big" ? header.body.mtu : undefined,
  ),
  row("icmpv6", "icmpv6.pointer", ({ header }) =>
    header.body.kind === "parameter-problem" ? header.body.pointer : undefined,
  ),
  row(
    "icmpv6",
    "icmpv6.nd.ns.target_address",
    ({ header }) => (header.body.kind === "neighbor-solicitation" ? header.body.target : undefined),
    asText,
  ),
  row(
    "icmpv6",
    "icmpv6.nd.na.target_address",
    ({ header }) => (header.body.kind === "neighbor-advertisement" ? header.body.target : undefined),
    asText,
  ),
  row("icmpv6", "icmpv6.nd.ra.cur_hop_limit", ({ header }) =>
    header.body.kind === "router-advertisement" ? header.body.hopLimit : undefined,
  ),
  row("icmpv6", "icmpv6.nd.ra.router_lifetime", ({ header }) =>
    header.body.kind === "router-advertisement" ? header.body.routerLifetime : undefined,
  ),
  row(
    "icmpv6",
    "icmpv6.mld.multicast_address",
    ({ header }) => (header.body.kind === "listener" ? header.body.multicastAddress : undefined),
    asText,
  ),
  row("icmpv6", "icmpv6.opt.type", ({ header }) =>
    "options" in header.body ? header.body.options.map(({ type }) => type) : undefined,
  ),

  row("udp", "udp.srcport", ({ header }) => header.sourcePort),
  row("udp", "udp.dstport", ({ header }) => header.destinationPort),
  row("udp", "udp.length", ({ header }) => header.length),
  row("udp", "udp.checksum", ({ header }) => header.checksum),
  row("udp", "udp.checksum.status", ({ checksumStatus }) => statusNumbers[checksumStatus]),

  row("tcp", "tcp.srcport", ({ header }) => header.sourcePort),
  row("tcp", "tcp.dstport", ({ header }) => header.destinationPort),
  row("tcp", "tcp.seq_raw", ({ header }) => header.sequenceNumber),
  row("tcp", "tcp.ack_raw", ({ header }) => header.acknowledgmentNumber),
  row("tcp", "tcp.hdr_len", ({ header }) => header.dataOffset * 4),
  row("tcp", "tcp.flags", ({ header }) => (header.reserved << 9) | header.flags),
  row("tcp", "tcp.window_size_value", ({ header }) => header.window),
  row("tcp", "tcp.checksum", ({ header }) => header.checksum),
  row("tcp", "tcp.checksum.status", ({ checksumStatus }) => statusNumbers[checksumStatus]),
  row("tcp", "tcp.urgent_pointer", ({ header }) => header.urgentPointer),
  row("tcp", "tcp.len", ({ payloadLength }) => payloadLength),
  row("tcp", "tcp.option_kind", ({ header }) =>
    header.options.map((option) =>
      option.kind === "unknown" ? option.number : tcpOptionNumbers[option.kind],
    ),
  ),
  tcpOption("mss", "tcp.options.mss_val", ({ value }) => value),
  tcpOption("window-scale", "tcp.options.wscale.shift", ({ shift }) => shift),
  tcpOption("timestamp", "tcp.options.timestamp.tsval", ({ value }) => value),
  tcpOption("timestamp", "tcp.options.timestamp.tsecr", ({ echoReply }) => echoReply),
  tcpOption("sack", "tcp.options.sack_le", ({ blocks }) => blocks.map(({ left }) => left)),
  tcpOption("sack", "tcp.options.sack_re", ({ blocks }) => blocks.map(({ right }) => right)),

  row("dns", "dns.id", ({ message }) => message.transactionId),
  row("dns", "dns.flags", ({ message }) => dnsFlags(message)),
  row("dns", "dns.count.queries", ({ message }) => message.questionCount),
  row("dns", "dns.count.answers", ({ message }) => message.answerCount),
  row("dns", "dns.count.auth_rr", ({ message }) => message.authorityCount),
  row("dns", "dns.count.add_rr", ({ message }) => message.additionalCount),
  row("dns", "dns.qry.name", ({ message }) => message.questions.map(({ name }) => name), rootName),
  row("dns", "dns.qry.type", ({ message }) => message.questions.map(({ type }) => type)),
  row("dns", "dns.qry.class", ({ message }) => message.questions.map((question) => question.class)),
  row("dns", "dns.resp.name", ({ message }) => recordsOf(message).map(({ name }) => name), rootName),
  row("dns", "dns.resp.type", ({ message }) => recordsOf(message).map(({ type }) => type)),
  row("dns", "dns.resp.len", ({ message }) => recordsOf(message).map(({ rdataLength }) => rdataLength)),
  row("dns", "dns.resp.ttl", ({ message }) =>
    recordsOf(message).flatMap(({ type, ttl }) => (type === 41 ? [] : [ttl])),
  ),
  rdata("a", "dns.a", ({ address }) => address, { read: asText }),
  rdata("aaaa", "dns.aaaa", ({ address }) => address, { read: asText }),
  rdata("name", "dns.cname", ({ name }) => name, { types: [cnameType], ...named }),
  rdata("name", "dns.ns", ({ name }) => name, { types: [nsType], ...named }),
  rdata("name", "dns.ptr.domain_name", ({ name }) => name, { types: [ptrType], ...named }),
  rdata("mx", "dns.mx.preference", ({ preference }) => preference),
  rdata("mx", "dns.mx.mail_exchange", ({ exchange }) => exchange, named),
  rdata("soa", "dns.soa.mname", ({ primaryServer }) => primaryServer, named),
  rdata("soa", "dns.soa.rname", ({ mailbox }) => mailbox, named),
  rdata("soa", "dns.soa.serial_number", ({ serial }) => serial),
  rdata("soa", "dns.soa.minimum_ttl", ({ minimum }) => minimum),
  rdata("srv", "dns.srv.priority", ({ priority }) => priority),
  rdata("srv", "dns.srv.weight", ({ weight }) => weight),
  rdata("srv", "dns.srv.port", ({ port }) => port),
  rdata("srv", "dns.srv.target", ({ target }) => target, named),
  rdata("txt", "dns.txt.length", ({ strings }) => strings.map((string) => string.length)),
  rdata("opt", "dns.opt.code", ({ options }) => options.map(({ code }) => code)),
  rdata("opt", "dns.opt.len", ({ options }) => options.map(({ data }) => data.length)),

  row("dhcp", "dhcp.type", ({ message }) => message.operation),
  row("dhcp", "dhcp.hw.type", ({ message }) => message.hardwareType),
  row("dhcp", "dhcp.hw.len", ({ message }) => message.hardwareLength),
  row("dhcp", "dhcp.hops", ({ message }) => message.hops),
  row("dhcp", "dhcp.id", ({ message }) => message.transactionId),
  row("dhcp", "dhcp.secs", ({ message }) => message.seconds),
  row("dhcp", "dhcp.flags", ({ message }) => message.flags),
  row("dhcp", "dhcp.ip.client", ({ message }) => message.clientAddress, asText),
  row("dhcp", "dhcp.ip.your", ({ message }) => message.yourAddress, asText),
  row("dhcp", "dhcp.ip.server", ({ message }) => message.serverAddress, asText),
  row("dhcp", "dhcp.ip.relay", ({ message }) => message.relayAddress, asText),
  row("dhcp", "dhcp.option.type", ({ message }) => message.options.map(({ code }) => code)),
  row("dhcp", "dhcp.option.length", ({ message }) => message.options.map(({ data }) => data.length)),
  row("dhcp", "dhcp.option.dhcp", ({ message }) =>
    message.options.flatMap(({ code, data }) => (code === 53 ? [data[0] ?? 0] : [])),
  ),

  row(
    "http",
    "http.request.method",
    ({ message }) => (message.kind === "request" ? message.method : undefined),
    asText,
  ),
  row(
    "http",
    "http.request.uri",
    ({ message }) => (message.kind === "request" ? message.target : undefined),
    asText,
  ),
  row(
    "http",
    "http.request.version",
    ({ message }) => (message.kind === "request" ? message.version : undefined),
    asText,
  ),
  row(
    "http",
    "http.response.version",
    ({ message }) => (message.kind === "response" ? message.version : undefined),
    asText,
  ),
  row("http", "http.response.code", ({ message }) =>
    message.kind === "response" ? message.statusCode : undefined,
  ),
  row(
    "http",
    "http.response.phrase",
    ({ message }) =>
      message.kind === "response" && message.reasonPhrase !== "" ? message.reasonPhrase : undefined,
    asText,
  ),
  row("http", "http.request.line", lines("request"), headerLine),
  row("http", "http.response.line", lines("response"), headerLine),
];
