import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/wire/frame-check.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf } from "../../src/wire/decoded-frame.js";
import { decodeLinuxCooked, encodeLinuxCooked } from "../../src/wire/linux-cooked.js";
import { formatLinkType, isDecodedLinkType } from "../../src/wire/link-type.js";
import { decodeLoopback, encodeLoopback } from "../../src/wire/loopback.js";
import { decodeVlan, encodeVlan } from "../../src/wire/vlan.js";
import { arpRequestFrame, echoPacket, synPacket } from "./frames.js";
import { ascii, bordered, octets } from "./octets.js";

const protocols = (bytes: Uint8Array, linkType: number) =>
  decodeFrame(bytes, linkType).layers.map(({ protocol }) => protocol);
const after = (hex: string, packet: Uint8Array) => Uint8Array.of(...octets(hex), ...packet);

describe("VLAN tags", () => {
  const tagged = after("049226 8e7103 3c22fb 5a19c4 8100 b064 0800", echoPacket);
  it("one", () => {
    const frame = decodeFrame(tagged, 1);
    expect(frame.layers.map(({ protocol }) => protocol)).toEqual(["ethernet", "vlan", "ipv4", "icmpv4"]);
    // Priority 5, drop eligible, VLAN 100.
    expect(layerOf(frame, "vlan")).toMatchObject({
      offset: 14,
      headerLength: 4,
      payloadOffset: 18,
      header: { priority: 5, dropEligible: 1, identifier: 100, etherType: 0x0800 },
    });
    expect(
      encodeVlan({ priority: 5, dropEligible: 1, identifier: 100, etherType: 0x0800 }, echoPacket),
    ).toEqual(tagged.subarray(14));
  });
  it("two: a provider's and a customer's (802.1ad)", () => {
    const double = after(
      "049226 8e7103 3c22fb 5a19c4 88a8 0001 8100 0002 0806",
      arpRequestFrame.subarray(14),
    );
    expect(protocols(double, 1)).toEqual(["ethernet", "vlan", "vlan", "arp"]);
  });
  it("no more than eight", () => {
    const many = after(`049226 8e7103 3c22fb 5a19c4 8100 ${"0001 8100 ".repeat(20)}`, echoPacket);
    expect(protocols(many, 1)).toEqual(["ethernet", ...new Array<string>(8).fill("vlan"), "raw"]);
  });
  it("cut", () => {
    for (let length = 14; length < 18; length += 1) {
      const frame = decodeFrame(tagged.subarray(0, length), 1);
      expect(frame.error).toEqual({
        code: "truncated",
        layer: "vlan",
        offset: 14,
        needed: 4,
        available: length - 14,
        limitedBy: "frame",
      });
    }
    const wide = bordered(octets("b064 08"));
    expect(decodeVlan(wide.bytes, wide.start, wide.end).header).toBeUndefined();
  });
});

describe("Linux cooked captures", () => {
  const address = octets("3c22fb5a19c4");
  const first = "0004 0001 0006 3c22fb5a19c4 0000 0800";
  const second = "0800 0000 00000002 0001 04 06 3c22fb5a19c4 0000";
  it.each([
    ["version 1", 113, 1 as const, first, 0],
    ["version 2", 276, 2 as const, second, 2],
  ])("%s", (_name, linkType, version, hex, interfaceIndex) => {
    const bytes = after(hex, echoPacket);
    expect(protocols(bytes, linkType)).toEqual(["sll", "ipv4", "icmpv4"]);
    const header = {
      version,
      packetType: 4,
      hardwareType: 1,
      addressLength: 6,
      address: "3c:22:fb:5a:19:c4",
      protocolType: 0x0800,
      interfaceIndex,
    };
    expect(layerOf(decodeFrame(bytes, linkType), "sll")?.header).toEqual(header);
    expect(encodeLinuxCooked(version, { ...header, address }, echoPacket)).toEqual(bytes);
    const length = octets(hex).length;
    for (let cut = 0; cut < length; cut += 1) {
      const wide = bordered(bytes.subarray(0, cut));
      const { header: none, error } = decodeLinuxCooked(wide.bytes, version, wide.start, wide.end);
      expect(none).toBeUndefined();
      expect(error).toMatchObject({ code: "truncated", layer: "sll", needed: length, available: cut });
    }
  });
  it("what is no EtherType is raw", () => {
    expect(protocols(after("0004 0001 0006 3c22fb5a19c4 0000 0004", echoPacket), 113)).toEqual([
      "sll",
      "raw",
    ]);
  });
});

