/**
 * Capture files made to break a reader, a decoder or a rule: damaged ones, ones whose lengths lie, and floods. The same seed
 * and number give the same octets on every machine.
 */
import { Draw } from "../support/draw.js";

export interface HostileCapture {
  readonly origin: string;
  readonly bytes: Uint8Array;
}

/** What lengths, counts and sizes lie about. */
const oddNumbers = [
  0, 1, 3, 7, 12, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff,
];

/** Link types that are decoded, and some that are not. */
const linkTypes = [0, 1, 101, 108, 113, 228, 229, 276, 12, 14, 105, 127, 147, 0x30000001, 65535];

type Maker = (draw: Draw, corpus: readonly Uint8Array[]) => Uint8Array;

const makers: Readonly<Record<string, Maker>> = {
  "octets changed": (draw, corpus) => changeOctets(draw, draw.of(corpus).slice(), 1 + draw.below(40), 0),
  "header changed": (draw, corpus) => {
    const file = draw.of(corpus).slice();
    return changeOctets(draw, file, 1 + draw.below(4), 0, Math.min(file.length, 48));
  },
  "cut off": (draw, corpus) => {
    const file = draw.of(corpus);
    return file.slice(0, draw.below(file.length + 1));
  },
  "lengths that lie": (draw, corpus) => {
    const file = draw.of(corpus).slice();
    const view = new DataView(file.buffer);
    for (let change = 1 + draw.below(4); change > 0 && file.length > 8; change -= 1) {
      const at = 4 * draw.below(Math.floor(file.length / 4));
      view.setUint32(at, draw.of(oddNumbers), draw.chance(0.7));
    }
    return file;
  },
  "records that lie": (draw, corpus) => editRecords(draw, draw.of(corpus), lieOfRecord),
  "packets that lie": (draw, corpus) => editRecords(draw, draw.of(corpus), lieOfPacket),
  "another link type": (draw, corpus) => {
    const file = draw.of(corpus).slice();
    if (file.length >= 24) new DataView(file.buffer).setUint32(20, draw.of(linkTypes), file[0] === 0xd4);
    return file;
  },
  "parts put together": (draw, corpus) => {
    const [one, other] = [draw.of(corpus), draw.of(corpus)];
    const head = one.subarray(0, draw.below(one.length + 1));
    return joined(head, other.subarray(draw.below(other.length + 1)), one.subarray(head.length));
  },
  "no capture": (draw) => draw.of(noCaptures)(draw),
  "a block's length": (draw) =>
    pcapng(draw, [block(draw.of([1, 3, 4, 5, 6, 0xbad]), randomOctets(draw, 64), draw.of(oddNumbers))]),
  "many interfaces": (draw) =>
    pcapng(draw, [
      ...Array.from({ length: 2000 + draw.below(3000) }, () => interfaceBlock(draw.of(linkTypes))),
      ...packetsOf(draw, 20).map((packet) => packetBlock(draw.below(6000), packet)),
    ]),
  "many sections": (draw) =>
    joined(
      ...Array.from({ length: 500 + draw.below(1500) }, () =>
        pcapng(draw, [interfaceBlock(1), packetBlock(0, ipv4(17, octetsOf(8)))]),
      ),
    ),
  "options without end": (draw) =>
    pcapng(draw, [joinedBlock(1, joined(words16(1, 0), words32(0), chain(draw, 20_000))), interfaceBlock(1)]),
  "name pointers": (draw) =>
    pcap(
      1,
      Array.from({ length: 60 }, () => ethernet(ipv4(17, udp(40_000, 53, namePointers(draw))))),
    ),
  "fragments that overlap": (draw) =>
    pcap(
      1,
      Array.from({ length: 400 }, () => ethernet(fragmentOf(draw, draw.below(4)))),
    ),
  "a flood of fragments": (draw) =>
    pcap(
      1,
      Array.from({ length: 3000 }, (_, number) => ethernet(fragmentOf(draw, number & 0xffff))),
    ),
  "headers without end": (draw) =>
    stream(draw, "GET / HTTP/1.1\r\n", () => `X-${draw.below(99)}: ${"a".repeat(draw.below(1200))}\r\n`, 600),
  "chunks without end": (draw) =>
    stream(draw, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", () => draw.of(chunkPieces), 1200),
  "one request after another": (draw) =>
    stream(draw, "", () => "GET /a HTTP/1.1\r\nHost: a\r\n\r\n".repeat(40), 500),
  "DNS over TCP": (draw) => {
    const lengths = [0, 1, 2, 11, 12, 255, 65535];
    return stream(
      draw,
      "",
      () => String.fromCharCode(draw.of(lengths) >>> 8, draw.of(lengths) & 0xff, ...randomOctets(draw, 40)),
      400,
      53,
    );
  },
  "segments at random": (draw) =>
    pcap(
      101,
      Array.from({ length: 1500 }, () => randomSegment(draw)),
    ),
  "many hosts": (draw) =>
    pcap(
      1,
      Array.from({ length: 2000 }, () => draw.of([arp, echo, query, opening])(draw)),
    ),
  "IPv6 headers in a row": (draw) =>
    pcap(
      101,
      Array.from({ length: 200 }, () => extensionChain(draw)),
    ),
};

/** All kinds of hostile files. */
export const captureOrigins: readonly string[] = Object.keys(makers);

export function makeHostileCapture(
  seed: number,
  number: number,
  corpus: readonly Uint8Array[],
): HostileCapture {
  const draw = new Draw(seed, number);
  const origin = captureOrigins[number % captureOrigins.length] ?? "";
  return { origin, bytes: makers[origin]?.(draw, corpus) ?? new Uint8Array(0) };
}

const noCaptures: readonly ((draw: Draw) => Uint8Array)[] = [
  () => new Uint8Array(0),
  () => text("#!/bin/sh\necho no capture\n"),
  () => Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xd4, 0xc3, 0xb2, 0xa1),
  (draw) => randomOctets(draw, draw.below(5000)),
  () => octetsOf(100_000),
  () => text("\u0000".repeat(3)),
  () => Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1),
  () => Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a, 0xff, 0xff, 0xff, 0x7f, 0x4d, 0x3c, 0x2b, 0x1a),
  // A header, and then zeros: records of no octets.
  () => joined(pcap(1, []), octetsOf(1_000_000)),
];

