import { describe, expect, it } from "vitest";
import type { Framing } from "../../src/contracts/framing.js";
import { PacketClock } from "../../src/personas/packet-clock.js";
import type { PacketShape, Side } from "../../src/personas/packet-shape.js";
import { createRandomStream } from "../../src/personas/random-stream.js";
import { flags, linux, routed } from "./packets.js";

/**
 * A host of fixed habits: acknowledges after 10 µs, answers after 1,000, sends on after 100; the path is 20,000 long and adds
 * 0 to 3,700 (8 % and the tail of the curve).
 */
const steady = {
  ...linux,
  reactionMicros: { acknowledge: [10, 10], answer: [1_000, 1_000], next: [100, 100] },
} as const;
const framing = {
  ...routed,
  client: { ...routed.client, persona: steady },
  peer: { ...routed.peer, persona: steady },
};

const tcp = (sender: Side, flag: number, payloadLength = 0): PacketShape => ({
  sender,
  isInScenario: true,
  source: undefined,
  destination: undefined,
  segment: { ports: { source: 1, destination: 2 }, flags: flag, payloadLength },
});
const other = (sender: Side): PacketShape => ({
  sender,
  isInScenario: true,
  source: undefined,
  destination: undefined,
});

/** A request, and a response of three segments. */
const burst = [
  tcp("client", flags.pushAck, 80),
  tcp("peer", flags.pushAck, 1448),
  tcp("client", flags.ack),
  tcp("peer", flags.pushAck, 1448),
  tcp("client", flags.ack),
  tcp("peer", flags.pushAck, 500),
];