describe("BSD loopback", () => {
  it.each([
    ["IPv4, little-endian", "02000000", 0, { family: 2, byteOrder: "little" }, "ipv4"],
    ["IPv4, big-endian", "00000002", 0, { family: 2, byteOrder: "big" }, "ipv4"],
    ["IPv4, network byte order", "00000002", 108, { family: 2, byteOrder: "big" }, "ipv4"],
    ["IPv6 of macOS", "1e000000", 0, { family: 30, byteOrder: "little" }, "ipv6"],
    ["IPv6 of FreeBSD", "0000001c", 0, { family: 28, byteOrder: "big" }, "ipv6"],
    ["OSI", "07000000", 0, { family: 7, byteOrder: "little" }, "raw"],
  ] as const)("%s", (_name, hex, linkType, header, carried) => {
    const packet = carried === "ipv6" ? octets(`60000000 0000 3b40 ${"00".repeat(32)}`) : echoPacket;
    const bytes = after(hex, packet);
    expect(layerOf(decodeFrame(bytes, linkType), "loopback")?.header).toEqual(header);
    expect(protocols(bytes, linkType)[1]).toBe(carried);
    expect(encodeLoopback(header, packet)).toEqual(bytes);
  });
  it("cut", () => {
    const wide = bordered(octets("020000"));
    expect(decodeLoopback(wide.bytes, false, wide.start, wide.end)).toMatchObject({
      error: { code: "truncated", layer: "loopback", needed: 4, available: 3 },
    });
  });
});

describe("raw IP", () => {
  it.each([12, 14, 101])("as link type %i", (linkType) => {
    expect(protocols(synPacket, linkType)).toEqual(["ipv4", "tcp"]);
    expect(protocols(octets(`60000000 0000 3b40 ${"00".repeat(32)}`), linkType)).toEqual(["ipv6"]);
  });
});

it("other link types are named, not guessed", () => {
  expect(formatLinkType(127)).toBe("IEEE 802.11 with radiotap header");
  expect(formatLinkType(9999)).toBe("link type 9999");
  expect([1, 0, 12, 276, 127, 9999].map(isDecodedLinkType)).toEqual([true, true, true, true, false, false]);
  expect(protocols(synPacket, 127)).toEqual(["raw"]);
});

describe("frame check sequences", () => {
  it("are CRC-32", () => {
    // The check value of the CRC catalogues.
    expect(crc32(ascii("123456789"))).toBe(0xcbf43926);
  });
  const padded = Uint8Array.of(...arpRequestFrame, ...new Uint8Array(18));
  const check = crc32(padded);
  const sequence = [check & 0xff, (check >>> 8) & 0xff, (check >>> 16) & 0xff, check >>> 24];
  it("are taken off and verified", () => {
    const frame = decodeFrame(Uint8Array.of(...padded, ...sequence), 1, 1, 64, 4);
    expect(frame.frameCheckSequence).toMatchObject({
      checksumStatus: "good",
      bytes: Uint8Array.from(sequence),
    });
    expect(frame.trailerLength).toBe(18);
    const bad = decodeFrame(Uint8Array.of(...padded, 0, 0, 0, 0), 1, 1, 64, 4);
    expect(bad.frameCheckSequence).toMatchObject({ checksumStatus: "bad", computedChecksum: check });
  });
  it("are not there where the frame is cut, and no part of it is taken for payload", () => {
    const cut = decodeFrame(Uint8Array.of(...padded, ...sequence.slice(0, 2)), 1, 1, 64, 4);
    expect(cut.frameCheckSequence).toBeUndefined();
    expect(cut.trailerLength).toBe(18);
  });
  it("of other lengths are kept", () => {
    const frame = decodeFrame(Uint8Array.of(...padded, 1, 2), 1, 1, 62, 2);
    expect(frame.frameCheckSequence).toEqual({ checksumStatus: "unverifiable", bytes: octets("0102") });
  });
});
