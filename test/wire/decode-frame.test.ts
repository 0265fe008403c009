import { describe, expect, it } from "vitest";
import { concatBytes } from "../../src/wire/bytes.js";
import { decodeFrame } from "../../src/wire/decode-frame.js";
import { layerOf, payloadOf } from "../../src/wire/decoded-frame.js";
import { encodeIpv4 } from "../../src/wire/ipv4.js";
import { encodeUdp } from "../../src/wire/udp.js";
import {
  arpRequestFrame,
  dnsQueryPacket,
  echoPacket,
  firstFragment,
  getPacket,
  lastFragment,
  okPacket,
  synPacket,
} from "./frames.js";
import { ascii, octets } from "./octets.js";

const raw = 101;
const ethernet = 1;
const ethernetHeader = octets("04 92 26 8e 71 03  3c 22 fb 5a 19 c4  08 00");

/** A copy with some octets replaced. */
function changed(bytes: Uint8Array, offset: number, hex: string): Uint8Array {
  const copy = bytes.slice();
  copy.set(octets(hex), offset);
  return copy;
}

const protocols = (bytes: Uint8Array, linkType = raw) =>
  decodeFrame(bytes, linkType).layers.map(({ protocol }) => protocol);

describe("layers", () => {
  it.each([
    ["ARP", arpRequestFrame, ethernet, ["ethernet", "arp"]],
    ["a SYN", synPacket, raw, ["ipv4", "tcp"]],
    ["a request", getPacket, raw, ["ipv4", "tcp", "http"]],
    ["a response", okPacket, 228, ["ipv4", "tcp", "http"]],
    ["a query", concatBytes(ethernetHeader, dnsQueryPacket), ethernet, ["ethernet", "ipv4", "udp", "dns"]],
    ["an echo request", echoPacket, raw, ["ipv4", "icmpv4"]],
    ["a first fragment", firstFragment, raw, ["ipv4", "udp", "raw"]],
    ["a last fragment", lastFragment, raw, ["ipv4", "raw"]],
    ["an unknown link type", synPacket, 147, ["raw"]],
    ["IPv5 in raw IP", octets("50 00 00 00 00 00 3b 40"), raw, ["raw"]],
    ["an unknown EtherType", octets("ffffffffffff 000000000000 88cc 01"), ethernet, ["ethernet", "raw"]],
    ["nothing", octets(""), raw, []],
  ])("of %s", (_name, bytes, linkType, expected) => {
    const frame = decodeFrame(bytes, linkType);
    expect(frame.layers.map(({ protocol }) => protocol)).toEqual(expected);
    expect(frame.error).toBeUndefined();
    expect(frame.length).toBe(bytes.length);
    expect(frame.trailerLength).toBe(0);
  });

  it("have their places", () => {
    const frame = decodeFrame(concatBytes(ethernetHeader, okPacket), ethernet, 9);
    expect(frame.frameNumber).toBe(9);
    expect(
      frame.layers.map(({ offset, headerLength, payloadOffset, payloadLength }) => [
        offset,
        headerLength,
        payloadOffset,
        payloadLength,
      ]),
    ).toEqual([
      [0, 14, 14, 120],
      [14, 20, 34, 100],
      [34, 20, 54, 80],
      [54, 78, 132, 2],
    ]);
    expect(frame.payload).toEqual(octets("68 69"));
    const http = layerOf(frame, "http");
    expect(http === undefined ? undefined : payloadOf(frame, http)).toEqual(octets("68 69"));
  });
});

