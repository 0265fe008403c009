import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { carriedProtocol, hopLimitOf, layerOf, networkLayerOf } from "../../src/wire/decoded-frame.js";
import { decodeIpv6, encodeIpv6, ipv6FragmentOf } from "../../src/wire/ipv6.js";
import { bordered, octets } from "./octets.js";

const addresses = `
  20010db8 00000000 00000000 00000001
  20010db8 00000001 00000000 00000080
`;

/** UDP from port 4000 to 9 with `abc`; the checksum by Scapy's arithmetic. */
const udp = "0fa0 0009 000b cfd8 616263";

/** Traffic class 0x20, flow label 0x12345; the checksum by Scapy's arithmetic. */
const echo = octets(`
  62 01 23 45 00 0a 3a 40 ${addresses}
  80 00 a9 22 12 34 00 07 68 69
`);

/** A hop-by-hop header with a router alert (RFC 2711) and padding, then a destination header with padding. */
const withOptions = octets(`
  60000000 001b 00 40 ${addresses}
  3c 00 05 02 00 00 01 00
  11 00 01 02 00 00 01 00
  ${udp}
`);

/** One segment left: the address in the header is a router's, the final one in the routing header. */
const sourceRouted = octets(`
  60000000 0023 2b 40
  20010db8 00000000 00000000 00000001
  20010db8 00000000 00000000 00000099
  11 02 00 01 00000000
  20010db8 00000001 00000000 00000080
  ${udp}
`);

const firstFragment = octets(`
  60000000 0018 2c 40 ${addresses}
  11 00 0001 deadbeef
  0fa0 0009 0018 64ea 3031323334353637
`);

