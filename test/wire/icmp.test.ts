import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { decodeIcmpv4, encodeIcmpv4, type Icmpv4Header } from "../../src/wire/icmpv4.js";
import { decodeIcmpv6, encodeIcmpv6, type Icmpv6Header } from "../../src/wire/icmpv6.js";
import { bordered, octets } from "./octets.js";

/** Checksums by Scapy's arithmetic. */
const icmpv4Messages: readonly (readonly [string, Uint8Array, Icmpv4Header])[] = [
  [
    "an echo request",
    octets("08 00 f7fd 0001 0001"),
    { type: 8, code: 0, checksum: 0xf7fd, body: { kind: "echo", identifier: 1, sequenceNumber: 1 } },
  ],
  [
    "a timestamp request",
    octets("0d 00 f298 0001 0002 00000064 00000000 00000000"),
    {
      type: 13,
      code: 0,
      checksum: 0xf298,
      body: { kind: "timestamp", identifier: 1, sequenceNumber: 2, originate: 100, receive: 0, transmit: 0 },
    },
  ],
  [
    "an address mask",
    octets("12 00 eefb 0001 0002 ffffff00"),
    {
      type: 18,
      code: 0,
      checksum: 0xeefb,
      body: { kind: "address-mask", identifier: 1, sequenceNumber: 2, mask: "255.255.255.0" },
    },
  ],
  [
    "fragmentation needed (RFC 1191)",
    octets("03 04 f717 0000 05e4"),
    { type: 3, code: 4, checksum: 0xf717, body: { kind: "unreachable", quotedWords: 0, nextHopMtu: 1508 } },
  ],
  [
    "a redirect",
    octets("05 01 38f5 c0000209"),
    { type: 5, code: 1, checksum: 0x38f5, body: { kind: "redirect", gateway: "192.0.2.9" } },
  ],
  [
    "a parameter problem",
    octets("0c 00 dfff 1400 0000"),
    { type: 12, code: 0, checksum: 0xdfff, body: { kind: "parameter-problem", pointer: 20, quotedWords: 0 } },
  ],
  [
    "a router advertisement, which has no body of its own",
    octets("09 00 f2f9 0102 0304"),
    { type: 9, code: 0, checksum: 0xf2f9, body: { kind: "other", rest: 0x01020304 } },
  ],
];

describe("ICMP", () => {
  it.each(icmpv4Messages)("%s, both ways", (_name, bytes, header) => {
    const wide = bordered(bytes);
    expect(decodeIcmpv4(wide.bytes, wide.start, wide.end)).toEqual({
      header,
      headerLength: bytes.length,
    });
    const { type, code, body } = header;
    expect(encodeIcmpv4({ type, code, body })).toEqual(bytes);
    expect(encodeIcmpv4({ type, code, body, checksum: 0x1234 }).subarray(2, 4)).toEqual(octets("1234"));
  });

  it.each(icmpv4Messages)("%s, cut anywhere", (_name, bytes) => {
    for (let length = 0; length < bytes.length; length += 1) {
      const wide = bordered(bytes.subarray(0, length));
      const { header, error } = decodeIcmpv4(wide.bytes, wide.start, wide.end);
      const needed = length < 8 ? 8 : bytes.length;
      expect(error).toEqual({
        code: "truncated",
        layer: "icmpv4",
        offset: 7,
        needed,
        available: length,
        limitedBy: "frame",
      });
      expect(header?.type).toBe(length < 8 ? undefined : bytes[0]);
    }
  });
});

/** 192.0.2.1 has no one at port 53: the query of 192.168.1.23 comes back. */
const unreachable = octets(`
  4500003b 00010000 4001f700 c0000201 c0a80117
  03 03 80da 00000000
  4500001f 00020000 4011f70b c0a80117 c0000201
  0fa0 0035 000b a7df 616263
`);

/** 192.0.2.254 found a TTL of 0 and quotes 8 octets of the segment. */
const timeExceeded = octets(`
  45000038 00010000 4001f606 c00002fe c0a80117
  0b 00 a0a9 00000000
  45000028 00020000 4006f70d c0a80117 c0000201
  0fa0 0050 11223344
`);

