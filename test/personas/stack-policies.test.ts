import { describe, expect, it } from "vitest";
import type { Framing } from "../../src/contracts/framing.js";
import type { IdentificationPolicy, Persona } from "../../src/contracts/persona.js";
import { fillPackets, type FilledFrame } from "../../src/personas/fill-packets.js";
import type { ScriptPacket } from "../../src/interpreter/script-layer.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { linkTypes } from "../../src/wire/link-type.js";
import { findOption } from "../../src/personas/tcp-options.js";
import { clientIp, flags, linux, linux618, packetOf, routed, segmentOf, serverIp } from "./packets.js";

const start = 1_700_000_000;

interface Given {
  readonly persona?: Persona;
  readonly server?: Persona;
  readonly seed?: number;
  readonly hostSeed?: number;
  readonly startSeconds?: number;
}

function fill(packets: readonly ScriptPacket[], given: Given = {}): readonly FilledFrame[] {
  const { persona = linux, server = persona, seed = 1, hostSeed = 9, startSeconds = start } = given;
  const framing: Framing = {
    ...routed,
    client: { ...routed.client, persona },
    peer: { ...routed.peer, persona: server },
  };
  const { frames, findings } = fillPackets(packets, framing, { seed, hostSeed, startSeconds });
  expect(findings).toEqual([]);
  return frames;
}

const decoded = ({ bytes }: FilledFrame) => decodeFrame(bytes, linkTypes.ethernet);
function ipOf(frame: FilledFrame | undefined) {
  const layer = frame === undefined ? undefined : layerOf(decoded(frame), "ipv4");
  return layer?.header ?? expect.fail("the frame has no IPv4 header");
}
function tcpOf(frame: FilledFrame | undefined) {
  const layer = frame === undefined ? undefined : layerOf(decoded(frame), "tcp");
  return layer?.header ?? expect.fail("the frame has no TCP header");
}

const up = { source: clientIp, destination: serverIp };
const down = { source: serverIp, destination: clientIp };
const echo = (isRequest: boolean, timeSeconds = 0) =>
  packetOf(
    [
      { name: "IP", fields: isRequest ? up : down },
      { name: "ICMP", fields: isRequest ? {} : { type: 0 } },
    ],
    { timeSeconds, slept: timeSeconds > 0 },
  );
const datagram = (sourcePort: number, timeSeconds = 0) =>
  packetOf(
    [
      { name: "IP", fields: up },
      { name: "UDP", fields: { sourcePort, destinationPort: 53 } },
    ],
    { timeSeconds, slept: timeSeconds > 0 },
  );
const udpPersona = (identification: IdentificationPolicy, identificationSkipHz?: number): Persona => ({
  ...linux,
  ip: { ttl: 64, ...(identificationSkipHz === undefined ? {} : { identificationSkipHz }) },
  udp: { dontFragment: true, identification },
});
const numbersOf = (frames: readonly FilledFrame[]) => frames.map((frame) => ipOf(frame).identification);
const stepsOf = (frames: readonly FilledFrame[]) => {
  const numbers = numbersOf(frames);
  return numbers.slice(1).map((number, index) => (number - (numbers[index] ?? 0)) & 0xffff);
};

describe("identifications", () => {
  const three = [datagram(40_000), datagram(40_001), datagram(40_000)];

  it("zero", () => {
    expect(numbersOf(fill(three, { persona: udpPersona("zero") }))).toEqual([0, 0, 0]);
  });

  it("per socket: each counts by itself", () => {
    const [first = 0, other = 0, second] = numbersOf(fill(three, { persona: udpPersona("per-socket") }));
    expect(second).toBe((first + 1) & 0xffff);
    expect(other).not.toBe(second);
  });

  it.each(["per-destination", "per-host"] as const)("%s: one counter for both sockets", (policy) => {
    expect(stepsOf(fill(three, { persona: udpPersona(policy) }))).toEqual([1, 1]);
  });

  it("per destination or host: on from the conversation before, not back", () => {
    for (const policy of ["per-destination", "per-host"] as const) {
      const persona = udpPersona(policy);
      const [before = 0] = numbersOf(fill([datagram(40_000)], { persona, seed: 1 }));
      const [after = 0] = numbersOf(fill([datagram(40_002)], { persona, seed: 2, startSeconds: start + 10 }));
      expect((after - before) & 0xffff).toBeGreaterThan(0);
      expect((after - before) & 0xffff).toBeLessThan(1_000);
    }
  });

  it("per destination and per host: another host has another start", () => {
    const persona = udpPersona("per-destination");
    const starts = [1, 2, 3, 4].map(
      (hostSeed) => numbersOf(fill([datagram(40_000)], { persona, hostSeed }))[0],
    );
    expect(new Set(starts).size).toBe(4);
  });

  it("a counter that skips goes up by the ticks since its last at most", () => {
    const packets = Array.from({ length: 200 }, (_, index) => datagram(40_000, index * 0.1));
    const steps = stepsOf(fill(packets, { persona: udpPersona("per-destination", 250) }));
    // 100 ms are 25 ticks of 4 ms.
    for (const step of steps) {
      expect(step).toBeGreaterThanOrEqual(1);
      expect(step).toBeLessThanOrEqual(26);
    }
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    expect(mean).toBeGreaterThan(11);
    expect(mean).toBeLessThan(16);
  });

  it("random: no habit", () => {
    const packets = Array.from({ length: 50 }, () => datagram(40_000));
    const numbers = numbersOf(fill(packets, { persona: udpPersona("random") }));
    expect(new Set(numbers).size).toBeGreaterThan(45);
  });

  it("of echo requests and replies by their own policies, and DF too", () => {
    const persona: Persona = {
      ...linux,
      icmp: {
        echoRequest: { dontFragment: true, identification: "per-destination" },
        echoReply: { dontFragment: false, identification: "zero" },
      },
    };
    const frames = fill([echo(true), echo(false), echo(true), echo(false)], { persona });
    expect(frames.map((frame) => ipOf(frame).flags)).toEqual([2, 0, 2, 0]);
    const [first = 0, reply, second, otherReply] = numbersOf(frames);
    expect([reply, second, otherReply]).toEqual([0, (first + 1) & 0xffff, 0]);
  });

  it("a SYN-ACK and a reset without a socket are counted where the stack counts by destination", () => {
    const persona: Persona = {
      ...linux,
      tcp: { ...linux.tcp, identification: "per-destination", synAckIdentification: "per-destination" },
    };
    const refused = fill([segmentOf("client", flags.syn), segmentOf("server", flags.rstAck)], { persona });
    expect(ipOf(refused[1]).identification).not.toBe(0);
    const opened = [segmentOf("client", flags.syn), segmentOf("server", flags.synAck)];
    expect(ipOf(fill(opened, { persona })[1]).identification).not.toBe(0);
  });
});