function gapsOf(shapes: readonly PacketShape[], hosts: Framing = framing): number[] {
  const clock = new PacketClock(hosts, createRandomStream(1, "time"));
  const times = shapes.map((shape) => clock.next(shape, 5_000_000, {}));
  expect(times[0]).toBe(5_000_000);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

function expectPath(gap: number | undefined, reaction: number): void {
  expect(gap).toBeGreaterThanOrEqual(20_000 + reaction);
  expect(gap).toBeLessThan(23_700 + reaction);
}

describe("when packets are seen", () => {
  it("opening: a round trip, the client's stack, its program", () => {
    const gaps = gapsOf([
      tcp("client", flags.syn),
      tcp("peer", flags.synAck),
      tcp("client", flags.ack),
      tcp("client", flags.pushAck, 80),
    ]);
    expectPath(gaps[0], 10);
    expect(gaps.slice(1)).toEqual([10, 990]);
  });

  it("a burst: its segments follow one another, not the acknowledgments between them", () => {
    const gaps = gapsOf(burst);
    expectPath(gaps[0], 1_000);
    expect(gaps.slice(1)).toEqual([10, 90, 10, 90]);
  });

  it("an answer never catches up with the acknowledgment of what it answers, however uneven the path", () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const clock = new PacketClock(framing, createRandomStream(seed, "time"));
      const [, acknowledged = 0, answered = 0] = [
        tcp("client", flags.pushAck, 80),
        tcp("peer", flags.ack),
        tcp("peer", flags.pushAck, 500),
      ].map((shape) => clock.next(shape, 5_000_000, {}));
      // 1,000 to answer, 10 to acknowledge.
      expect(answered - acknowledged).toBe(990);
    }
  });

  it("closing: the other side's FIN is an answer, the last ACK the stack's", () => {
    const gaps = gapsOf([
      tcp("peer", flags.pushAck, 44),
      tcp("client", flags.ack),
      tcp("client", flags.finAck),
      tcp("peer", flags.finAck),
      tcp("client", flags.ack),
    ]);
    expect(gaps.slice(0, 2)).toEqual([10, 990]);
    expectPath(gaps[2], 1_000);
    expect(gaps[3]).toBe(10);
  });

  it("a side that closes after its own answer takes its time to finish, if its persona has one", () => {
    const shapes = [
      tcp("client", flags.pushAck, 80),
      tcp("peer", flags.pushAck, 44),
      tcp("peer", flags.finAck),
    ];
    expect(gapsOf(shapes)[1]).toBe(100);
    const hasty = { ...steady, reactionMicros: { ...steady.reactionMicros, finish: [3, 3] } };
    expect(gapsOf(shapes, { ...framing, peer: { ...framing.peer, persona: hasty } })[1]).toBe(3);
  });

  it("a server that speaks first answers the end of the opening", () => {
    const gaps = gapsOf([
      tcp("client", flags.syn),
      tcp("peer", flags.synAck),
      tcp("client", flags.ack),
      tcp("peer", flags.pushAck, 30),
    ]);
    expectPath(gaps[2], 1_000);
  });

  it("questions and answers without a connection", () => {
    const gaps = gapsOf([other("client"), other("client"), other("peer"), other("peer")]);
    expect(gaps[0]).toBe(100);
    expectPath(gaps[1], 1_000);
    expect(gaps[2]).toBe(100);
  });

  it("a segment that is sent again waits for its timer, and is no second one of its program", () => {
    const patient = {
      ...steady,
      reactionMicros: { ...steady.reactionMicros, acknowledgeMore: [9_000, 9_000] },
    };
    const clock = new PacketClock(
      { ...framing, peer: { ...framing.peer, persona: patient } },
      createRandomStream(1, "time"),
    );
    const sent = clock.next(tcp("client", flags.pushAck, 80), 5_000_000, {});
    const waits = { sentBeforeMicros: sent, timeoutMicros: 220_000 };
    const again = clock.next(tcp("client", flags.pushAck, 80), 0, waits);
    expect(again - sent).toBe(220_000);
    const acknowledged = clock.next(tcp("peer", flags.ack), 0, {});
    expectPath(acknowledged - again, 10);
  });

  it("a sleep of nothing still moves on", () => {
    const clock = new PacketClock(framing, createRandomStream(1, "time"));
    expect(clock.next(other("client"), 7, {})).toBe(7);
    expect(clock.next(other("peer"), 7, { sleptMicros: 0 })).toBe(8);
    expect(clock.next(other("client"), 7, { sleptMicros: 250 })).toBe(258);
  });

  it("a narrow link lets a burst through one packet after the other, each as long as its octets take", () => {
    const narrow = { ...framing, peer: { ...framing.peer, bandwidthMbps: 10 } };
    const gaps = gapsOf(burst, narrow);
    expectPath(gaps[0], 1_000);
    // (1448 + 66) * 8 / 10 = 1211.2 µs, rounded up; (500 + 66) * 8 / 10 = 452.8 µs. Acknowledgments leave 10 µs after their segment.
    expect(gaps.slice(1)).toEqual([10, 1202, 10, 443]);
  });

  it("a link that is wide enough changes nothing, and none holds the client's packets", () => {
    const shapes = [
      tcp("client", flags.pushAck, 1448),
      tcp("client", flags.pushAck, 1448),
      tcp("peer", flags.pushAck, 1448),
      tcp("peer", flags.pushAck, 1448),
    ];
    const wide = gapsOf(shapes, { ...framing, peer: { ...framing.peer, bandwidthMbps: 1_000 } });
    // 1514 octets take 12.1 µs at 1 Gbit/s, less than the 100 µs in which the host sends on.
    expect(wide).toEqual(gapsOf(shapes));
    const slow = gapsOf(shapes, { ...framing, peer: { ...framing.peer, bandwidthMbps: 1 } });
    expect(slow[0]).toBe(100);
    expect(slow[2]).toBe(12_112);
  });

  it("a sleep of the script is the gap, whatever the link", () => {
    const narrow = { ...framing, peer: { ...framing.peer, bandwidthMbps: 0.1 } };
    const clock = new PacketClock(narrow, createRandomStream(1, "time"));
    expect(clock.next(tcp("peer", flags.pushAck, 1448), 7, {})).toBe(7);
    expect(clock.next(tcp("peer", flags.pushAck, 1448), 7, { sleptMicros: 250 })).toBe(257);
  });

  it("a path without jitter takes the same each time", () => {
    const calm = { ...framing, peer: { ...framing.peer, jitterMicros: 0 } };
    const gaps = gapsOf([tcp("client", flags.syn), tcp("peer", flags.synAck)], calm);
    expect(gaps).toEqual([20_010]);
  });
});