describe("what an ICMP error quotes", () => {
  it("is apart from the frame's own layers", () => {
    const frame = decodeFrame(unreachable, 101);
    expect(frame.error).toBeUndefined();
    expect(frame.layers.map(({ protocol }) => protocol)).toEqual(["ipv4", "icmpv4"]);
    expect(layerOf(frame, "udp")).toBeUndefined();
    const icmp = layerOf(frame, "icmpv4");
    expect(icmp).toMatchObject({ checksumStatus: "good", payloadOffset: 28, payloadLength: 31 });
    expect(icmp?.quoted).toMatchObject({
      layers: [
        {
          protocol: "ipv4",
          offset: 28,
          header: { source: "192.168.1.23", identification: 2 },
          checksumStatus: "good",
        },
        { protocol: "udp", offset: 48, header: { length: 11 }, checksumStatus: "unverifiable" },
      ],
      sourcePort: 4000,
      destinationPort: 53,
    });
    expect(icmp?.quoted?.error).toBeUndefined();
  });

  it("may end after 8 octets of the transport", () => {
    const { quoted } = layerOf(decodeFrame(timeExceeded, 101), "icmpv4") ?? {};
    expect(quoted).toMatchObject({ sourcePort: 4000, destinationPort: 80, sequenceNumber: 0x11223344 });
    expect(quoted?.layers.map(({ protocol }) => protocol)).toEqual(["ipv4", "raw"]);
    expect(quoted?.error).toBeUndefined();
  });

  it("ends where RFC 4884's length says", () => {
    // 7 words: the quotation is the IP header and 8 octets, extensions follow.
    const extended = octets(`
      4500003c 00010000 4001f602 c00002fe c0a80117
      0b 00 0000 00070000
      45000028 00020000 4006f70d c0a80117 c0000201
      0fa0 0050 11223344
      20000000
    `);
    const { quoted } = layerOf(decodeFrame(extended, 101), "icmpv4") ?? {};
    expect(quoted?.layers.at(-1)).toMatchObject({ protocol: "raw", payloadLength: 8 });
  });

  it("keeps what it can of a quotation that is no IP packet", () => {
    const strange = unreachable.slice();
    strange[28] = 0x95;
    const { quoted } = layerOf(decodeFrame(strange, 101), "icmpv4") ?? {};
    expect(quoted?.error).toMatchObject({ code: "bad-version", layer: "ipv4", offset: 28 });
  });

  it("cut anywhere is no error", () => {
    for (let length = 28; length < unreachable.length; length += 1) {
      const icmp = layerOf(decodeFrame(unreachable.subarray(0, length), 101), "icmpv4");
      expect(icmp?.quoted?.error).toBeUndefined();
      expect(icmp?.quoted?.sourcePort).toBe(length < 52 ? undefined : 4000);
    }
  });
});

const link = "fe800000 00000000 00000000 0000000";
const icmpv6Messages: readonly (readonly [string, string, Uint8Array, Icmpv6Header])[] = [
  [
    "an echo request",
    "20010db8 00000000 00000000 00000001 20010db8 00000001 00000000 00000080",
    octets("80 00 a922 1234 0007 6869"),
    { type: 128, code: 0, checksum: 0xa922, body: { kind: "echo", identifier: 0x1234, sequenceNumber: 7 } },
  ],
  [
    "a neighbor solicitation",
    `${link}1 ff020000 00000000 00000001 ff000002`,
    octets(`87 00 7a97 00000000 ${link}2 01 01 020000000001`),
    {
      type: 135,
      code: 0,
      checksum: 0x7a97,
      body: {
        kind: "neighbor-solicitation",
        target: "fe80::2",
        options: [{ type: 1, data: octets("020000000001") }],
      },
    },
  ],
  [
    "a neighbor advertisement",
    `${link}2 ${link}1`,
    octets(`88 00 181a 60000000 ${link}2 02 01 020000000002`),
    {
      type: 136,
      code: 0,
      checksum: 0x181a,
      body: {
        kind: "neighbor-advertisement",
        isRouter: false,
        isSolicited: true,
        overrides: true,
        target: "fe80::2",
        options: [{ type: 2, data: octets("020000000002") }],
      },
    },
  ],
  [
    "a router advertisement",
    `${link}1 ff020000 00000000 00000000 00000001`,
    octets("86 00 b0a9 40 80 0708 00007530 000003e8 05 01 0000 000005dc"),
    {
      type: 134,
      code: 0,
      checksum: 0xb0a9,
      body: {
        kind: "router-advertisement",
        hopLimit: 64,
        flags: 0x80,
        routerLifetime: 1800,
        reachableTime: 30_000,
        retransmissionTimer: 1000,
        options: [{ type: 5, data: octets("0000 000005dc") }],
      },
    },
  ],
];