describe("checksums", () => {
  it.each([
    ["a SYN", synPacket],
    ["a request", getPacket],
    ["a response, odd or even", okPacket],
  ])("of %s are good", (_name, bytes) => {
    const frame = decodeFrame(bytes, raw);
    expect(layerOf(frame, "ipv4")?.checksumStatus).toBe("good");
    expect(layerOf(frame, "tcp")?.checksumStatus).toBe("good");
  });
  it("of a query are good", () => {
    expect(layerOf(decodeFrame(dnsQueryPacket, raw), "udp")).toMatchObject({
      checksumStatus: "good",
      computedChecksum: 0xbfe6,
    });
  });
  it("that are wrong come with the right ones", () => {
    const ipv4 = layerOf(decodeFrame(changed(synPacket, 10, "12 34"), raw), "ipv4");
    expect(ipv4).toMatchObject({ checksumStatus: "bad", computedChecksum: 0x2066 });
    expect(ipv4?.header.checksum).toBe(0x1234);
    const tcp = layerOf(decodeFrame(changed(synPacket, 36, "00 00"), raw), "tcp");
    expect(tcp).toMatchObject({ checksumStatus: "bad", computedChecksum: 0x7c30 });
    const udp = layerOf(decodeFrame(changed(dnsQueryPacket, 26, "00 01"), raw), "udp");
    expect(udp).toMatchObject({ checksumStatus: "bad", computedChecksum: 0xbfe6 });
  });
  it("of TCP cover the addresses", () => {
    // Another destination: the header's checksum no longer holds either.
    const frame = decodeFrame(changed(synPacket, 19, "51"), raw);
    expect(layerOf(frame, "tcp")).toMatchObject({ checksumStatus: "bad", computedChecksum: 0x7c2f });
    expect(layerOf(frame, "ipv4")).toMatchObject({ checksumStatus: "bad", computedChecksum: 0x2065 });
  });
  it.each([
    ["a UDP checksum of 0", changed(dnsQueryPacket, 26, "00 00"), "udp"],
    ["a fragment", firstFragment, "udp"],
    ["a header of version 5", changed(synPacket, 0, "55"), "ipv4"],
    ["a cut segment", getPacket.subarray(0, 60), "tcp"],
  ] as const)("of %s cannot be verified", (_name, bytes, protocol) => {
    const layer = layerOf(decodeFrame(bytes, 228), protocol);
    expect(layer?.checksumStatus).toBe("unverifiable");
    expect(layer?.computedChecksum).toBeUndefined();
  });
});

describe("what contradicts itself keeps the layers understood so far", () => {
  it.each([
    [
      "a data offset of 3",
      changed(synPacket, 32, "30"),
      ["ipv4", "tcp", "raw"],
      { code: "bad-length", layer: "tcp", offset: 20 },
    ],
    [
      "a data offset of 15",
      changed(synPacket, 32, "f0"),
      ["ipv4", "tcp"],
      { code: "truncated", layer: "tcp", offset: 20 },
    ],
    [
      "a total length of 5",
      changed(synPacket, 2, "00 05"),
      ["ipv4", "raw"],
      { code: "bad-length", layer: "ipv4", offset: 0 },
    ],
    [
      "a total length too long",
      changed(echoPacket, 2, "00 ff"),
      ["ipv4", "icmpv4"],
      { code: "truncated", layer: "ipv4", needed: 255, available: 28, limitedBy: "ipv4.totalLength" },
    ],
    [
      "a header of 4 words",
      changed(synPacket, 0, "44"),
      ["ipv4", "raw"],
      { code: "bad-length", layer: "ipv4" },
    ],
    [
      "version 5",
      concatBytes(ethernetHeader, changed(synPacket, 0, "55")),
      ["ethernet", "ipv4", "raw"],
      { code: "bad-version", layer: "ipv4", offset: 14 },
    ],
    [
      "a UDP length of 7",
      changed(dnsQueryPacket, 24, "00 07"),
      ["ipv4", "udp", "raw"],
      { code: "bad-length", layer: "udp", offset: 20 },
    ],
    [
      "a UDP length too long",
      changed(dnsQueryPacket, 24, "00 ff"),
      ["ipv4", "udp", "dns"],
      { code: "bad-length", layer: "udp", needed: 255, available: 29 },
    ],
    [
      "a name that points to itself",
      changed(dnsQueryPacket, 40, "c0 0c"),
      ["ipv4", "udp", "dns"],
      { code: "pointer-loop", layer: "dns", offset: 40 },
    ],
    [
      "a header line without colon",
      changed(getPacket, 60, "20"),
      ["ipv4", "tcp", "raw"],
      { code: "malformed", layer: "http", offset: 56 },
    ],
  ])("%s", (_name, bytes, layers, error) => {
    const linkType = layers[0] === "ethernet" ? ethernet : raw;
    const frame = decodeFrame(bytes, linkType);
    expect(frame.layers.map(({ protocol }) => protocol)).toEqual(layers);
    expect(frame.error).toMatchObject(error);
  });
});

