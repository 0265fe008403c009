/** Captures that would be hard to judge in bounded memory, made frame by frame while they are read. */
import { encodePcap } from "../src/capture/pcap.js";
import { encodeEthernet } from "../src/wire/ethernet.js";
import { encodeIpv4 } from "../src/wire/ipv4.js";
import { linkTypes } from "../src/wire/link-type.js";
import { encodeTcp, type TcpFields, tcpFlags } from "../src/wire/tcp.js";
import type { RepeatableFrame } from "./repeat-traffic.js";
import { repeated } from "./repeat-traffic.js";

/** Octets of frames, in order. */
type Packets = Iterable<Uint8Array>;

const { syn, ack, psh } = tcpFlags;
const fromClient = { source: "3c:22:fb:5a:19:c4", destination: "04:92:26:8e:71:03", etherType: 0x0800 };
const fromServer = { source: fromClient.destination, destination: fromClient.source, etherType: 0x0800 };
const client = "10.0.0.2";
const server = "203.0.113.80";

function segment(
  isClient: boolean,
  fields: TcpFields,
  payload = new Uint8Array(0),
  host = client,
  port = 40_000,
) {
  const addresses = isClient ? { source: host, destination: server } : { source: server, destination: host };
  const ports = isClient
    ? { sourcePort: port, destinationPort: 80 }
    : { sourcePort: 80, destinationPort: port };
  const tcp = encodeTcp({ window: 65_535, ...ports, ...fields }, payload, {
    pseudoHeader: { ...addresses, protocol: 6 },
  });
  return encodeEthernet(
    isClient ? fromClient : fromServer,
    encodeIpv4({ protocol: 6, ttl: 64, ...addresses }, tcp),
  );
}

const request = new TextEncoder().encode("GET /file HTTP/1.1\r\nHost: www.example.org\r\n\r\n");
const requestEnd = 1001 + request.length;
const segmentLength = 1448;

/** One response that is as long as the capture; `isLost` says which of its segments the capture lacks. */
function* oneConnection(
  octets: number,
  isLost: (index: number) => boolean,
  isAcknowledged: boolean,
): Packets {
  const head = new TextEncoder().encode(`HTTP/1.1 200 OK\r\nContent-Length: ${octets}\r\n\r\n`);
  yield segment(true, { flags: syn, sequenceNumber: 1000 });
  yield segment(false, { flags: syn | ack, sequenceNumber: 4_000_000_000, acknowledgmentNumber: 1001 });
  yield segment(true, { flags: ack, sequenceNumber: 1001, acknowledgmentNumber: 4_000_000_001 });
  yield segment(
    true,
    { flags: psh | ack, sequenceNumber: 1001, acknowledgmentNumber: 4_000_000_001 },
    request,
  );
  let sequenceNumber = 4_000_000_001;
  yield segment(false, { flags: ack, sequenceNumber, acknowledgmentNumber: requestEnd }, head);
  sequenceNumber += head.length;
  const body = new Uint8Array(segmentLength).fill(0x78);
  for (let index = 0; index * segmentLength < octets; index += 1) {
    if (!isLost(index))
      yield segment(
        false,
        { flags: ack, sequenceNumber: sequenceNumber >>> 0, acknowledgmentNumber: requestEnd },
        body,
      );
    sequenceNumber = (sequenceNumber + segmentLength) % 2 ** 32;
    if (isAcknowledged && index % 2 === 1)
      yield segment(true, { flags: ack, sequenceNumber: requestEnd, acknowledgmentNumber: sequenceNumber });
  }
}

/** Hosts one after the other: 10.x.y.z. */
function hostOf(index: number): string {
  return `10.${(index >>> 16) & 0xff}.${(index >>> 8) & 0xff}.${index & 0xff}`;
}

function* halfOpen(count: number): Packets {
  for (let index = 0; index < count; index += 1)
    yield segment(true, { flags: syn, sequenceNumber: 1000 }, undefined, hostOf(index));
}

/** Connections that ask, are not answered and never close. */
function* waiting(count: number): Packets {
  for (let index = 0; index < count; index += 1) {
    const host = hostOf(index);
    yield segment(true, { flags: syn, sequenceNumber: 1000 }, undefined, host);
    yield segment(
      false,
      { flags: syn | ack, sequenceNumber: 0, acknowledgmentNumber: 1001 },
      undefined,
      host,
    );
    yield segment(true, { flags: psh | ack, sequenceNumber: 1001, acknowledgmentNumber: 1 }, request, host);
  }
}

/** Segments with a wrong checksum, each worth a finding. */
function* faulty(count: number): Packets {
  for (let index = 0; index < count; index += 1)
    yield segment(true, { flags: ack, sequenceNumber: 1001, acknowledgmentNumber: 1, checksum: 0x1234 });
}

function* traffic(frames: readonly RepeatableFrame[], octets: number): Packets {
  let made = 0;
  if (frames.length === 0) return;
  for (let round = 0; made < octets; round += 1) {
    for (const { bytes } of repeated(frames, round, 0n, 1)) {
      made += bytes.length + 16;
      yield bytes;
    }
  }
}

interface Case {
  readonly name: string;
  /** Between two frames. */
  readonly gapNanos: bigint;
  packets(megabytes: number, real: readonly RepeatableFrame[]): Packets;
}

/** What is read; `megabytes` is the size aimed at, where the case is not one of a number of connections. */
export const cases: readonly Case[] = [
  { name: "nothing", gapNanos: 0n, packets: () => [] },
  {
    name: "real traffic, again and again",
    // A round takes about a minute, so that a port is used again hours later.
    gapNanos: 400_000_000n,
    packets: (megabytes, real) => traffic(real, megabytes * 1e6),
  },
  {
    name: "one connection",
    gapNanos: 20_000n,
    packets: (megabytes) => oneConnection(megabytes * 0.9e6, () => false, true),
  },
  {
    name: "one connection, every 50th segment lost",
    gapNanos: 20_000n,
    packets: (megabytes) => oneConnection(megabytes * 0.9e6, (index) => index % 50 === 7, true),
  },
  {
    name: "one direction of one connection, its first segment lost",
    gapNanos: 20_000n,
    packets: (megabytes) => oneConnection(megabytes * 0.95e6, (index) => index === 0, false),
  },
  { name: "1,000,000 half-open connections", gapNanos: 20_000n, packets: () => halfOpen(1_000_000) },
  {
    name: "1,000,000 connections with an unanswered request",
    gapNanos: 20_000n,
    packets: () => waiting(1_000_000),
  },
  { name: "1,000,000 segments with a wrong checksum", gapNanos: 20_000n, packets: () => faulty(1_000_000) },
];

const batchLength = 2000;

/** The packets as a capture file, piece by piece. */
export async function* captureOf(
  packets: Packets,
  gapNanos: bigint,
): AsyncGenerator<Uint8Array, void, undefined> {
  let batch: { timeNanos: bigint; bytes: Uint8Array; originalLength: number }[] = [];
  let timeNanos = 1_700_000_000_000_000_000n;
  let isFirst = true;
  const flush = () => {
    const file = encodePcap(linkTypes.ethernet, batch);
    batch = [];
    const piece = isFirst ? file : file.subarray(24);
    isFirst = false;
    return piece;
  };
  for (const bytes of packets) {
    batch.push({ timeNanos, bytes, originalLength: bytes.length });
    timeNanos += gapNanos;
    if (batch.length === batchLength) yield await Promise.resolve(flush());
  }
  yield flush();
}