const packetOf = (addresses: string, message: Uint8Array, length = message.length) => {
  const head = octets(`60000000 0000 3a ff ${addresses}`);
  head[5] = length;
  return Uint8Array.of(...head, ...message);
};

describe("ICMPv6", () => {
  it.each(icmpv6Messages)("%s, both ways, its checksum good", (_name, addresses, bytes, header) => {
    expect(decodeIcmpv6(bytes)).toMatchObject({ header });
    const layer = layerOf(decodeFrame(packetOf(addresses, bytes), 229), "icmpv6");
    expect(layer).toMatchObject({ checksumStatus: "good", header });
    const data = header.body.kind === "echo" ? octets("6869") : undefined;
    const all = octets(addresses);
    const pseudoHeader = { source: all.subarray(0, 16), destination: all.subarray(16), protocol: 58 };
    const { type, code, body } = header;
    expect(encodeIcmpv6({ type, code, body }, data, { pseudoHeader })).toEqual(bytes);
  });

  it.each(icmpv6Messages)("%s, cut anywhere", (_name, _addresses, bytes, { body }) => {
    const fixed = body.kind === "echo" ? 8 : body.kind === "router-advertisement" ? 16 : 24;
    for (let length = 0; length < bytes.length; length += 1) {
      const wide = bordered(bytes.subarray(0, length));
      const { header, error } = decodeIcmpv6(wide.bytes, wide.start, wide.end);
      expect(header?.type).toBe(length < 4 ? undefined : bytes[0]);
      if (length < fixed)
        expect(error).toMatchObject({ code: "truncated", layer: "icmpv6", available: length });
      else if (length > fixed && body.kind !== "echo")
        expect(error).toMatchObject({ layer: "icmpv6", offset: 7 + fixed });
      else expect(error).toBeUndefined();
    }
  });

  it("an option of length 0 does not go on for ever (RFC 4861 section 4.6)", () => {
    const bytes = octets(`87 00 0000 00000000 ${link}2 01 00 020000000001`);
    expect(decodeIcmpv6(bytes).error).toEqual({
      code: "bad-length",
      layer: "icmpv6",
      offset: 24,
      needed: 8,
      available: 8,
      limitedBy: "icmpv6.optionLength",
    });
  });

  it("packet too big quotes what was", () => {
    const bytes = octets(`
      60000000 003b 3a40
      20010db8 00000001 00000000 00000080 20010db8 00000000 00000000 00000001
      02 00 2b67 00000500
      60000000 000b 1140
      20010db8 00000000 00000000 00000001 20010db8 00000001 00000000 00000080
      0fa0 0035 000b cfac 616263
    `);
    const layer = layerOf(decodeFrame(bytes, 229), "icmpv6");
    expect(layer).toMatchObject({
      checksumStatus: "good",
      header: { body: { kind: "packet-too-big", mtu: 1280 } },
      quoted: { sourcePort: 4000, destinationPort: 53, layers: [{ protocol: "ipv6" }, { protocol: "udp" }] },
    });
  });

  it("of a type without a body of its own is raw behind the checksum", () => {
    const frame = decodeFrame(packetOf(`${link}1 ${link}2`, octets("8f 00 0000 0000 0001")), 229);
    expect(frame.layers.map(({ protocol }) => protocol)).toEqual(["ipv6", "icmpv6", "raw"]);
    expect(layerOf(frame, "icmpv6")?.header.body).toEqual({ kind: "other" });
  });
});