describe("cut anywhere", () => {
  const frames = [
    concatBytes(ethernetHeader, synPacket),
    arpRequestFrame,
    concatBytes(ethernetHeader, dnsQueryPacket),
  ];
  it.each(frames)("frame %#: an error, the layers before it, and every octet accounted for", (bytes) => {
    const whole = decodeFrame(bytes, ethernet).layers;
    for (let length = 0; length < bytes.length; length += 1) {
      const frame = decodeFrame(bytes.subarray(0, length), ethernet, 1, bytes.length);
      expect(frame.error?.code).toBe("truncated");
      expect(frame.length).toBe(bytes.length);
      const understood = frame.layers.filter(({ protocol }) => protocol !== "raw");
      expect(whole.map(({ protocol }) => protocol).slice(0, understood.length)).toEqual(
        understood.map(({ protocol }) => protocol),
      );
    }
  });
  it("a TCP header cut within its options has those that are whole, and no payload", () => {
    // 20 octets of IPv4, 20 of TCP, MSS, SACK-permitted, and 3 of the 10 of the timestamps.
    const frame = decodeFrame(synPacket.subarray(0, 49), raw, 1, 60);
    const tcp = layerOf(frame, "tcp");
    expect(tcp).toMatchObject({ headerLength: 29, payloadLength: 0, checksumStatus: "unverifiable" });
    expect(tcp?.header.options).toEqual([{ kind: "mss", value: 1460 }, { kind: "sack-permitted" }]);
    expect(frame.payload).toHaveLength(0);
    expect(frame.error).toMatchObject({ code: "truncated", layer: "ipv4", limitedBy: "snap length" });
  });
  it("what the snap length cut is told from a wrong total length", () => {
    expect(decodeFrame(synPacket.subarray(0, 54), raw, 1, 60).error?.limitedBy).toBe("snap length");
    expect(decodeFrame(synPacket.subarray(0, 54), raw).error?.limitedBy).toBe("ipv4.totalLength");
  });
});

describe("what follows a packet", () => {
  it("is a trailer, not payload", () => {
    const padded = decodeFrame(concatBytes(arpRequestFrame, new Uint8Array(18)), ethernet);
    expect(padded.trailerLength).toBe(18);
    expect(padded.payload.length).toBe(0);
    const segment = decodeFrame(concatBytes(ethernetHeader, getPacket, octets("00 00")), ethernet);
    expect(segment.trailerLength).toBe(2);
    expect(layerOf(segment, "tcp")).toMatchObject({ payloadLength: 27, checksumStatus: "good" });
  });
  it("ends by length in IEEE 802.3", () => {
    const frame = decodeFrame(octets("0180c2000000 3c22fb5a19c4 0003 42 42 03 00 00 00"), ethernet);
    expect(frame.payload).toEqual(octets("42 42 03"));
    expect(frame.trailerLength).toBe(3);
    const cut = decodeFrame(octets("0180c2000000 3c22fb5a19c4 0004 42"), ethernet);
    expect(cut.error).toMatchObject({ code: "truncated", needed: 4, available: 1 });
  });
});

describe("what lies on DNS's port", () => {
  const datagram = (text: string) =>
    encodeIpv4({ protocol: 17 }, encodeUdp({ destinationPort: 53 }, ascii(text)));
  it("is no message where neither its operation code nor its counts are possible", () => {
    // What traceroute sends: operation code 8, 17,477 questions.
    const probe = decodeFrame(datagram("@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"), raw);
    expect(probe.layers.map(({ protocol }) => protocol)).toEqual(["ipv4", "udp", "raw"]);
    expect(probe.error).toBeUndefined();
  });
  it("is a malformed one where either is possible", () => {
    const query = decodeFrame(datagram("@A\0CDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"), raw);
    expect(query.error).toMatchObject({ layer: "dns" });
    const response = decodeFrame(datagram("@A\u00c2CDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"), raw);
    expect(response.error).toMatchObject({ layer: "dns" });
    const counts = decodeFrame(datagram("@ABC\0\0\0\0\0\0\0\0"), raw);
    expect(counts.layers.map(({ protocol }) => protocol)).toContain("dns");
  });
});

it("a segment that only goes on with a message is raw", () => {
  const middle = changed(getPacket, 40, "00");
  expect(protocols(middle)).toEqual(["ipv4", "tcp", "raw"]);
  // The head does not end in this segment: no fault of the frame.
  const open = changed(getPacket, 66, "41");
  expect(protocols(open)).toEqual(["ipv4", "tcp", "raw"]);
  expect(decodeFrame(open, raw).error).toBeUndefined();
});