describe("IPv6", () => {
  it("header and payload", () => {
    const { header, headerLength, error } = decodeIpv6(echo);
    expect(error).toBeUndefined();
    expect(headerLength).toBe(40);
    expect(header).toEqual({
      version: 6,
      trafficClass: 0x20,
      flowLabel: 0x12345,
      payloadLength: 10,
      nextHeader: 58,
      hopLimit: 64,
      source: "2001:db8::1",
      destination: "2001:db8:0:1::80",
      extensions: [],
      upperProtocol: 58,
    });
    const fields = { trafficClass: 0x20, flowLabel: 0x12345, nextHeader: 58, hopLimit: 64 };
    const { source, destination } = header ?? {};
    expect(
      encodeIpv6({ ...fields, source: source ?? "", destination: destination ?? "" }, echo.subarray(40)),
    ).toEqual(echo);
  });

  it("is a network layer like IPv4", () => {
    const network = networkLayerOf(decodeFrame(withOptions, 101));
    expect(network?.header.source).toBe("2001:db8::1");
    expect(network && [carriedProtocol(network), hopLimitOf(network), network.payloadLength]).toEqual([
      17, 64, 11,
    ]);
  });

  it("extension headers with options", () => {
    const frame = decodeFrame(withOptions, 229);
    const { header } = decodeIpv6(withOptions);
    expect(header?.upperProtocol).toBe(17);
    expect(header?.extensions).toMatchObject([
      {
        kind: "options",
        nextHeaderNumber: 0,
        offset: 40,
        length: 8,
        options: [{ type: 5, data: octets("0000") }, { type: 1 }],
      },
      { kind: "options", nextHeaderNumber: 60, offset: 48, length: 8, options: [{ type: 1 }, { type: 1 }] },
    ]);
    expect(frame.layers.map(({ protocol }) => protocol)).toEqual(["ipv6", "udp", "raw"]);
    expect(layerOf(frame, "ipv6")).toMatchObject({ headerLength: 56, payloadLength: 11 });
    expect(layerOf(frame, "udp")?.checksumStatus).toBe("good");
  });

  it("a routing header's last address counts in the checksum", () => {
    const frame = decodeFrame(sourceRouted, 101);
    expect(layerOf(frame, "ipv6")?.header.extensions).toMatchObject([
      { kind: "routing", routingType: 0, segmentsLeft: 1 },
    ]);
    expect(layerOf(frame, "udp")?.checksumStatus).toBe("good");
    const arrived = sourceRouted.slice();
    arrived[43] = 0;
    expect(layerOf(decodeFrame(arrived, 101), "udp")?.checksumStatus).toBe("bad");
    const unknown = sourceRouted.slice();
    unknown[42] = 253;
    expect(layerOf(decodeFrame(unknown, 101), "udp")?.checksumStatus).toBe("unverifiable");
  });

  it("a fragment's datagram cannot be verified, a later one is raw", () => {
    const frame = decodeFrame(firstFragment, 101);
    expect(layerOf(frame, "udp")).toMatchObject({
      checksumStatus: "unverifiable",
      header: { sourcePort: 4000 },
    });
    const { header } = decodeIpv6(firstFragment);
    expect(header && ipv6FragmentOf(header)).toMatchObject({
      fragmentOffset: 0,
      moreFragments: true,
      identification: 0xdeadbeef,
    });
    const later = firstFragment.slice();
    later[43] = 0x09;
    expect(decodeFrame(later, 101).layers.map(({ protocol }) => protocol)).toEqual(["ipv6", "raw"]);
  });

  it("a jumbo payload (RFC 2675)", () => {
    const jumbo = octets(`60000000 0000 00 40 ${addresses} 11 00 c2 04 00000013 ${udp}`);
    const frame = decodeFrame(jumbo, 101);
    expect(frame.error).toBeUndefined();
    expect(layerOf(frame, "udp")?.checksumStatus).toBe("good");
  });

  it("a payload length of 0 before TCP is segmentation offload's", () => {
    const tcp = "0fa00050 00000001 00000000 5002ffff 00000000";
    const frame = decodeFrame(octets(`60000000 0000 06 40 ${addresses} ${tcp}`), 101);
    expect(frame.error).toMatchObject({ code: "bad-length", layer: "ipv6", limitedBy: "ipv6.payloadLength" });
    expect(layerOf(frame, "tcp")).toMatchObject({ checksumStatus: "unverifiable" });
  });

  it.each([
    [
      "another version",
      octets(`40000000 000b 11 40 ${addresses} ${udp}`),
      { code: "bad-version", layer: "ipv6", offset: 0 },
    ],
    [
      "an extension header longer than the packet",
      octets(`60000000 000b 00 40 ${addresses} 11 01 0000 00000000 000000`),
      {
        code: "truncated",
        layer: "ipv6",
        offset: 40,
        needed: 16,
        available: 11,
        limitedBy: "ipv6.extensionLength",
      },
    ],
    [
      "half an extension header",
      octets(`60000000 0003 00 40 ${addresses} 11 00 00`),
      {
        code: "truncated",
        layer: "ipv6",
        offset: 40,
        needed: 8,
        available: 3,
        limitedBy: "ipv6.payloadLength",
      },
    ],
    [
      "an option longer than its header",
      octets(`60000000 0008 00 40 ${addresses} 11 00 05 09 00000000`),
      { code: "malformed", layer: "ipv6", offset: 40 },
    ],
    [
      "a payload longer than the frame",
      octets(`60000000 00ff 11 40 ${addresses} ${udp}`),
      {
        code: "truncated",
        layer: "ipv6",
        offset: 0,
        needed: 295,
        available: 51,
        limitedBy: "ipv6.payloadLength",
      },
    ],
    [
      "an extension header without a payload length",
      octets(`60000000 0000 2c 40 ${addresses} 11 00 0001 deadbeef`),
      {
        code: "truncated",
        layer: "ipv6",
        offset: 40,
        needed: 8,
        available: 0,
        limitedBy: "ipv6.payloadLength",
      },
    ],
  ])("%s is an error", (_name, bytes, error) => {
    const frame = decodeFrame(bytes, 229);
    expect(frame.error).toEqual(error);
    expect(frame.layers[0]?.protocol).toBe("ipv6");
  });

  it.each([
    ["options", withOptions],
    ["a route", sourceRouted],
    ["an echo", echo],
  ])("cut anywhere: %s", (_name, bytes) => {
    for (let length = 0; length < bytes.length; length += 1) {
      const wide = bordered(bytes.subarray(0, length));
      const { header, error } = decodeIpv6(wide.bytes, wide.start, wide.end);
      if (length < 40) expect(error).toMatchObject({ code: "truncated", needed: 40, available: length });
      expect(header === undefined).toBe(length < 40);
      expect(decodeFrame(bytes.subarray(0, length), 229).error).toMatchObject({
        code: "truncated",
        layer: "ipv6",
      });
    }
  });

  it("a chain without end is read so far", () => {
    const headers = "00 00 01 04 00000000 ".repeat(100);
    const frame = decodeFrame(octets(`60000000 0320 00 40 ${addresses} ${headers}`), 101);
    expect(layerOf(frame, "ipv6")?.header.extensions).toHaveLength(32);
  });
});
