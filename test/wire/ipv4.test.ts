import { describe, expect, it } from "vitest";
import { decodeIpv4, encodeIpv4, fillIpv4, type Ipv4Header } from "../../src/wire/ipv4.js";
import { bordered, octets } from "./octets.js";

interface Vector {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly payloadLength: number;
  readonly header: Ipv4Header;
}

const vectors: readonly Vector[] = [
  {
    name: "datagram without options",
    bytes: octets(`
      45           # version 4, header of 5 words
      00           # type of service
      00 73        # total length: 115
      00 00        # identification
      40 00        # flags: don't fragment; offset 0
      40           # TTL: 64
      11           # protocol: UDP
      b8 61        # checksum
      c0 a8 00 01  # source
      c0 a8 00 c7  # destination
    `),
    payloadLength: 95,
    header: {
      version: 4,
      ihl: 5,
      typeOfService: 0,
      totalLength: 115,
      identification: 0,
      flags: 2,
      fragmentOffset: 0,
      ttl: 64,
      protocol: 17,
      checksum: 0xb861,
      source: "192.168.0.1",
      destination: "192.168.0.199",
      options: octets(""),
    },
  },
  {
    name: "last fragment with a router alert",
    bytes: octets(`
      46           # version 4, header of 6 words
      c0           # type of service: internetwork control
      00 20        # total length: 32
      be ef        # identification
      00 b9        # flags: none; offset 185 (octet 1480)
      01           # TTL: 1
      02           # protocol: IGMP
      c2 57        # checksum: the other words add up to 33da5, folded 3da8
      c0 00 02 01  # source
      e0 00 00 16  # destination
      94 04 00 00  # option: router alert (RFC 2113)
    `),
    payloadLength: 8,
    header: {
      version: 4,
      ihl: 6,
      typeOfService: 0xc0,
      totalLength: 32,
      identification: 0xbeef,
      flags: 0,
      fragmentOffset: 185,
      ttl: 1,
      protocol: 2,
      checksum: 0xc257,
      source: "192.0.2.1",
      destination: "224.0.0.22",
      options: octets("94 04 00 00"),
    },
  },
];

describe.each(vectors)("IPv4 $name", ({ bytes, header, payloadLength }) => {
  it("is decoded, and nothing beside it", () => {
    const wide = bordered(bytes);
    expect(decodeIpv4(wide.bytes, wide.start, wide.end)).toEqual({ header, headerLength: bytes.length });
  });
  it("is encoded, lengths and checksum computed", () => {
    const { version: _v, ihl: _i, totalLength: _t, checksum: _c, ...rest } = header;
    const payload = new Uint8Array(payloadLength).fill(0xa5);
    expect(fillIpv4(rest, payloadLength)).toEqual(header);
    const encoded = encodeIpv4(rest, payload);
    expect(encoded.subarray(0, bytes.length)).toEqual(bytes);
    expect(encoded.subarray(bytes.length)).toEqual(payload);
  });
  it("cut anywhere says so, keeping the fixed part where it is whole", () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const decoded = decodeIpv4(bytes.subarray(0, length));
      expect(decoded.error).toMatchObject({ code: "truncated", layer: "ipv4", available: length });
      expect(decoded.header === undefined).toBe(length < 20);
    }
  });
});

it("writes what is set even where it is wrong", () => {
  const bytes = encodeIpv4(
    { version: 7, ihl: 3, totalLength: 5, checksum: 0x1234, flags: 7, fragmentOffset: 0x1fff, ttl: 0 },
    octets("aa bb"),
  );
  expect(bytes).toEqual(octets("73 00 0005 0000 ffff 00 00 1234 00000000 00000000 aabb"));
});

it("pads options to whole words and counts them", () => {
  const bytes = encodeIpv4({ options: octets("01 01 01") }, octets(""));
  expect(bytes.subarray(0, 4)).toEqual(octets("46 00 0018"));
  expect(bytes.subarray(20)).toEqual(octets("01 01 01 00"));
});

describe("headers that contradict themselves keep the fixed part", () => {
  it.each([
    ["version 6", "65 00 0014", "bad-version"],
    ["a header of 4 words", "44 00 0014", "bad-length"],
    ["a header longer than the frame", "46 00 0018", "truncated"],
    ["a total length of 19", "45 00 0013", "bad-length"],
  ])("%s", (_name, start, code) => {
    const bytes = octets(`${start} 0000 0000 40 06 0000 01010101 02020202`);
    const { header, error } = decodeIpv4(bytes);
    expect(header?.destination).toBe("2.2.2.2");
    expect(error).toMatchObject({ code, layer: "ipv4", offset: 0 });
  });
});
