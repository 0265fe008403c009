import { canonicalName } from "../../src/flow/dns-name-text.js";
import { formatHex } from "../../src/wire/bytes.js";
import { layerOf, networkLayerOf } from "../../src/wire/decoded-frame.js";
import { ipv4Flags } from "../../src/wire/ipv4.js";
import { tcpFlags } from "../../src/wire/tcp.js";
import {
  arpExchange,
  change,
  dnsExchange,
  type FrameSpec,
  httpExchange,
  httpExchangeOf,
  numbers,
  pingExchange,
} from "../validators/day-frames.js";
import { delayed } from "../validators/delayed-frames.js";
import {
  appendedAgain,
  drawnBeforehand,
  exampleIds,
  groupSources,
  withoutEthernet,
} from "../validators/published-faults.js";
import {
  answersOf,
  arpsOf,
  type Capture,
  connectionsOf,
  isSyn,
  type Packet,
  packetsOf,
  queriesOf,
  requestsOf,
  type Segment,
  segmentsOf,
} from "./traffic.js";

/** What tells published generated traffic from real, and how it is told. */
export interface GiveAway {
  readonly name: string;
  /** Where it shows in captures of one scenario, a sentence each; nothing where it does not. */
  readonly find: (captures: readonly Capture[]) => readonly string[];
  /** A small capture by hand that has it. */
  readonly example: readonly FrameSpec[];
}