describe("a window that grows", () => {
  // As sent by Linux 6.18: 63, then 66, 69, 72, 75, 77, and less again while the program has read nothing.
  const opening = [
    segmentOf("client", flags.syn),
    segmentOf("server", flags.synAck),
    segmentOf("client", flags.ack),
  ];
  const windows = (packets: readonly ScriptPacket[], from: string) =>
    fill(packets, { persona: linux618 }).flatMap((frame) =>
      ipOf(frame).source === from ? [tcpOf(frame).window] : [],
    );

  it("with every segment that is long enough, as far as what is unread leaves room", () => {
    const body = Array.from({ length: 7 }, () => [
      segmentOf("server", flags.ack, "x".repeat(1_448)),
      segmentOf("client", flags.ack),
    ]).flat();
    const packets = [...opening, ...body];
    expect(windows(packets, clientIp)).toEqual([64_240, 63, 66, 69, 72, 75, 77, 76, 75]);
    expect(windows(packets, serverIp)).toEqual([65_160, ...Array<number>(7).fill(64)]);
  });

  it("not with short ones", () => {
    const packets = [
      ...opening,
      segmentOf("server", flags.pushAck, "x".repeat(380)),
      segmentOf("client", flags.ack),
    ];
    expect(windows(packets, clientIp)).toEqual([64_240, 63, 63]);
  });
});

describe("initial sequence numbers (RFC 6528)", () => {
  const numberOf = (given: Given) => tcpOf(fill([segmentOf("client", flags.syn)], given)[0]).sequenceNumber;

  it("of one four-tuple go up by one in 4 microseconds, whatever else is drawn", () => {
    const first = numberOf({ seed: 1 });
    const later = numberOf({ seed: 2, startSeconds: start + 2 });
    expect((later - first) >>> 0).toBe(500_000);
  });

  it("depend on the host's key", () => {
    expect(numberOf({ hostSeed: 1 })).not.toBe(numberOf({ hostSeed: 2 }));
  });

  it("a SYN sent again has the number of the first", () => {
    const [first, again] = fill([segmentOf("client", flags.syn), segmentOf("client", flags.syn)]);
    expect(tcpOf(again).sequenceNumber).toBe(tcpOf(first).sequenceNumber);
  });
});

describe("timestamps", () => {
  const syn = (sourcePort: number) => segmentOf("client", flags.syn, "", { sourcePort });
  const timestampOf = (frame: FilledFrame | undefined) =>
    findOption(tcpOf(frame).options, "timestamp")?.value ?? expect.fail("no timestamp");
  const valueOf = (sourcePort: number, startSeconds: number, persona: Persona = linux) =>
    timestampOf(fill([syn(sourcePort)], { startSeconds, persona })[0]);
  const perPair: Persona = { ...linux, tcp: { ...linux.tcp, timestampOffset: "per-host-pair" } };

  it("go on from the host's clock, not from the connection's first segment", () => {
    expect((valueOf(40_000, start + 3.5) - valueOf(40_000, start)) >>> 0).toBe(3_500);
  });

  it("of two connections have two starts, or one for a pair of hosts", () => {
    expect(valueOf(40_000, start)).not.toBe(valueOf(40_002, start));
    expect(valueOf(40_000, start, perPair)).toBe(valueOf(40_002, start, perPair));
  });

  it("of all connections of a host tick at the same microsecond", () => {
    const tickOf = (sourcePort: number): number => {
      const first = valueOf(sourcePort, start);
      for (let micros = 1; micros <= 1_000; micros += 1) {
        if (valueOf(sourcePort, start + micros / 1e6) !== first) return micros;
      }
      return expect.fail("no tick within a millisecond");
    };
    expect(tickOf(40_002)).toBe(tickOf(40_000));
  });
});