function changeOctets(
  draw: Draw,
  file: Uint8Array,
  changes: number,
  from: number,
  to = file.length,
): Uint8Array {
  for (let change = 0; change < changes && to > from; change += 1)
    file[from + draw.below(to - from)] = draw.below(256);
  return file;
}

type RecordEdit = (draw: Draw, view: DataView, at: number, length: number) => void;

/** Goes through the records of a pcap file in this machine's usual byte order and changes some. */
function editRecords(draw: Draw, original: Uint8Array, edit: RecordEdit): Uint8Array {
  const file = original.slice();
  const view = new DataView(file.buffer);
  const isLittle = file[0] === 0xd4 || file[0] === 0x4d;
  const share = draw.of([0.02, 0.2, 1]);
  for (let at = 24; at + 16 <= file.length;) {
    const length = view.getUint32(at + 8, isLittle);
    if (at + 16 + length > file.length) break;
    if (isLittle && draw.chance(share)) edit(draw, view, at, length);
    at += 16 + length;
  }
  return file;
}

const lieOfRecord: RecordEdit = (draw, view, at) =>
  view.setUint32(at + 4 * draw.below(4), draw.of(oddNumbers), true);

/** Bytes where Ethernet, IP and transport keep lengths, offsets and protocols. */
const tellingOffsets = [
  12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 38, 39, 40, 46, 47, 48, 54, 55, 56, 66, 67,
];