/** Those of the captures that were published with "GPT on the wire"; the last three are of the scripts recorded for it. */
export const giveAways: readonly GiveAway[] = [
  {
    name: "bare IP in a file whose link type says Ethernet",
    find: inEach((capture) =>
      capture
        .filter(
          ({ decoded }) => networkLayerOf(decoded) === undefined && layerOf(decoded, "arp") === undefined,
        )
        .map(({ frameNumber }) => `frame ${frameNumber}: no packet behind an Ethernet header`),
    ),
    example: withoutEthernet,
  },
  {
    name: "frames of two link types in one capture",
    find: inEach((capture) => {
      const types = new Set(capture.map(({ decoded }) => decoded.linkType));
      return types.size < 2 ? [] : [`link types ${[...types].join(", ")}`];
    }),
    example: [...arpExchange, ...dnsExchange.map(({ ethernet: _, ...spec }) => ({ ...spec, linkType: 101 }))],
  },
  {
    name: "finished work appended once more",
    find: inEach(findRepeated),
    example: appendedAgain,
  },
  {
    name: "the transaction id of the prompt's example in every DNS answer",
    find: (captures) => {
      const ids = captures.flatMap(answersOf).map(({ dns }) => dns.transactionId);
      const [id, count] = commonest(ids);
      return count >= 3 && count > ids.length / 2
        ? [`${count} of ${ids.length} answers have the id ${id}`]
        : [];
    },
    example: exampleIds,
  },
  {
    name: "DNS answers that answer no query",
    find: inEach((capture) => {
      const queries = queriesOf(capture);
      return answersOf(capture)
        .filter(
          ({ key, frameNumber }) =>
            !queries.some((query) => query.key === key && query.frameNumber < frameNumber),
        )
        .map(({ frameNumber, key }) => `frame ${frameNumber}: nobody asked ${key}`);
    }),
    example: exampleIds,
  },
  {
    name: "a resolved address that no answer gave",
    find: inEach(findUnresolved),
    example: drawnBeforehand,
  },
  {
    name: "IP identification 1 on every packet",
    find: inEach((capture) =>
      hostsOf(packetsOf(capture)).flatMap(([host, packets]) => {
        const [id, count] = commonest(packets.map(({ ipv4 }) => ipv4.identification));
        return id !== 0 && packets.length >= 3 && count > packets.length / 2
          ? [`${count} of ${packets.length} packets of ${host} have the identification ${id}`]
          : [];
      }),
    ),
    example: everyPacket({ identification: 1 }),
  },
  {
    name: "TTL 64 from every host, however far away",
    find: inEach((capture) => {
      const home = arpsOf(capture).map(({ arp }) => networkOf(arp.senderProtocolAddress));
      return packetsOf(capture)
        .filter(({ ipv4 }) => !home.includes(networkOf(ipv4.source)) && [64, 128, 255].includes(ipv4.ttl))
        .map(
          ({ frameNumber, ipv4 }) =>
            `frame ${frameNumber}: ${ipv4.source} is beyond a router, its TTL is ${ipv4.ttl}`,
        );
    }),
    example: [...arpExchange, ...everyPacket({ ttl: 64 })],
  },
  {
    name: "no TCP segment that may not be fragmented",
    find: inEach((capture) =>
      hostsOf(segmentsOf(capture))
        .filter(([, segments]) => segments.every(({ ipv4 }) => (ipv4.flags & ipv4Flags.dontFragment) === 0))
        .map(([host]) => `${host} sets DF on none of its segments`),
    ),
    example: everyPacket({ flags: 0 }),
  },
  {
    name: "connections without TCP options",
    find: inEach((capture) =>
      segmentsOf(capture)
        .filter((segment) => isSyn(segment) && !segment.tcp.options.some(({ kind }) => kind === "mss"))
        .map(({ frameNumber }) => `frame ${frameNumber}: a SYN without a maximum segment size`),
    ),
    example: httpExchange.map((spec) => ({ ...spec, tcp: { ...spec.tcp, options: [] } })),
  },
  {
    name: "initial sequence numbers below 100",
    // Real ones are as small once in four million connections.
    find: inEach((capture) =>
      segmentsOf(capture)
        .filter((segment) => isSyn(segment) && segment.tcp.sequenceNumber < 1000)
        .map(({ frameNumber, tcp }) => `frame ${frameNumber}: begins at ${tcp.sequenceNumber}`),
    ),
    example: httpExchangeOf({ clientStart: 0, serverStart: 90 }),
  },
  {
    name: "ARP frames from a group address",
    find: inEach((capture) =>
      capture.flatMap(({ frameNumber, decoded }) => {
        const [ethernet, arp] = [layerOf(decoded, "ethernet")?.header, layerOf(decoded, "arp")?.header];
        return [ethernet?.source, arp?.senderHardwareAddress]
          .filter((address) => address !== undefined && (Number.parseInt(address.slice(0, 2), 16) & 1) === 1)
          .map((address) => `frame ${frameNumber}: from ${address}`);
      }),
    ),
    example: groupSources,
  },
  {
    name: "one distribution of delays, whoever sends and why",
    find: findOneDelay,
    example: delayed(440, (seconds) => seconds).map(({ micros = 0 }, index) => {
      const connection = Math.floor(index / httpExchange.length);
      const spec = httpExchange[index % httpExchange.length];
      const tcp =
        spec?.ethernet?.source === httpExchange[0]?.ethernet?.source
          ? { sourcePort: 40_100 + connection }
          : { destinationPort: 40_100 + connection };
      return { ...spec, micros, tcp: { ...spec?.tcp, ...tcp } };
    }),
  },
  {
    name: "the window of the prompt's example on every segment with data",
    find: inEach((capture) =>
      connectionsOf(capture).flatMap((connection) => {
        const data = connection.filter(({ length }) => length > 0);
        return data.length >= 2 && data.every(({ tcp }) => tcp.window === 8192)
          ? [`frame ${data[0]?.frameNumber ?? 0}: a window of 8192, as all of its connection`]
          : [];
      }),
    ),
    example: [4, 6].reduce((specs, frame) => change(specs, frame, { tcp: { window: 8192 } }), httpExchange),
  },
  {
    name: "a FIN that the other side does not count",
    find: inEach((capture) => connectionsOf(capture).flatMap(findUncounted)),
    example: [9, 10].reduce(
      (specs, frame) => change(specs, frame, { tcp: { acknowledgmentNumber: numbers.requestEnd } }),
      httpExchange,
    ),
  },
  {
    name: "packets of addresses that no host has",
    find: inEach((capture) =>
      packetsOf(capture)
        .filter(({ ipv4 }) => [ipv4.source, ipv4.destination].some(isNoHost))
        .map(({ frameNumber, ipv4 }) => `frame ${frameNumber}: ${ipv4.source} to ${ipv4.destination}`),
    ),
    example: change(pingExchange, 2, { ipv4: { source: "233.99.115.25" } }),
  },
];

/** Looked for in each capture by itself. */
function inEach(find: (capture: Capture) => readonly string[]): GiveAway["find"] {
  return (captures) => captures.flatMap(find);
}

/** The connection of the day, with fields of each packet's IP header replaced. */
function everyPacket(ipv4: NonNullable<FrameSpec["ipv4"]>): readonly FrameSpec[] {
  return httpExchange.map((spec) => ({ ...spec, ipv4: { ...spec.ipv4, ...ipv4 } }));
}

