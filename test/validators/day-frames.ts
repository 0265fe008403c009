import type { FlowFrame } from "../../src/flow/flow-frame.js";
import { encodeArp, type ArpFields } from "../../src/wire/arp.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { type DhcpFields, encodeDhcp } from "../../src/wire/dhcp.js";
import type { PseudoHeader } from "../../src/wire/checksum.js";
import { encodeDns, type DnsFields } from "../../src/wire/dns.js";
import { encodeEthernet, type EthernetFields } from "../../src/wire/ethernet.js";
import { encodeIcmpv4, type Icmpv4Fields } from "../../src/wire/icmpv4.js";
import { encodeIcmpv6, type Icmpv6Fields } from "../../src/wire/icmpv6.js";
import { encodeIpv4, type Ipv4Fields } from "../../src/wire/ipv4.js";
import { encodeIpv6, type Ipv6Fields } from "../../src/wire/ipv6.js";
import { encodeTcp, type TcpFields } from "../../src/wire/tcp.js";
import type { TcpOption } from "../../src/wire/tcp-options.js";
import { encodeUdp, type UdpFields } from "../../src/wire/udp.js";
import { encodeVlan, type VlanFields } from "../../src/wire/vlan.js";

/** One frame before encoding: what is unset is computed, what is set stays, wrong values too. */
export interface FrameSpec {
  /** Microseconds after the start. */
  readonly micros?: number;
  readonly linkType?: number;
  readonly ethernet?: EthernetFields;
  readonly arp?: ArpFields;
  readonly ipv4?: Ipv4Fields;
  readonly ipv6?: Ipv6Fields;
  /** Tags between Ethernet and packet, outermost first; the innermost names the packet's EtherType. */
  readonly vlan?: readonly VlanFields[];
  readonly icmpv4?: Icmpv4Fields;
  readonly icmpv6?: Icmpv6Fields;
  readonly dhcp?: DhcpFields;
  readonly udp?: UdpFields;
  readonly tcp?: TcpFields;
  readonly dns?: DnsFields;
  /** ISO 8859-1 text behind the innermost header. */
  readonly text?: string;
  /** The same as octets. */
  readonly payload?: Uint8Array;
  /** Octets behind the packet. */
  readonly trailer?: Uint8Array;
  /** The whole frame, in place of everything above. */
  readonly bytes?: Uint8Array;
  /** Length on the wire, where the capture kept less. */
  readonly originalLength?: number;
}

export const client = { ip: "192.168.1.23", mac: "3c:22:fb:5a:19:c4", port: 40100 };
export const router = { ip: "192.168.1.1", mac: "04:92:26:8e:71:03" };
export const site = { ip: "203.0.113.80", host: "www.example.org", port: 80 };

const fromClient: EthernetFields = { source: client.mac, destination: router.mac };
const fromRouter: EthernetFields = { source: router.mac, destination: client.mac };

export function frames(specs: readonly FrameSpec[], firstFrameNumber = 1): readonly FlowFrame[] {
  return specs.map((spec, index) => {
    const frameNumber = firstFrameNumber + index;
    const micros = spec.micros ?? frameNumber * 1000;
    const bytes = spec.bytes ?? encodeSpec(spec);
    const decoded = decodeFrame(bytes, spec.linkType ?? 1, frameNumber, spec.originalLength ?? bytes.length);
    return { frameNumber, timeNanos: 1_700_000_000_000_000_000n + BigInt(micros) * 1000n, decoded };
  });
}

/** The same with some layers' fields replaced in one frame, counted from 1. */
export function change(
  specs: readonly FrameSpec[],
  frameNumber: number,
  patch: FrameSpec,
): readonly FrameSpec[] {
  return specs.map((spec, index) => (index + 1 === frameNumber ? merge(spec, patch) : spec));
}

export function without(
  specs: readonly FrameSpec[],
  ...frameNumbers: readonly number[]
): readonly FrameSpec[] {
  return specs.filter((_, index) => !frameNumbers.includes(index + 1));
}