const lieOfPacket: RecordEdit = (draw, view, at, length) => {
  for (let change = 1 + draw.below(3); change > 0; change -= 1) {
    const offset = draw.of(tellingOffsets);
    if (offset < length)
      view.setUint8(
        at + 16 + offset,
        draw.of([0, 1, 5, 6, 17, 41, 44, 60, 0x45, 0x4f, 0x60, 0xff, draw.below(256)]),
      );
  }
};

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const text = (value: string): Uint8Array => Uint8Array.from(value, (letter) => letter.charCodeAt(0));
const octetsOf = (length: number, value = 0): Uint8Array => new Uint8Array(length).fill(value);
const randomOctets = (draw: Draw, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => draw.below(256));

/** Little-endian, as captures are; frames have the other order. */
function words32(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, index) => new DataView(bytes.buffer).setUint32(index * 4, value, true));
  return bytes;
}
function words16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  values.forEach((value, index) => new DataView(bytes.buffer).setUint16(index * 2, value, true));
  return bytes;
}
function network16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [(value >>> 8) & 0xff, value & 0xff]));
}
function network32(...values: readonly number[]): Uint8Array {
  return network16(...values.flatMap((value) => [value >>> 16, value & 0xffff]));
}

function pcap(linkType: number, packets: readonly Uint8Array[]): Uint8Array {
  const header = joined(words32(0xa1b2c3d4), words16(2, 4), words32(0, 0, 262_144, linkType));
  const records = packets.flatMap((packet, index) => [
    words32(1_700_000_000 + Math.floor(index / 1000), (index % 1000) * 1000, packet.length, packet.length),
    packet,
  ]);
  return joined(header, ...records);
}

function pcapng(draw: Draw, blocks: readonly Uint8Array[]): Uint8Array {
  const sectionLength = draw.chance(0.2) ? words32(draw.of(oddNumbers), 0) : octetsOf(8, 0xff);
  return joined(
    joinedBlock(0x0a0d0d0a, joined(words32(0x1a2b3c4d), words16(1, 0), sectionLength)),
    ...blocks,
  );
}
function block(type: number, body: Uint8Array, length: number): Uint8Array {
  return joined(words32(type, length), body, words32(length));
}
function joinedBlock(type: number, body: Uint8Array): Uint8Array {
  const padded = joined(body, octetsOf(-body.length & 3));
  return block(type, padded, padded.length + 12);
}
const interfaceBlock = (linkType: number): Uint8Array =>
  joinedBlock(1, joined(words16(linkType, 0), words32(0)));
const packetBlock = (id: number, packet: Uint8Array): Uint8Array =>
  joinedBlock(6, joined(words32(id, 0, 0, packet.length, packet.length), packet));
const chain = (draw: Draw, count: number): Uint8Array =>
  joined(
    ...Array.from({ length: count }, () => words16(draw.of([1, 2, 9, 2988]), draw.of([0, 0, 4])).slice()),
  );
const packetsOf = (draw: Draw, count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, () => ethernet(randomSegment(draw)));

function ethernet(packet: Uint8Array, etherType = 0x0800): Uint8Array {
  return joined(network16(0x0200, 1, 2, 0x0200, 1, 1, etherType), packet);
}
function ipv4(protocol: number, payload: Uint8Array, host = 1, fragment = 0, identification = 1): Uint8Array {
  const head = network16(0x4500, 20 + payload.length, identification, fragment, 0x4000 | protocol, 0);
  return joined(head, network32(0x0a000000 + host, 0x0a000002), payload);
}
function udp(from: number, to: number, payload: Uint8Array): Uint8Array {
  return joined(network16(from, to, 8 + payload.length, 0), payload);
}
function tcp(from: number, to: number, sequence: number, flags: number, payload: Uint8Array): Uint8Array {
  return joined(network16(from, to), network32(sequence, 1), network16(0x5000 | flags, 1000, 0, 0), payload);
}