/** A host that asks the same again after a second asks with the same octets: ARP has no number that changes. */
function findRepeated(capture: Capture): readonly string[] {
  const seen = new Map<string, bigint>();
  return capture.flatMap(({ frameNumber, timeNanos, decoded }) => {
    const octets = formatHex(decoded.bytes);
    const before = seen.get(octets);
    seen.set(octets, timeNanos);
    if (before === undefined) return [];
    const isAskedAgain = layerOf(decoded, "arp") !== undefined && timeNanos - before >= 1_000_000_000n;
    return isAskedAgain ? [] : [`frame ${frameNumber} is an earlier one, octet for octet`];
  });
}

/** Where a page was asked for: by its name, from an address that an earlier answer gave. */
function findUnresolved(capture: Capture): readonly string[] {
  const answers = answersOf(capture);
  return requestsOf(capture)
    .filter(({ host }) => !/^[\d.]+$/.test(host))
    .filter(
      ({ host, ipv4, frameNumber }) =>
        !answers.some(
          (answer) =>
            answer.frameNumber < frameNumber &&
            answer.ipv4.destination === ipv4.source &&
            answer.dns.questions.some(({ name }) => canonicalName(name) === canonicalName(host)) &&
            answer.dns.answers.some(({ rdata }) => rdata.kind === "a" && rdata.address === ipv4.destination),
        ),
    )
    .map(
      ({ frameNumber, host, ipv4 }) =>
        `frame ${frameNumber}: no answer says that ${host} is ${ipv4.destination}`,
    );
}

/** The client's stack acknowledges a SYN at once; a response comes from a program on the other side. */
function findOneDelay(captures: readonly Capture[]): readonly string[] {
  const acknowledgments: number[] = [];
  const responses: number[] = [];
  for (const connection of captures.flatMap(connectionsOf)) {
    const client = connection[0]?.ipv4.source;
    const response = connection.findIndex(({ ipv4, length }) => ipv4.source !== client && length > 0);
    for (const [index, segment] of connection.entries()) {
      const before = connection[index - 1];
      if (before === undefined) continue;
      const micros = Number(segment.timeNanos - before.timeNanos) / 1000;
      if (index === response) responses.push(micros);
      else if (segment.ipv4.source === client && isSyn(before)) acknowledgments.push(micros);
    }
  }
  return areOneDistribution(acknowledgments, responses)
    ? ["a stack's acknowledgment takes as long as a program's response"]
    : [];
}

/** Kolmogorov and Smirnov's test of two samples, at one in twenty; few values are not told apart. */
function areOneDistribution(one: readonly number[], other: readonly number[]): boolean {
  if (Math.min(one.length, other.length) < fewest) return false;
  const steps = [
    ...one.map((value) => ({ value, of: one.length, sign: 1 })),
    ...other.map((value) => ({ value, of: other.length, sign: -1 })),
  ].sort((left, right) => left.value - right.value);
  let [apart, furthest] = [0, 0];
  for (const [index, { value, of, sign }] of steps.entries()) {
    apart += sign / of;
    if (steps[index + 1]?.value !== value) furthest = Math.max(furthest, Math.abs(apart));
  }
  return furthest < 1.36 * Math.sqrt((one.length + other.length) / (one.length * other.length));
}

/** Fewer delays fit any distribution. */
export const fewest = 16;

/** The acknowledgment of a FIN is one further than its octets: both sides of a connection that is closed in order. */
function findUncounted(connection: readonly Segment[]): readonly string[] {
  if (connection.some(({ tcp }) => (tcp.flags & tcpFlags.rst) !== 0)) return [];
  return connection
    .filter(({ tcp }) => (tcp.flags & tcpFlags.fin) !== 0)
    .filter(({ ipv4, tcp, length }) => {
      const after = (tcp.sequenceNumber + length + 1) % 2 ** 32;
      return !connection.some(
        (other) => other.ipv4.source !== ipv4.source && other.tcp.acknowledgmentNumber === after,
      );
    })
    .map(({ frameNumber }) => `frame ${frameNumber}: the FIN has no acknowledgment of its own`);
}

function hostsOf<T extends Packet>(
  packets: readonly T[],
): readonly (readonly [host: string, packets: readonly T[]])[] {
  const hosts = new Set(packets.map(({ ipv4 }) => ipv4.source));
  return [...hosts].map((host) => [host, packets.filter(({ ipv4 }) => ipv4.source === host)]);
}

function commonest(values: readonly number[]): readonly [value: number, count: number] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most), [0, 0]);
}

const networkOf = (address: string): string => address.split(".").slice(0, 3).join(".");

/** This network, loopback, groups and what is beyond them. */
function isNoHost(address: string): boolean {
  const first = Number.parseInt(address, 10);
  return first === 0 || first === 127 || first >= 224;
}
