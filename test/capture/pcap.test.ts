import { describe, expect, it } from "vitest";
import { formatLinkType, frameCheckLength, linkTypeOfWord } from "../../src/capture/link-type.js";
import { decodePcap, encodePcap } from "../../src/capture/pcap.js";
import { octets } from "../wire/octets.js";

const file = octets(`
  d4 c3 b2 a1              # magic number: microseconds, little-endian
  02 00 04 00              # version 2.4
  00 00 00 00 00 00 00 00  # reserved
  00 00 04 00              # snap length: 262144
  01 00 00 00              # link type: Ethernet
  15 cd 5b 07              # seconds: 123456789
  3f 42 0f 00              # microseconds: 999999
  03 00 00 00              # octets kept
  05 00 00 00              # octets on the wire
  0a 0b 0c
  00 00 00 00 00 00 00 00  # the epoch
  00 00 00 00 00 00 00 00  # an empty frame
`);
const frames = [
  { frameNumber: 1, timeNanos: 123_456_789_999_999_000n, bytes: octets("0a 0b 0c"), originalLength: 5 },
  { frameNumber: 2, timeNanos: 0n, bytes: octets(""), originalLength: 0 },
];

describe("a capture", () => {
  it("is written little-endian with microseconds", () => {
    expect(encodePcap(1, frames)).toEqual(file);
  });
  it("is read", () => {
    expect(decodePcap(file)).toMatchObject({ ok: true, value: { capture: { linkType: 1, frames } } });
  });
  it("of nothing has a header", () => {
    expect(encodePcap(101, [])).toEqual(octets("d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000"));
    expect(decodePcap(encodePcap(101, []))).toEqual({
      ok: true,
      value: { capture: { linkType: 101, frames: [] } },
    });
  });
  it("keeps no more than microseconds of a time, and rounds down", () => {
    const bytes = encodePcap(1, [{ timeNanos: 1_000_001_999n, bytes: octets(""), originalLength: 0 }]);
    expect(bytes.subarray(24, 32)).toEqual(octets("01000000 01000000"));
  });
  it("refuses what the format cannot hold", () => {
    const frame = { timeNanos: 0n, bytes: octets(""), originalLength: 0 };
    expect(() => encodePcap(1, [{ ...frame, timeNanos: -1n }])).toThrow(RangeError);
    expect(() => encodePcap(1, [{ ...frame, timeNanos: 4_294_967_296_000_000_000n }])).toThrow(RangeError);
    expect(() => encodePcap(1, [{ ...frame, bytes: new Uint8Array(262_145) }])).toThrow(RangeError);
  });
});

describe("other writers' files", () => {
  it.each([
    [
      "big-endian, microseconds",
      "a1b2c3d4 0002 0004 00000000 00000000 0000ffff 00000001  00000001 00000002 00000001 00000001 ff",
      1_000_002_000n,
    ],
    [
      "big-endian, nanoseconds",
      "a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000001  00000001 00000002 00000001 00000001 ff",
      1_000_000_002n,
    ],
    [
      "little-endian, nanoseconds",
      "4d3cb2a1 0200 0400 00000000 00000000 ffff0000 01000000  01000000 02000000 01000000 01000000 ff",
      1_000_000_002n,
    ],
  ])("%s", (_name, hex, timeNanos) => {
    const frame = { frameNumber: 1, timeNanos, bytes: octets("ff"), originalLength: 1 };
    expect(decodePcap(octets(hex))).toMatchObject({
      ok: true,
      value: { capture: { linkType: 1, frames: [frame] } },
    });
  });
  it("with flags above the link type", () => {
    const decoded = decodePcap(octets("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000034"));
    expect(decoded).toMatchObject({ ok: true, value: { capture: { linkType: 1 } } });
    expect(linkTypeOfWord(0x3000_0001)).toBe(1);
    expect(frameCheckLength(0x3000_0001)).toBe(0);
    expect(frameCheckLength(0x2400_0001)).toBe(4);
    expect(formatLinkType(linkTypeOfWord(0x3400_0065))).toBe("raw IP");
    expect(formatLinkType(147)).toBe("link type 147");
  });
});

describe("files that end early keep what was read", () => {
  it.each(Array.from({ length: file.length - 24 }, (_, index) => index + 24))("after %i octets", (length) => {
    const decoded = decodePcap(file.subarray(0, length));
    const whole = length >= 43 ? 1 : 0;
    expect(decoded.ok && decoded.value.capture.frames).toMatchObject(frames.slice(0, whole));
    expect(decoded.ok && decoded.value.capture.frames).toHaveLength(whole);
    const atBorder = length === 24 || length === 43;
    expect(decoded.ok && decoded.value.error?.code).toBe(atBorder ? undefined : "truncated");
  });
  it("where a frame announces too much", () => {
    const bytes = file.slice();
    bytes.set(octets("01 00 04 00"), 43 + 8);
    expect(decodePcap(bytes)).toMatchObject({
      ok: true,
      value: { capture: { frames: [frames[0]] }, error: { code: "bad-record", offset: 43 } },
    });
  });
});

describe("what is no pcap file", () => {
  it.each([
    ["nothing", "", "not-a-capture"],
    ["three octets", "d4c3b2", "not-a-capture"],
    ["a header cut short", "d4c3b2a1 0200", "not-a-capture"],
    ["other octets", "7f454c46 00000000 00000000 00000000 00000000 00000000", "not-a-capture"],
    ["pcapng", "0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffff ffffffff 1c000000", "pcapng"],
  ])("%s", (_name, hex, code) => {
    expect(decodePcap(octets(hex))).toMatchObject({ ok: false, error: { code } });
  });
});