function merge(spec: FrameSpec, patch: FrameSpec): FrameSpec {
  return {
    ...spec,
    ...patch,
    ...mergeLayer("ethernet", spec, patch),
    ...mergeLayer("arp", spec, patch),
    ...mergeLayer("ipv4", spec, patch),
    ...mergeLayer("ipv6", spec, patch),
    ...mergeLayer("icmpv4", spec, patch),
    ...mergeLayer("icmpv6", spec, patch),
    ...mergeLayer("dhcp", spec, patch),
    ...mergeLayer("udp", spec, patch),
    ...mergeLayer("tcp", spec, patch),
    ...mergeLayer("dns", spec, patch),
  };
}

function mergeLayer(
  layer: "ethernet" | "arp" | "ipv4" | "ipv6" | "icmpv4" | "icmpv6" | "dhcp" | "udp" | "tcp" | "dns",
  one: FrameSpec,
  other: FrameSpec,
) {
  return one[layer] === undefined ? {} : { [layer]: { ...one[layer], ...other[layer] } };
}

function encodeSpec(spec: FrameSpec): Uint8Array {
  const { ethernet, arp, ipv6, vlan = [], trailer = new Uint8Array(0) } = spec;
  const packet = arp !== undefined ? encodeArp(arp) : encodePacket(spec);
  const etherType = arp !== undefined ? 0x0806 : ipv6 !== undefined ? 0x86dd : 0x0800;
  const tagged = vlan.reduceRight((inner, tag) => encodeVlan({ etherType, ...tag }, inner), packet);
  const outer = vlan.length === 0 ? etherType : 0x8100;
  const framed = ethernet === undefined ? tagged : encodeEthernet({ etherType: outer, ...ethernet }, tagged);
  return Uint8Array.of(...framed, ...trailer);
}

function encodePacket(spec: FrameSpec): Uint8Array {
  const { udp, tcp, icmpv4, icmpv6, ipv4 = {}, ipv6 } = spec;
  const { source, destination } = ipv6 ?? ipv4;
  if (typeof source !== "string" || typeof destination !== "string")
    throw new Error("addresses are text here");
  const protocol =
    udp !== undefined ? 17 : tcp !== undefined ? 6 : icmpv4 !== undefined ? 1 : icmpv6 !== undefined ? 58 : 0;
  const transport = encodeTransport(spec, { source, destination, protocol });
  if (ipv6 !== undefined) return encodeIpv6({ nextHeader: protocol, ...ipv6 }, transport);
  return encodeIpv4({ ...(protocol === 0 ? {} : { protocol }), ...ipv4 }, transport);
}

function encodeTransport(spec: FrameSpec, pseudoHeader: PseudoHeader): Uint8Array {
  const { udp, tcp, icmpv4, icmpv6 } = spec;
  const payload = payloadOf(spec);
  if (udp !== undefined) return encodeUdp(udp, payload, { pseudoHeader });
  if (tcp !== undefined) return encodeTcp(tcp, payload, { pseudoHeader });
  if (icmpv4 !== undefined) return encodeIcmpv4(icmpv4, payload);
  return icmpv6 === undefined ? payload : encodeIcmpv6(icmpv6, payload, { pseudoHeader });
}