/** A question, and names that are pointers into one another. */
function namePointers(draw: Draw): Uint8Array {
  const header = network16(draw.below(65_536), draw.of([0x0100, 0x8180]), 1, draw.of([1, 200, 65_535]), 0, 0);
  const pointers = Array.from({ length: 200 }, () => network16(0xc000 | draw.below(420)));
  return joined(header, ...pointers);
}
function fragmentOf(draw: Draw, identification: number): Uint8Array {
  const more = draw.chance(0.9) ? 0x2000 : 0;
  return ipv4(17, randomOctets(draw, 8 * (1 + draw.below(20))), 1, more | draw.below(0x2000), identification);
}

/** One direction of a connection to `port`, piece by piece; some are lost, some come twice or early. */
function stream(draw: Draw, start: string, piece: () => string, count: number, port = 80): Uint8Array {
  let sequence = 1000;
  const packets = [tcp(40_000, port, sequence - 1, 2, octetsOf(0))];
  for (let index = 0; index < count; index += 1) {
    const data = text(index === 0 ? start + piece() : piece());
    if (!draw.chance(0.02)) packets.push(tcp(40_000, port, sequence, 16, data));
    if (draw.chance(0.05)) packets.push(tcp(40_000, port, sequence + draw.below(9000), 24, data));
    sequence += data.length;
  }
  return pcap(
    101,
    packets.map((segment) => ipv4(6, segment)),
  );
}
const chunkPieces = [
  "1\r\na\r\n",
  "0\r\n",
  "fffffffffffffff\r\n",
  "5;x=y\r\nhello\r\n",
  "5;",
  "\r\n",
  "a".repeat(900),
  "-1\r\n",
];

function randomSegment(draw: Draw): Uint8Array {
  const [from, to] = draw.chance(0.5) ? [40_000, 80] : [80, 40_000];
  const options = randomOctets(draw, 4 * draw.below(10));
  const words = ((20 + options.length) / 4) << 12;
  const head = joined(
    network16(from, to),
    network32(draw.of([0, 1, 1000, 0x7fffffff, 0xfffffff0]) + draw.below(2000), draw.below(0xffffffff)),
    network16(words | draw.below(512), draw.below(65_536), 0, draw.below(100)),
  );
  return ipv4(6, joined(head, options, randomOctets(draw, draw.below(100))), draw.of([1, 2]));
}
function arp(draw: Draw): Uint8Array {
  const host = draw.below(0xffffff);
  return ethernet(
    joined(
      network16(1, 0x0800, 0x0604, draw.of([1, 2]), 0x0200, host >>> 16, host & 0xffff),
      network32(0x0a000000 + host),
      octetsOf(6),
      network32(0x0a000000 + draw.below(0xffffff)),
    ),
    0x0806,
  );
}
const echo = (draw: Draw): Uint8Array =>
  ethernet(
    ipv4(
      1,
      joined(network16(draw.of([0x0800, 0]), 0, draw.below(65_536), 1), octetsOf(8)),
      draw.below(0xffffff),
    ),
  );
const query = (draw: Draw): Uint8Array =>
  ethernet(
    ipv4(
      17,
      udp(
        draw.below(65_536),
        53,
        joined(
          network16(draw.below(65_536), 0x0100, 1, 0, 0, 0),
          text(`\u0003a${draw.below(9)}c\u0000`),
          network16(1, 1),
        ),
      ),
      draw.below(0xffffff),
    ),
  );
const opening = (draw: Draw): Uint8Array =>
  ethernet(
    ipv4(6, tcp(draw.below(65_536), 80, draw.below(0xffffffff), 2, octetsOf(0)), draw.below(0xffffff)),
  );

function extensionChain(draw: Draw): Uint8Array {
  const kinds = [0, 43, 44, 51, 60];
  const headers = Array.from({ length: draw.below(60) }, () =>
    Uint8Array.of(draw.of(kinds), draw.of([0, 0, 0, 1, 255]), ...randomOctets(draw, 6)),
  );
  const payload = joined(...headers, tcp(1, 2, 3, 16, octetsOf(4)));
  return joined(
    network32(0x60000000),
    network16(draw.of([payload.length, payload.length, 0, 65_535]), (draw.of(kinds) << 8) | 64),
    randomOctets(draw, 32),
    payload,
  );
}
