import { canonicalName } from "../../src/flow/dns-name-text.js";
import type { FlowFrame } from "../../src/flow/flow-frame.js";
import type { ArpHeader } from "../../src/wire/arp.js";
import { type DecodedFrame, layerOf } from "../../src/wire/decoded-frame.js";
import type { DnsMessage, DnsQuestion } from "../../src/wire/dns.js";
import { httpHeader, type HttpRequest } from "../../src/wire/http.js";
import type { Ipv4Header } from "../../src/wire/ipv4.js";
import { tcpFlags, type TcpHeader } from "../../src/wire/tcp.js";

export type Capture = readonly FlowFrame[];

/** What of a frame each kind of traffic has besides its own header. */
interface Seen {
  readonly frameNumber: number;
  readonly timeNanos: bigint;
}

export interface Packet extends Seen {
  readonly ipv4: Ipv4Header;
}

export interface Segment extends Packet {
  readonly tcp: TcpHeader;
  /** Octets it carries. */
  readonly length: number;
}

export interface Lookup extends Packet {
  readonly dns: DnsMessage;
  /** What a query and its answer have in common: both endpoints, id and question. */
  readonly key: string;
}

export interface Request extends Packet {
  readonly http: HttpRequest;
  /** Without port; "" where the request has none. */
  readonly host: string;
}

export function arpsOf(capture: Capture): readonly (Seen & { readonly arp: ArpHeader })[] {
  return each(capture, (decoded) => {
    const arp = layerOf(decoded, "arp")?.header;
    return arp === undefined ? undefined : { arp };
  });
}

export function packetsOf(capture: Capture): readonly Packet[] {
  return each(capture, packetIn);
}

export function segmentsOf(capture: Capture): readonly Segment[] {
  return each(capture, (decoded) => {
    const [packet, tcp] = [packetIn(decoded), layerOf(decoded, "tcp")];
    return packet === undefined || tcp === undefined
      ? undefined
      : { ...packet, tcp: tcp.header, length: tcp.payloadLength };
  });
}

export const isSyn = ({ tcp }: Segment): boolean => (tcp.flags & tcpFlags.syn) !== 0;

/** The segments of each connection, in their order; of both directions. */
export function connectionsOf(capture: Capture): readonly (readonly Segment[])[] {
  const open = new Map<string, Segment[]>();
  const all: Segment[][] = [];
  for (const segment of segmentsOf(capture)) {
    const { ipv4, tcp } = segment;
    const ends = [`${ipv4.source}:${tcp.sourcePort}`, `${ipv4.destination}:${tcp.destinationPort}`];
    const key = ends.sort().join(" ");
    let connection = open.get(key);
    if (connection === undefined || (tcp.flags & (tcpFlags.syn | tcpFlags.ack)) === tcpFlags.syn) {
      connection = [];
      open.set(key, connection);
      all.push(connection);
    }
    connection.push(segment);
  }
  return all;
}

export function queriesOf(capture: Capture): readonly Lookup[] {
  return lookupsIn(capture, 0);
}

export function answersOf(capture: Capture): readonly Lookup[] {
  return lookupsIn(capture, 1);
}

function lookupsIn(capture: Capture, qr: 0 | 1): readonly Lookup[] {
  return each(capture, (decoded) => {
    const [packet, udp] = [packetIn(decoded), layerOf(decoded, "udp")?.header];
    const dns = layerOf(decoded, "dns")?.message;
    if (packet === undefined || udp === undefined || dns?.qr !== qr) return undefined;
    const { source, destination } = packet.ipv4;
    const ends = [`${source}:${udp.sourcePort}`, `${destination}:${udp.destinationPort}`];
    const [asks, told] = qr === 0 ? ends : ends.reverse();
    return {
      ...packet,
      dns,
      key: `${asks} ${told} ${dns.transactionId} ${dns.questions.map(shown).join()}`,
    };
  });
}

const shown = ({ name, type }: DnsQuestion): string => `${canonicalName(name)} ${type}`;

export function requestsOf(capture: Capture): readonly Request[] {
  return each(capture, (decoded) => {
    const [packet, http] = [packetIn(decoded), layerOf(decoded, "http")?.message];
    if (packet === undefined || http?.kind !== "request") return undefined;
    return { ...packet, http, host: (httpHeader(http, "host") ?? "").replace(/:\d+$/, "") };
  });
}

function packetIn(decoded: DecodedFrame): Omit<Packet, keyof Seen> | undefined {
  const ipv4 = layerOf(decoded, "ipv4")?.header;
  return ipv4 === undefined ? undefined : { ipv4 };
}

function each<T extends object>(
  capture: Capture,
  read: (decoded: DecodedFrame) => T | undefined,
): readonly (T & Seen)[] {
  return capture.flatMap(({ frameNumber, timeNanos, decoded }) => {
    const found = read(decoded);
    return found === undefined ? [] : [{ ...found, frameNumber, timeNanos }];
  });
}
