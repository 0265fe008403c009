import { describe, expect, it } from "vitest";
import { FragmentReassembly, maximumOpenDatagrams } from "../../src/flow/fragment-reassembly.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { octets } from "../wire/octets.js";

/** 10.0.0.1 sends 40 octets `A` to port 9 of 10.0.0.2 in two packets; checksums by Scapy's arithmetic. */
const first = octets(`
  4500002c 004d2000 40114672 0a000001 0a000002
  0fa0 0009 0030 c2c9 ${"41".repeat(16)}
`);
const last = octets(`4500002c 004d0003 4011666f 0a000001 0a000002 ${"41".repeat(24)}`);

const first6 = octets(`
  60000000 0018 2c 40
  20010db8 00000000 00000000 00000001 20010db8 00000001 00000000 00000080
  11 00 0001 deadbeef
  0fa0 0009 0018 64ea 3031323334353637
`);
const last6 = octets(`
  60000000 0010 2c 40
  20010db8 00000000 00000000 00000001 20010db8 00000001 00000000 00000080
  11 00 0010 deadbeef 3839616263646566
`);

function reassemble(
  packets: readonly Uint8Array[],
  reassembly = new FragmentReassembly(),
  stepNanos = 1000n,
) {
  return packets.flatMap((bytes, index) => {
    const frameNumber = index + 1;
    const frame = {
      frameNumber,
      timeNanos: BigInt(index) * stepNanos,
      decoded: decodeFrame(bytes, 101, frameNumber),
    };
    const datagram = reassembly.add(frame);
    return datagram === undefined ? [] : [datagram];
  });
}

const fragment = (identification: number, fragmentOffset: number, more: boolean, payload: Uint8Array) =>
  encodeIpv4(
    {
      source: "10.0.0.1",
      destination: "10.0.0.2",
      protocol: 253,
      identification,
      fragmentOffset,
      flags: more ? 1 : 0,
    },
    payload,
  );

describe("fragments of an IPv4 packet", () => {
  it.each([
    ["in order", [first, last]],
    ["the last one first", [last, first]],
  ])("%s become one that was never cut", (_name, packets) => {
    const [datagram, ...others] = reassemble(packets);
    expect(others).toEqual([]);
    expect(datagram).toMatchObject({ frameNumbers: [1, 2], hasOverlap: false, hasConflict: false });
    expect(datagram?.decoded.error).toBeUndefined();
    expect(datagram?.decoded.frameNumber).toBe(2);
    expect(layerOf(datagram!.decoded, "ipv4")).toMatchObject({
      checksumStatus: "good",
      header: { totalLength: 68, flags: 0, fragmentOffset: 0, identification: 77 },
    });
    expect(layerOf(datagram!.decoded, "udp")).toMatchObject({ checksumStatus: "good", payloadLength: 40 });
  });

  it("other packets pass", () => {
    expect(reassemble([octets("4500001c 00000000 4001f778 c0a80117 c0a80101 0800f7fd 00010001")])).toEqual(
      [],
    );
  });

  it("a fragment sent twice is an overlap, with other octets a conflict, and the first ones count", () => {
    const other = last.slice();
    other[30] = 0x42;
    expect(reassemble([last, last, first])).toMatchObject([
      { frameNumbers: [1, 2, 3], hasOverlap: true, hasConflict: false },
    ]);
    const [datagram] = reassemble([last, other, first]);
    expect(datagram).toMatchObject({ hasOverlap: true, hasConflict: true });
    expect(layerOf(datagram!.decoded, "udp")?.checksumStatus).toBe("good");
  });

  it("octets that overlap in part are taken once", () => {
    const reassembly = new FragmentReassembly();
    const [datagram] = reassemble(
      [
        fragment(5, 0, true, octets("00010203 04050607 08090a0b 0c0d0e0f")),
        fragment(5, 1, false, octets("08090a0b 0c0d0e0f 10111213")),
      ],
      reassembly,
    );
    expect(datagram?.decoded.payload).toEqual(Uint8Array.from({ length: 20 }, (_, index) => index));
    expect(reassembly.unfinished()).toEqual([]);
  });

  it("a gap keeps them waiting, and identifications apart", () => {
    const reassembly = new FragmentReassembly();
    expect(
      reassemble(
        [
          fragment(1, 0, true, new Uint8Array(8)),
          fragment(1, 2, false, octets("01")),
          fragment(2, 1, true, new Uint8Array(8)),
        ],
        reassembly,
      ),
    ).toEqual([]);
    expect(reassembly.unfinished()).toEqual([[1, 2], [3]]);
  });

  it("longer than any packet (ping of death) is given up", () => {
    const reassembly = new FragmentReassembly();
    reassemble([fragment(1, 0x1fff, false, new Uint8Array(64))], reassembly);
    expect(reassembly.takeAbandoned()).toEqual([{ frameNumbers: [1], reason: "too-long" }]);
    expect(reassembly.takeAbandoned()).toEqual([]);
  });

  it("is given up after a minute", () => {
    const reassembly = new FragmentReassembly();
    expect(reassemble([first, last], reassembly, 61_000_000_000n)).toEqual([]);
    expect(reassembly.takeAbandoned()).toEqual([{ frameNumbers: [1], reason: "timeout" }]);
  });

  it("the oldest makes room", () => {
    const reassembly = new FragmentReassembly();
    const packets = Array.from({ length: maximumOpenDatagrams + 3 }, (_, id) =>
      fragment(id, 0, true, new Uint8Array(8)),
    );
    reassemble(packets, reassembly, 1n);
    expect(reassembly.takeAbandoned().map(({ frameNumbers }) => frameNumbers)).toEqual([[1], [2], [3]]);
    expect(reassembly.unfinished()).toHaveLength(maximumOpenDatagrams);
  });

  it("many small ones of one packet cost no more than their octets", () => {
    const packets = Array.from({ length: 8100 }, (_, index) =>
      fragment(1, 8099 - index, index > 0, new Uint8Array(8)),
    );
    const start = performance.now();
    const [datagram] = reassemble(packets, new FragmentReassembly(), 1n);
    expect(datagram?.decoded.payload).toHaveLength(64_800);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("fragments of an IPv6 packet", () => {
  it("become one without fragment header", () => {
    const [datagram] = reassemble([first6, last6]);
    expect(layerOf(datagram!.decoded, "ipv6")?.header).toMatchObject({
      nextHeader: 17,
      payloadLength: 24,
      extensions: [],
    });
    expect(layerOf(datagram!.decoded, "udp")).toMatchObject({ checksumStatus: "good", payloadLength: 16 });
  });
  it("an atomic fragment is whole already (RFC 6946)", () => {
    const atomic = octets(`
      60000000 0020 2c 40
      20010db8 00000000 00000000 00000001 20010db8 00000001 00000000 00000080
      11 00 0000 deadbeef
      0fa0 0009 0018 64ea 30313233343536373839616263646566
    `);
    expect(reassemble([atomic])).toEqual([]);
    expect(layerOf(decodeFrame(atomic, 101), "udp")?.checksumStatus).toBe("good");
  });
});