function payloadOf({ dns, dhcp, payload, text = "" }: FrameSpec): Uint8Array {
  if (dns !== undefined) return encodeDns(dns);
  if (dhcp !== undefined) return encodeDhcp(dhcp);
  return payload ?? Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Request in frame 1, reply in frame 2. */
export const arpExchange: readonly FrameSpec[] = [
  {
    ethernet: { source: client.mac, destination: "ff:ff:ff:ff:ff:ff" },
    arp: {
      hardwareType: 1,
      protocolType: 0x0800,
      operation: 1,
      senderHardwareAddress: client.mac,
      senderProtocolAddress: client.ip,
      targetHardwareAddress: "00:00:00:00:00:00",
      targetProtocolAddress: router.ip,
    },
  },
  {
    ethernet: fromRouter,
    arp: {
      hardwareType: 1,
      protocolType: 0x0800,
      operation: 2,
      senderHardwareAddress: router.mac,
      senderProtocolAddress: router.ip,
      targetHardwareAddress: client.mac,
      targetProtocolAddress: client.ip,
    },
  },
];

const question = { name: site.host, type: 1, class: 1 };
export const addressRecord = {
  name: site.host,
  type: 1,
  class: 1,
  ttl: 300,
  rdata: { kind: "a", address: site.ip },
} as const;

/** Query in frame 1, answer in frame 2. */
export const dnsExchange: readonly FrameSpec[] = [
  {
    ethernet: fromClient,
    ipv4: {
      version: 4,
      ihl: 5,
      identification: 0x6a01,
      flags: 2,
      ttl: 64,
      source: client.ip,
      destination: router.ip,
    },
    udp: { sourcePort: 41000, destinationPort: 53 },
    dns: { transactionId: 0x7210, rd: 1, questions: [question] },
  },
  {
    ethernet: fromRouter,
    ipv4: {
      version: 4,
      ihl: 5,
      identification: 0x91c4,
      flags: 2,
      ttl: 64,
      source: router.ip,
      destination: client.ip,
    },
    udp: { sourcePort: 53, destinationPort: 41000 },
    dns: { transactionId: 0x7210, qr: 1, rd: 1, ra: 1, questions: [question], answers: [addressRecord] },
  },
];

/** Query and answer for A in frames 1 and 2, for AAAA in frames 3 and 4, from one socket. */
export const lookUpBoth: readonly FrameSpec[] = [
  ...dnsExchange,
  ...[0, 1].flatMap((index) => {
    const spec = dnsExchange[index];
    const questions = [{ ...question, type: 28 }];
    const answer = index === 0 ? {} : { rcode: 5, answers: [] };
    return spec === undefined
      ? []
      : [{ ...spec, dns: { ...spec.dns, transactionId: 0x4ee3, questions, ...answer } }];
  }),
];

/** Octets as `ping` sends them after the time: each its own place. */
const pingData = Uint8Array.from({ length: 56 }, (_, index) => index);

function echo(type: 8 | 0, sequenceNumber: number): FrameSpec {
  const isRequest = type === 8;
  const [from, to] = isRequest ? [client, router] : [router, client];
  return {
    ethernet: isRequest ? fromClient : fromRouter,
    ipv4: {
      version: 4,
      ihl: 5,
      identification: 0x5100 + 16 * sequenceNumber + type,
      flags: isRequest ? 2 : 0,
      ttl: 64,
      source: from.ip,
      destination: to.ip,
    },
    icmpv4: { type, code: 0, body: { kind: "echo", identifier: 0x268d, sequenceNumber } },
    payload: pingData,
  };
}

/** Two requests, each answered: frames 1 and 3 ask, 2 and 4 answer. */
export const pingExchange: readonly FrameSpec[] = [echo(8, 1), echo(0, 1), echo(8, 2), echo(0, 2)];

/** Where each side begins to count in `httpExchange`, and the number after its text. */
export const numbers = {
  clientStart: 3_000_000_000,
  serverStart: 1_500_000_000,
  requestEnd: 3_000_000_080,
  responseEnd: 1_500_000_128,
};
/** 79 octets. */
export const requestText =
  "GET / HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n";
/** 127 octets: head and 5 octets of body. */
export const responseText =
  "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello";
const fin = 1;
const syn = 2;
const push = 8;
const ack = 16;

export function timestamp(value: number, echoReply: number): readonly TcpOption[] {
  return [{ kind: "nop" }, { kind: "nop" }, { kind: "timestamp", value, echoReply }];
}

export function synOptions(value: number, echoReply: number): readonly TcpOption[] {
  return [
    { kind: "mss", value: 1460 },
    { kind: "sack-permitted" },
    { kind: "timestamp", value, echoReply },
    { kind: "nop" },
    { kind: "window-scale", shift: 7 },
  ];
}

function clientSegment(index: number, tcp: TcpFields, text = ""): FrameSpec {
  return {
    ethernet: fromClient,
    ipv4: {
      version: 4,
      ihl: 5,
      identification: 0x1a2b + index,
      flags: 2,
      ttl: 64,
      source: client.ip,
      destination: site.ip,
    },
    tcp: { sourcePort: client.port, destinationPort: site.port, window: 502, ...tcp },
    text,
  };
}

function serverSegment(index: number, tcp: TcpFields, text = ""): FrameSpec {
  return {
    ethernet: fromRouter,
    ipv4: {
      version: 4,
      ihl: 5,
      identification: index === 2 ? 0 : 0x3c4d + index,
      flags: 2,
      ttl: 57,
      source: site.ip,
      destination: client.ip,
    },
    tcp: { sourcePort: site.port, destinationPort: client.port, window: 509, ...tcp },
    text,
  };
}

export interface ExchangeTexts {
  readonly request?: string;
  readonly response?: string;
  readonly clientStart?: number;
  readonly serverStart?: number;
}

/**
 * Frame 1 SYN, 2 SYN-ACK, 3 ACK, 4 request, 5 its ACK, 6 response, 7 its ACK, 8 client's FIN, 9 its ACK, 10 server's FIN,
 * 11 its ACK.
 */
export function httpExchangeOf(texts: ExchangeTexts): readonly FrameSpec[] {
  const { request = requestText, response = responseText } = texts;
  const { clientStart = numbers.clientStart, serverStart = numbers.serverStart } = texts;
  const clientAt = (count: number) => (clientStart + count) % 2 ** 32;
  const serverAt = (count: number) => (serverStart + count) % 2 ** 32;
  const [requestEnd, responseEnd] = [request.length + 1, response.length + 1];
  const fromClientAt = (
    index: number,
    flags: number,
    sent: number,
    got: number,
    times: readonly TcpOption[],
    text = "",
  ) => clientSegment(index, segment(flags, clientAt(sent), serverAt(got), times), text);
  const fromServerAt = (
    index: number,
    flags: number,
    sent: number,
    got: number,
    times: readonly TcpOption[],
    text = "",
  ) => serverSegment(index, segment(flags, serverAt(sent), clientAt(got), times), text);
  return [
    clientSegment(1, {
      flags: syn,
      sequenceNumber: clientStart,
      window: 64240,
      options: synOptions(1000, 0),
    }),
    serverSegment(2, {
      ...segment(syn | ack, serverStart, clientAt(1), synOptions(9000, 1000)),
      window: 65160,
    }),
    fromClientAt(3, ack, 1, 1, timestamp(1030, 9000)),
    fromClientAt(4, push | ack, 1, 1, timestamp(1030, 9000), request),
    fromServerAt(5, ack, 1, requestEnd, timestamp(9060, 1030)),
    fromServerAt(6, push | ack, 1, requestEnd, timestamp(9062, 1030), response),
    fromClientAt(7, ack, requestEnd, responseEnd, timestamp(1092, 9062)),
    fromClientAt(8, fin | ack, requestEnd, responseEnd, timestamp(1093, 9062)),
    fromServerAt(9, ack, responseEnd, requestEnd + 1, timestamp(9123, 1093)),
    fromServerAt(10, fin | ack, responseEnd, requestEnd + 1, timestamp(9124, 1093)),
    fromClientAt(11, ack, requestEnd + 1, responseEnd + 1, timestamp(1154, 9124)),
  ];
}

function segment(
  flags: number,
  sequenceNumber: number,
  acknowledgmentNumber: number,
  options: readonly TcpOption[],
): TcpFields {
  return { flags, sequenceNumber, acknowledgmentNumber, options };
}

export const httpExchange = httpExchangeOf({});

/** SYN and the reset that refuses it. */
export const refusedConnection: readonly FrameSpec[] = [
  clientSegment(1, {
    flags: syn,
    sequenceNumber: numbers.clientStart,
    window: 64240,
    options: synOptions(1000, 0),
  }),
  serverSegment(2, {
    flags: 4 | ack,
    sequenceNumber: 0,
    acknowledgmentNumber: numbers.clientStart + 1,
    window: 0,
  }),
];

export const wholeDay: readonly FrameSpec[] = [...arpExchange, ...dnsExchange, ...httpExchange];
