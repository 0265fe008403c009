import { describe, expect, it } from "vitest";
import { encodeDns } from "../../src/wire/dns.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { encodeUdp } from "../../src/wire/udp.js";
import { numbered } from "./build-frames.js";
import { followFrames } from "./follow-frames.js";

const addresses = { source: "192.168.1.23", destination: "192.168.1.1" };
const query = encodeDns({ transactionId: 7, questions: [{ name: "a-name-of-some-length.example.org" }] });
const datagram = encodeUdp({ sourcePort: 40000, destinationPort: 53 }, query, {
  pseudoHeader: { ...addresses, protocol: 17 },
});

/** Octets `[start, end)` of the datagram as a fragment. */
function fragment(start: number, end = datagram.length, identification = 1): Uint8Array {
  const flags = end < datagram.length ? 1 : 0;
  const fields = { protocol: 17, identification, flags, fragmentOffset: start / 8, ...addresses };
  return encodeIpv4(fields, datagram.subarray(start, end));
}

const seen = (packets: readonly Uint8Array[], limits = {}) => {
  const { dnsQuery, reassembled, limits: reached } = followFrames(numbered(packets), limits);
  return {
    queries: dnsQuery.map(({ frameNumber, transactionId }) => [frameNumber, transactionId]),
    checksums: reassembled.flatMap(({ decoded }) =>
      decoded.layers.flatMap((layer) => ("checksumStatus" in layer ? [layer.checksumStatus] : [])),
    ),
    reached,
  };
};

describe("fragments", () => {
  it.each([
    ["in order", [fragment(0, 16), fragment(16, 32), fragment(32)]],
    ["backwards", [fragment(32), fragment(16, 32), fragment(0, 16)]],
    ["twice and overlapping", [fragment(0, 24), fragment(0, 24), fragment(16, 40), fragment(32)]],
  ])("make a datagram, %s", (_name, packets) => {
    expect(seen(packets)).toEqual({
      queries: [[packets.length, 7]],
      checksums: ["good", "good"],
      reached: [],
    });
  });
  it("make none while one is missing", () => {
    expect(seen([fragment(0, 16), fragment(32)]).queries).toEqual([]);
  });
  it("of two datagrams do not mix", () => {
    expect(seen([fragment(0, 16, 1), fragment(16, undefined, 2), fragment(0, 16, 2)]).queries).toEqual([
      [3, 7],
    ]);
  });
  it("are given up where there is no room, oldest first", () => {
    const packets = [fragment(0, 16, 1), fragment(0, 16, 2), fragment(16, undefined, 2)];
    expect(seen(packets, { fragmentOctets: 5000 })).toMatchObject({
      queries: [[3, 7]],
      reached: [["fragmentOctets", 2]],
    });
  });
});
